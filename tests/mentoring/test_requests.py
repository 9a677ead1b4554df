"""Sessions that the mentor confirms: asked for, answered, or expired; the time is kept all the while."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mailing.models import Letter, LetterState
from mentoring.letter_actions import LetterAction, action_url
from mentoring.lifecycle import BookingEventKind, BookingState
from mentoring.models import Booking, Mentor, OutsideBusy, OutsideCalendar, SessionType
from mentoring.operations import (
    TO_ANSWER,
    AlreadySettled,
    CalendarBusy,
    MentorBusy,
    NotAsked,
    SlotTaken,
    accept_request,
    book_weekly,
    cancel_all,
    cancel_booking,
    decline_request,
    expire_unanswered,
    hold_time,
    join_waiting_list,
    sweep_waiting_lists,
)
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, tomorrow

WEEK = timedelta(days=7)


@pytest.fixture
def asked(mentor_user: User) -> SessionType:
    """A call that Mira confirms."""
    return a_session_type(a_mentor(mentor_user), needs_confirmation=True)


@pytest.fixture
def booking(asked: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(asked, learner, tomorrow("10:00") + WEEK, now=now)


def test_it_is_asked_for_and_not_booked(booking: Booking, now: datetime) -> None:
    assert (booking.state, booking.expires_at) == (BookingState.REQUESTED, now + TO_ANSWER)
    assert [event.kind for event in booking.events.all()] == [BookingEventKind.REQUESTED]


def test_it_expires_at_its_start_if_that_is_sooner(asked: SessionType, learner: User, now: datetime) -> None:
    booking = a_booking(asked, learner, "10:00", now=now)
    assert booking.expires_at == booking.starts_at


def test_its_time_is_kept(booking: Booking, asked: SessionType, other_learner: User, now: datetime) -> None:
    with pytest.raises(SlotTaken):
        a_booking(asked, other_learner, booking.starts_at, now=now)


def test_nobody_is_reminded_of_it(booking: Booking) -> None:
    assert not Letter.objects.filter(template="mentoring.reminder").exists()


class TestAccept:
    def test_it_is_booked_and_both_are_reminded(
        self, booking: Booking, mentor_user: User, now: datetime
    ) -> None:
        accepted = accept_request(booking=booking, by=mentor_user, now=now)
        assert (accepted.state, accepted.expires_at, accepted.sequence) == ("confirmed", None, 0)
        assert Letter.objects.filter(template="mentoring.reminder", state=LetterState.OWED).count() == 4

    def test_the_history_says_who_accepted(self, booking: Booking, mentor_user: User, now: datetime) -> None:
        accept_request(booking=booking, by=mentor_user, now=now)
        event = booking.events.get(kind=BookingEventKind.BOOKED)
        assert (event.by, event.side) == (mentor_user, "mentor")

    def test_not_after_it_has_expired(self, booking: Booking, mentor_user: User, now: datetime) -> None:
        with pytest.raises(NotAsked):
            accept_request(booking=booking, by=mentor_user, now=now + TO_ANSWER)

    def test_not_what_the_learner_has_taken_back(
        self, booking: Booking, learner: User, mentor_user: User, now: datetime
    ) -> None:
        cancel_booking(booking=booking, by=learner, reason="", now=now)
        with pytest.raises(AlreadySettled):
            accept_request(booking=booking, by=mentor_user, now=now)


class TestDecline:
    def test_the_time_is_free_at_once(
        self, booking: Booking, asked: SessionType, mentor_user: User, other_learner: User, now: datetime
    ) -> None:
        declined = decline_request(booking=booking, by=mentor_user, reason="A holiday.", now=now)
        assert (declined.state, declined.cancel_reason) == (BookingState.DECLINED, "A holiday.")
        assert a_booking(asked, other_learner, booking.starts_at, now=now)

    def test_only_one_of_two_answers_counts(self, booking: Booking, mentor_user: User, now: datetime) -> None:
        accept_request(booking=booking, by=mentor_user, now=now)
        with pytest.raises(AlreadySettled):
            decline_request(booking=booking, by=mentor_user, reason="", now=now)


class TestExpiry:
    def test_the_clock_ends_it(self, booking: Booking, now: datetime) -> None:
        assert expire_unanswered(now=now + TO_ANSWER - timedelta(seconds=1)) == 0
        assert expire_unanswered(now=now + TO_ANSWER) == 1
        booking.refresh_from_db()
        assert (booking.state, booking.expires_at) == (BookingState.EXPIRED, None)

    def test_somebody_who_needs_the_time_ends_it_too_and_both_are_told(
        self, booking: Booking, asked: SessionType, other_learner: User, now: datetime
    ) -> None:
        assert a_booking(asked, other_learner, booking.starts_at, now=now + TO_ANSWER)
        told = Letter.objects.filter(template="mentoring.request_ended", state=LetterState.OWED)
        assert told.count() == 2

    def test_two_clocks_end_it_once(self, booking: Booking, now: datetime) -> None:
        assert expire_unanswered(now=now + TO_ANSWER) + expire_unanswered(now=now + TO_ANSWER) == 1
        assert booking.events.filter(kind=BookingEventKind.EXPIRED).count() == 1


def test_who_leaves_asks_for_nothing_any_more(booking: Booking, learner: User, now: datetime) -> None:
    cancel_all(person=learner, now=now)
    booking.refresh_from_db()
    assert (booking.state, booking.sequence) == (BookingState.CANCELLED, 0)


class TestPages:
    def test_a_request_is_taken_back_in_its_own_words(self, lena: Client, booking: Booking) -> None:
        url = f"/bookings/{booking.pk}/cancellation/"
        asked = lena.get(url).text
        assert "Take your request back" in asked
        assert "calendars" not in asked
        page = lena.post(url, {"reason": ""}, follow=True).text
        assert "Your request is taken back." in page
        assert "This request was taken back" in page

    def test_who_was_not_answered_sees_the_nearest_free_times(
        self, lena: Client, booking: Booking, now: datetime, signed_in: Callable[[User], Client]
    ) -> None:
        expire_unanswered(now=now + TO_ANSWER)
        page = lena.get(booking.get_absolute_url()).text
        assert "The nearest free times" in page
        assert page.count("booking/?start=") == 3
        assert (
            "The nearest free times"
            not in signed_in(booking.mentor.user).get(booking.get_absolute_url()).text
        )

    def test_the_times_say_that_the_mentor_confirms(self, client: Client, asked: SessionType) -> None:
        assert "The mentor confirms each session" in client.get(asked.get_absolute_url()).text

    def test_a_form_asks_instead_of_booking(self, lena: Client, asked: SessionType) -> None:
        start = "2026-11-25T10:00:00+00:00"
        assert "Ask for this session" in lena.get(f"{asked.get_absolute_url()}booking/?start={start}").text
        typed = {"session_type": "call", "start": start, "about": "My résumé."}
        answer = lena.post("/mentors/mira/bookings/", typed, follow=True)
        assert "Asked. The time is kept for you until the mentor answers." in answer.text
        assert "Not booked yet." in answer.text

    def test_the_learner_reads_where_they_meet_once_it_is_accepted(
        self, browser: Client, lena: Client, learner: User, now: datetime
    ) -> None:
        asked, room = a_session_type(Mentor.objects.get(), needs_confirmation=True), "video.example.org/usual"
        booking = a_booking(asked, learner, now=now)
        page, answer = f"/bookings/{booking.pk}/", f"/api/v1/bookings/{booking.pk}/"
        assert room not in lena.get(page).text + lena.get(answer).text
        assert room in browser.get(page).text
        assert lena.get(f"{page}session.ics").status_code == 404
        assert lena.get(f"{answer}session.ics").status_code == 404
        accept_request(booking=booking, by=asked.mentor.user, now=now)
        assert room in lena.get(page).text
        assert lena.get(answer).json()["meeting_url"].endswith(room)
        assert lena.get(f"{page}session.ics").status_code == 200

    def test_the_mentor_answers_on_the_page(self, browser: Client, learner: User, now: datetime) -> None:
        asked = a_session_type(Mentor.objects.get(), needs_confirmation=True)
        booking = a_booking(asked, learner, now=now)
        assert "asks for this session" in browser.get(f"/bookings/{booking.pk}/").text
        assert "Waiting for your answer" in browser.get("/bookings/").text
        assert "1 request to answer" in browser.get("/mentoring/").text
        answer = browser.post(f"/bookings/{booking.pk}/answer/", {"answer": "accept"}, follow=True)
        assert "Accepted. The invitation is on its way to both of you." in answer.text

    def test_a_learner_can_not_accept_their_own(
        self, booking: Booking, learner: User, signed_in: Callable[[User], Client]
    ) -> None:
        answer = signed_in(learner).post(f"/bookings/{booking.pk}/answer/", {"answer": "accept"})
        assert answer.status_code == 404
        booking.refresh_from_db()
        assert booking.state == BookingState.REQUESTED


class TestOutsideEventSince:
    """Another calendar of the mentor has something at the time of a request that waits."""

    @pytest.fixture
    def dentist(self, booking: Booking) -> OutsideBusy:
        start = booking.starts_at - timedelta(minutes=15)
        return an_outside_event(booking.mentor, start, timedelta(hours=1))

    def test_accepting_says_so_and_nothing_is_booked(
        self, booking: Booking, dentist: OutsideBusy, now: datetime
    ) -> None:
        with pytest.raises(CalendarBusy) as caught:
            accept_request(booking=booking, by=booking.mentor.user, now=now)
        lower, upper = dentist.during.lower.isoformat(), dentist.during.upper.isoformat()
        assert caught.value.data == {"busy": [[lower, upper]]}
        booking.refresh_from_db()
        assert booking.state == BookingState.REQUESTED

    def test_it_may_be_accepted_all_the_same(
        self, booking: Booking, dentist: OutsideBusy, now: datetime
    ) -> None:
        mentor = booking.mentor.user
        accepted = accept_request(booking=booking, by=mentor, despite_outside=True, now=now)
        assert accepted.state == BookingState.CONFIRMED

    def test_what_only_touches_it_stands_in_nobodys_way(self, booking: Booking, now: datetime) -> None:
        an_outside_event(booking.mentor, booking.ends_at, timedelta(hours=1))
        an_outside_event(booking.mentor, booking.starts_at - timedelta(hours=1), timedelta(hours=1))
        assert accept_request(booking=booking, by=booking.mentor.user, now=now)

    def test_the_buffers_count(self, mentor: Mentor, learner: User, now: datetime) -> None:
        asked = a_session_type(mentor, slug="asked", needs_confirmation=True, buffer_after_minutes=10)
        booking = a_booking(asked, learner, now=now)
        an_outside_event(mentor, booking.ends_at + timedelta(minutes=5), timedelta(hours=1))
        with pytest.raises(CalendarBusy):
            accept_request(booking=booking, by=mentor.user, now=now)

    def test_any_week_of_a_pair_counts(self, mentor: Mentor, learner: User, now: datetime) -> None:
        asked = a_session_type(mentor, slug="asked", needs_confirmation=True, most_weeks=4)
        starts = [tomorrow("10:00") + WEEK * number for number in range(3)]
        pair = book_weekly(learner=learner, session_type=asked, starts=starts, now=now)
        an_outside_event(mentor, starts[2], timedelta(hours=1))
        with pytest.raises(CalendarBusy):
            accept_request(booking=pair.bookings.all()[0], by=mentor.user, now=now)

    def test_the_page_names_it_and_asks(
        self, booking: Booking, dentist: OutsideBusy, at_now: None, signed_in: Callable[[User], Client]
    ) -> None:
        browser = signed_in(booking.mentor.user)
        page = browser.get(booking.get_absolute_url()).text
        assert "<bdi>Work</bdi>" in page
        assert "Accept all the same" in page
        url = reverse("mentoring:answer", args=[booking.pk])
        browser.post(url, {"answer": "accept"})
        assert Booking.objects.get().state == BookingState.REQUESTED
        browser.post(url, {"answer": "accept", "despite_outside": "on"})
        assert Booking.objects.get().state == BookingState.CONFIRMED

    def test_the_link_of_a_letter_asks_too(
        self, booking: Booking, dentist: OutsideBusy, at_now: None
    ) -> None:
        url = urlsplit(action_url(LetterAction.ACCEPT, booking, booking.mentor.user)).path
        client = Client()
        assert "Accept all the same" in client.get(url).text
        refused = client.post(url)
        assert (refused.status_code, "Accept all the same" in refused.text) == (422, True)
        assert client.post(url, {"despite_outside": "on"}).status_code == 303
        assert Booking.objects.get().state == BookingState.CONFIRMED

    def test_the_api_refuses_by_name_until_it_is_said(
        self, booking: Booking, dentist: OutsideBusy, at_now: None, signed_in: Callable[[User], Client]
    ) -> None:
        browser = signed_in(booking.mentor.user)
        url = f"/api/v1/bookings/{booking.pk}/acceptance/"
        refused = browser.post(url, {}, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (409, "calendar_busy")
        answer = browser.post(url, {"despite_outside": True}, content_type="application/json")
        assert answer.json()["state"] == "confirmed"


def an_outside_event(mentor: Mentor, start: datetime, length: timedelta) -> OutsideBusy:
    calendar, _made = OutsideCalendar.objects.get_or_create(person=mentor.user, name="Work")
    during = DateTimeTZRange(start, start + length)
    return OutsideBusy.objects.create(calendar=calendar, person=mentor.user, during=during)


class TestOutsideEventAtAKeptTime:
    """A time is kept for a learner, while they fill in the form or by a waiting list, and an event comes."""

    def test_a_hold_does_not_book_it(self, call: SessionType, learner: User, now: datetime) -> None:
        hold = hold_time(learner=learner, session_type=call, starts_at=tomorrow("10:00"), now=now)
        an_outside_event(call.mentor, hold.starts_at, timedelta(minutes=30))
        with pytest.raises(MentorBusy) as caught:
            a_booking(call, learner, "10:00", now=now)
        assert len(caught.value.data["nearest"]) == 3
        assert Booking.objects.get().state == BookingState.HELD

    def test_an_offer_is_taken_back_and_another_time_offered(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        day = tomorrow("10:00").date()
        join_waiting_list(
            person=learner, session_type=call, from_on=day, until_on=day, zone=learner.zone, now=now
        )
        sweep_waiting_lists(now=now)
        first = Booking.objects.get().starts_at
        an_outside_event(call.mentor, first, timedelta(minutes=30))
        with pytest.raises(MentorBusy):
            a_booking(call, learner, first, now=now)
        sweep_waiting_lists(now=now + timedelta(minutes=1))
        offer = Booking.objects.get()
        assert (offer.state, offer.starts_at) == (BookingState.OFFERED, first + timedelta(minutes=30))
