"""The next free time of a mentor is kept, and true within a minute of every act that moves it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.models import User
from availability.operations import (
    WeeklyRow,
    clear_date,
    override_date,
    plan_travel,
    remove_time_off,
    remove_travel,
    set_weekly_hours,
    take_time_off,
)
from config.celery import app
from mentoring.models import Mentor, NextFreeChange, SessionType
from mentoring.operations import (
    cancel_booking,
    decline_request,
    expire_unanswered,
    hold_time,
    list_profile,
    move_booking,
    offer_session_type,
    pause_mentoring,
    refresh_next_free,
    resume_mentoring,
    set_caps,
    update_session_type,
)
from mentoring.schedule import refresh_next_free as refresh_task
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, schedule_of, tomorrow

DAY = timedelta(days=1)
UTC = ZoneInfo("UTC")


@pytest.fixture
def tuesday(now: datetime) -> datetime:
    """Before the mentor opens."""
    return now.replace(hour=6)


@pytest.fixture
def kept(call: SessionType, tuesday: datetime) -> Callable[..., str]:
    """What is kept within a minute, as day and hour."""

    def refresh(at: datetime = tuesday) -> str:
        refresh_next_free(now=at)
        found = Mentor.objects.get(pk=call.mentor_id).next_free_at
        return f"{found:%d %H:%M}" if found else "never"

    assert refresh() == "24 09:00"
    assert not NextFreeChange.objects.exists()
    return refresh


Kept = Callable[..., str]


def test_a_booking_moves_it_and_its_cancellation_moves_it_back(
    kept: Kept, call: SessionType, learner: User, tuesday: datetime
) -> None:
    booking = a_booking(call, learner, tuesday.replace(hour=9), now=tuesday)
    assert kept() == "24 09:30"
    cancel_booking(booking=booking, by=call.mentor.user, reason="", now=tuesday)
    assert kept() == "24 09:00"


def test_a_move(kept: Kept, call: SessionType, learner: User, tuesday: datetime) -> None:
    booking = a_booking(call, learner, tuesday.replace(hour=9), now=tuesday)
    assert kept() == "24 09:30"
    move_booking(booking=booking, by=call.mentor.user, starts_at=tomorrow("10:00"), reason="", now=tuesday)
    assert kept() == "24 09:00"


def test_a_request_and_its_end(kept: Kept, call: SessionType, learner: User, tuesday: datetime) -> None:
    update_session_type(session_type=call, needs_confirmation=True)
    call.refresh_from_db()
    asked = a_booking(call, learner, tuesday.replace(hour=9), now=tuesday)
    assert kept() == "24 09:30"
    decline_request(booking=asked, by=call.mentor.user, reason="", now=tuesday)
    assert kept() == "24 09:00"


def test_a_hold_and_its_expiry(kept: Kept, call: SessionType, learner: User, tuesday: datetime) -> None:
    hold_time(learner=learner, session_type=call, starts_at=tuesday.replace(hour=9), now=tuesday)
    assert kept() == "24 09:30"
    later = tuesday + timedelta(minutes=10)
    assert kept(later) == "24 09:00"
    expire_unanswered(now=later)
    assert kept(later) == "24 09:00"


def test_weekly_hours(kept: Kept, call: SessionType) -> None:
    set_weekly_hours(schedule=schedule_of(call.mentor), zone=UTC, rows=[WeeklyRow(4, 600, 660)])
    assert kept() == "26 10:00"


def test_a_date_of_its_own(kept: Kept, call: SessionType, tuesday: datetime) -> None:
    schedule = schedule_of(call.mentor)
    override_date(schedule=schedule, on=tuesday.date())
    assert kept() == "25 09:00"
    clear_date(schedule=schedule, on=tuesday.date())
    assert kept() == "24 09:00"


def test_time_off(kept: Kept, call: SessionType, tuesday: datetime) -> None:
    off = take_time_off(user=call.mentor.user, first_on=tuesday.date(), last_on=tuesday.date() + DAY)
    assert kept() == "26 09:00"
    remove_time_off(time_off=off)
    assert kept() == "24 09:00"


def test_travel(kept: Kept, call: SessionType, tuesday: datetime) -> None:
    travel = plan_travel(
        user=call.mentor.user,
        first_on=tuesday.date() - DAY,
        last_on=tuesday.date() + DAY,
        zone=ZoneInfo("America/New_York"),
    )
    assert kept() == "24 14:00"
    remove_travel(travel=travel)
    assert kept() == "24 09:00"


def test_caps_of_a_mentor(kept: Kept, call: SessionType, learner: User, tuesday: datetime) -> None:
    a_booking(call, learner, tuesday.replace(hour=9), now=tuesday)
    set_caps(mentor=call.mentor, cap_per_day=1)
    assert kept() == "25 09:00"


def test_caps_and_notice_of_a_type(kept: Kept, call: SessionType) -> None:
    update_session_type(session_type=call, notice_hours=24)
    assert kept() == "25 09:00"


def test_another_type(kept: Kept, call: SessionType) -> None:
    update_session_type(session_type=call, is_offered=False)
    assert kept() == "never"
    offer_session_type(mentor=call.mentor, title="Talk", notice_hours=0)
    assert kept() == "24 09:00"


def test_a_pause(kept: Kept, call: SessionType, tuesday: datetime) -> None:
    pause_mentoring(mentor=call.mentor, until=tuesday.date() + 3 * DAY, now=tuesday)
    assert kept() == "27 09:00"
    resume_mentoring(mentor=call.mentor)
    assert kept() == "24 09:00"


def test_the_clock_alone(kept: Kept, tuesday: datetime) -> None:
    assert kept(tuesday.replace(hour=9, minute=1)) == "24 09:30"


def test_who_joins_the_directory(kept: Kept, call: SessionType) -> None:
    Mentor.objects.update(is_listed=False, next_free_at=None, next_free_until=None)
    list_profile(mentor=call.mentor)
    assert kept() == "24 09:00"


def test_two_who_book_one_mentor_leave_the_mentors_row_alone(
    kept: Kept, call: SessionType, learner: User, tuesday: datetime
) -> None:
    before = Mentor.objects.values().get(pk=call.mentor_id)
    a_booking(call, learner, tuesday.replace(hour=9), now=tuesday)
    assert Mentor.objects.values().get(pk=call.mentor_id) == before


def test_it_is_on_the_timetable() -> None:
    (entry,) = [each for each in app.conf.beat_schedule.values() if each["task"] == refresh_task.name]
    assert entry["schedule"] <= 60


class TestDirectory:
    @pytest.fixture
    def others(self, call: SessionType, learner: User, other_learner: User, now: datetime) -> None:
        """Lena is free in nine days, Omar sooner than Mira."""
        a_session_type(a_mentor(learner, headline="In nine days"), notice_hours=9 * 24)
        a_session_type(a_mentor(other_learner, headline="At night", hours=(0, 24)))
        refresh_next_free(now=now)

    @pytest.mark.usefixtures("at_now", "others")
    def test_those_free_soonest_come_first_of_all(
        self, call: SessionType, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mentoring.views.directory.PER_PAGE", 1)
        pages = [client.get(f"/mentors/?page={page}").text for page in (1, 2, 3)]
        words = ["At night", call.mentor.headline, "In nine days"]
        assert [word in page for word, page in zip(words, pages, strict=True)] == [True] * 3

    @pytest.mark.usefixtures("at_now", "others")
    def test_finds_those_who_are_free_this_week(self, call: SessionType, client: Client) -> None:
        page = client.get("/mentors/?free=week").text
        assert "At night" in page
        assert "In nine days" not in page
        found = client.get("/api/v1/mentors/?free=week").json()["results"]
        assert len(found) == 2

    @pytest.mark.usefixtures("at_now", "others")
    def test_the_api_walks_them_soonest_first_and_those_never_free_last(
        self, mentor: Mentor, client: Client
    ) -> None:
        Mentor.objects.filter(pk=mentor.pk).update(next_free_at=None)
        url, headlines = "/api/v1/mentors/?order=soonest&page_size=1", []
        while url:
            page = client.get(url).json()
            headlines += [row["headline"] for row in page["results"]]
            url = page["next"]
        assert headlines == ["At night", "In nine days", mentor.headline]


def test_until_it_is_known_the_page_says_so(call: SessionType, client: Client, tuesday: datetime) -> None:
    page = call.mentor.get_absolute_url()
    set_caps(mentor=call.mentor, cap_per_day=1)
    assert "Known in a minute" in client.get(page).text
    Mentor.objects.update(next_free_at=None, next_free_until=tuesday + DAY)
    assert "Nothing for the next 30 days" in client.get(page).text
    offer_session_type(mentor=call.mentor, title="Resume review")
    assert "Known in a minute" in client.get(page).text
