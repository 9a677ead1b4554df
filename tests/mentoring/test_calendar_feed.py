"""All sessions at one secret address: what stands there, and who may read it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring.calendar_feed import build_feed, feed_url, turn_off, turn_on
from mentoring.models import SessionType
from mentoring.operations import cancel_booking, decline_request, move_booking
from tests.mentoring.builders import a_booking, a_session_type, tomorrow

pytestmark = pytest.mark.usefixtures("at_now")


def events(body: bytes) -> list[tuple[str, str, int]]:
    """Start, status and sequence of each."""
    return [
        (f"{event.decoded('dtstart'):%d %H:%M}", str(event["status"]), int(str(event["sequence"])))
        for event in Calendar.from_ical(body).walk("VEVENT")
    ]


def test_it_has_what_is_booked_moved_and_cancelled(call: SessionType, learner: User, now: datetime) -> None:
    a_booking(call, learner, "10:00", now=now)
    moved = a_booking(call, learner, "11:00", now=now)
    move_booking(booking=moved, starts_at=tomorrow("15:00"), by=learner, now=now)
    cancelled = a_booking(call, learner, "12:00", now=now)
    cancel_booking(booking=cancelled, by=learner, reason="", now=now)
    assert events(build_feed(learner, now=now)) == [
        ("25 10:00", "CONFIRMED", 0),
        ("25 12:00", "CANCELLED", 1),
        ("25 15:00", "CONFIRMED", 1),
    ]


def test_requests_are_not_in_it_whatever_becomes_of_them(
    call: SessionType, learner: User, now: datetime
) -> None:
    asked = a_session_type(call.mentor, slug="asked", needs_confirmation=True)
    a_booking(asked, learner, "10:00", now=now)
    declined = a_booking(asked, learner, "11:00", now=now)
    decline_request(booking=declined, by=call.mentor.user, reason="", now=now)
    assert events(build_feed(learner, now=now)) == []


def test_what_was_cancelled_long_ago_leaves(call: SessionType, learner: User, now: datetime) -> None:
    cancelled = a_booking(call, learner, "10:00", now=now)
    cancel_booking(booking=cancelled, by=learner, reason="", now=now)
    assert len(events(build_feed(learner, now=now + timedelta(days=29)))) == 1
    assert events(build_feed(learner, now=now + timedelta(days=40))) == []


def test_it_names_nobodys_address(call: SessionType, learner: User, now: datetime) -> None:
    a_booking(call, learner, "10:00", now=now)
    body = build_feed(learner, now=now)
    assert b"METHOD:PUBLISH" in body
    assert b"ATTENDEE" not in body
    assert call.mentor.user.email.encode() not in body


def test_any_number_costs_three_queries(
    call: SessionType,
    learner: User,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for hour in range(9, 14):
        a_booking(call, learner, f"{hour}:00", now=now)
    with django_assert_max_num_queries(3):
        assert len(events(build_feed(learner, now=now))) == 5


class TestAddress:
    def test_a_calendar_needs_no_session(
        self, call: SessionType, learner: User, client: Client, now: datetime
    ) -> None:
        a_booking(call, learner, "10:00", now=now)
        answer = client.get(feed_url(turn_on(person=learner)))
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert "public" not in answer["Cache-Control"]

    def test_a_new_one_ends_the_old_one(self, learner: User, client: Client) -> None:
        old = feed_url(turn_on(person=learner))
        new = feed_url(turn_on(person=learner))
        assert [client.get(url).status_code for url in (old, new)] == [404, 200]

    def test_off_nobody_reads_it(self, learner: User, client: Client) -> None:
        url = feed_url(turn_on(person=learner))
        turn_off(person=learner)
        assert client.get(url).status_code == 404

    def test_nor_of_somebody_who_has_left(self, learner: User, client: Client) -> None:
        url = feed_url(turn_on(person=learner))
        User.objects.filter(pk=learner.pk).update(is_active=False)
        assert client.get(url).status_code == 404

    @pytest.mark.parametrize("token", ["x", "WzEsMV0:1abc:def", "é", "a" * 500])
    def test_a_made_up_one_is_not_found(self, learner: User, client: Client, token: str) -> None:
        assert client.get(f"/calendar/{token}/sessions.ics").status_code == 404

    def test_the_page_makes_changes_and_ends_it(self, lena: Client) -> None:
        assert "Make an address" in lena.get("/bookings/calendar/").text
        first = lena.post("/bookings/calendar/", {"on": "yes"}, follow=True).context["url"]
        second = lena.post("/bookings/calendar/", {"on": "yes"}, follow=True).context["url"]
        assert first != second
        assert "Make an address" in lena.post("/bookings/calendar/", follow=True).text
