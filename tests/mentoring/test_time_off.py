"""Time off and travel: what a mentor types, what learners read, what becomes of free times."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from availability.models import TimeOff, Travel
from availability.operations import plan_travel, take_time_off
from availability.slots import to_datetime
from mentoring.free_times import find_free_times
from mentoring.models import Mentor, SessionType
from tests.mentoring.builders import a_booking, a_mentor, tomorrow

OFF: dict[str, Any] = {"first_on": "2026-11-25", "last_on": "2026-11-27"}
DAYS_OFF: dict[str, Any] = {"first_on": date(2026, 11, 25), "last_on": date(2026, 11, 27)}


def dates_free(call: SessionType, now: datetime, *, days: int = 5) -> list[str]:
    answer = find_free_times(call, start=now, end=now + timedelta(days=days), now=now)
    return sorted({f"{to_datetime(start):%m-%d}" for start in answer.starts})


def test_nobody_can_book_on_days_off(call: SessionType, browser: Client, now: datetime) -> None:
    typed = OFF | {"reason": "Wedding", "public_note": "Back on Saturday"}
    assert browser.post("/mentoring/time-off/new/", typed).status_code == 303
    assert dates_free(call, now) == ["11-24", "11-28", "11-29"]
    assert "Wedding" in browser.get("/mentoring/calendar/").content.decode()

    browser.post(f"/mentoring/time-off/{TimeOff.objects.get().pk}/removal/")
    assert len(dates_free(call, now)) == 6


def test_learners_read_the_note_and_whom_to_ask_never_the_reason(
    call: SessionType, lena: Client, other_learner: User
) -> None:
    stand_in = a_mentor(other_learner)
    take_time_off(
        user=call.mentor.user, reason="Wedding", public_note="Back soon", stand_in=other_learner, **DAYS_OFF
    )
    page = lena.get(f"{call.get_absolute_url()}?from=2026-11-24").content.decode()
    assert "Back soon" in page
    assert f'href="{stand_in.get_absolute_url()}"' in page
    assert "Wedding" not in page
    assert "Back soon" not in lena.get(f"{call.get_absolute_url()}?from=2026-11-28").content.decode()


@pytest.mark.parametrize("days", [1, 90])
def test_times_take_four_queries_with_time_off_travel_and_hours_of_their_own(
    call: SessionType, client: Client, now: datetime, django_assert_max_num_queries: Any, days: int
) -> None:
    user = call.mentor.user
    take_time_off(user=user, **DAYS_OFF)
    plan_travel(user=user, first_on=date(2026, 12, 1), last_on=date(2026, 12, 5), zone=ZoneInfo("Asia/Tokyo"))
    later = (now + timedelta(days=days)).date()
    with django_assert_max_num_queries(4):
        assert client.get(f"{call.get_absolute_url()}?from={later}").status_code == 200


def test_a_session_on_days_off_is_named_first(
    call: SessionType, browser: Client, learner: User, now: datetime
) -> None:
    a_booking(call, learner, "10:00", now=now)
    answer = browser.post("/mentoring/time-off/new/", OFF)
    assert (answer.status_code, len(answer.context["stranded"])) == (422, 1)
    assert browser.post("/mentoring/time-off/new/", OFF | {"agreed": "yes"}).status_code == 303


def test_hours_follow_on_a_journey(call: SessionType, browser: Client, learner: User, now: datetime) -> None:
    a_booking(call, learner, "10:00", now=now)
    trip = OFF | {"zone": "Asia/Tokyo"}
    assert browser.post("/mentoring/travel/new/", trip).status_code == 422
    browser.post("/mentoring/travel/new/", trip | {"agreed": "yes"})
    answer = find_free_times(call, start=now, end=now + timedelta(days=2), now=now)
    assert to_datetime(next(each for each in answer.starts if each > now.timestamp() + 6 * 3600)) == datetime(
        2026, 11, 25, 0, tzinfo=now.tzinfo
    )
    browser.post(f"/mentoring/travel/{Travel.objects.get().pk}/removal/")
    assert not Travel.objects.exists()


def test_a_session_on_a_journey_keeps_the_zone_travelled_to(
    call: SessionType, mentor: Mentor, learner: User, now: datetime
) -> None:
    Travel.objects.create(user=mentor.user, zone="Asia/Tokyo", **DAYS_OFF)
    booking = a_booking(call, learner, tomorrow("02:00"), now=now)  # eleven in Tokyo
    assert str(booking.attendance_of(mentor.user).zone) == "Asia/Tokyo"


def test_two_journeys_on_one_date_are_refused(browser: Client, mentor: Mentor) -> None:
    for place, status in (("Asia/Tokyo", 303), ("America/Lima", 422)):
        assert browser.post("/mentoring/travel/new/", OFF | {"zone": place}).status_code == status
    assert str(Travel.objects.get().zone) == "Asia/Tokyo"


@pytest.mark.parametrize(
    "wrong",
    [
        {"last_on": "2026-11-24"},
        {"last_on": "2028-01-01"},
        {"first_on": "2026-11-01", "last_on": "2026-11-02"},
        {"stand_in": "nobody"},
        {"stand_in": "/mentors/mira/"},
    ],
)
def test_what_makes_no_time_off_is_refused(browser: Client, mentor: Mentor, wrong: dict[str, str]) -> None:
    assert browser.post("/mentoring/time-off/new/", OFF | wrong).status_code == 422
    assert not TimeOff.objects.exists()


def test_a_stand_in_is_named_by_the_address_of_their_page(
    browser: Client, mentor: Mentor, other_learner: User
) -> None:
    page = a_mentor(other_learner).get_absolute_url()
    browser.post("/mentoring/time-off/new/", OFF | {"stand_in": f"https://longroad.example{page}"})
    assert TimeOff.objects.get().stand_in == other_learner


def test_nobody_removes_what_is_not_theirs(
    mentor: Mentor, learner: User, signed_in: Callable[[User], Client]
) -> None:
    off = take_time_off(user=mentor.user, **DAYS_OFF)
    assert signed_in(learner).post(f"/mentoring/time-off/{off.pk}/removal/").status_code == 404
    assert TimeOff.objects.exists()


def test_reading_both_costs_no_query_more(
    call: SessionType, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    take_time_off(user=call.mentor.user, **DAYS_OFF)
    with django_assert_num_queries(2):
        find_free_times(call, start=now, end=now + timedelta(days=92), now=now)


def test_whoever_comes_to_the_first_free_week_reads_why_it_is_not_earlier(
    call: SessionType, lena: Client
) -> None:
    take_time_off(
        user=call.mentor.user,
        first_on=date(2026, 11, 24),
        last_on=date(2026, 12, 6),
        public_note="Back on Monday",
    )
    page = lena.get(call.get_absolute_url())
    assert page.context["week"].first == date(2026, 12, 7)
    assert "Back on Monday" in page.content.decode()
