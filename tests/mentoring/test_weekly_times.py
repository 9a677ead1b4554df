"""The dates of a weekly pair before they are booked: the mentor's wall time, and what is not free."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from availability.operations import plan_travel, take_time_off
from availability.slots import Cause, Hours, to_datetime, to_seconds, weekly_instants
from mentoring.models import Mentor, SessionType
from mentoring.weekly_times import find_clock_shifts, find_weekly_times, weeks_between
from tests.availability.test_slots_properties import FIRST, ZONES, zone_changes
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, tomorrow

WEEK = timedelta(weeks=1)
WARSAW, NEW_YORK, TOKYO = map(ZoneInfo, ("Europe/Warsaw", "America/New_York", "Asia/Tokyo"))


@pytest.fixture
def polish(mentor_user: User) -> Mentor:
    """Open every day from nine to five, as clocks in Warsaw have it."""
    return a_mentor(mentor_user, zone="Europe/Warsaw")


@pytest.fixture
def weekly(polish: Mentor) -> SessionType:
    return a_session_type(polish, most_weeks=12, window_days=90)


class TestWallTime:
    @given(st.sampled_from(ZONES), st.data(), st.integers(0, 24 * 60 - 1))
    def test_each_date_has_the_mentors_wall_time_across_any_clock_change(
        self, name: str, data: st.DataObject, minute: int
    ) -> None:
        zone = ZoneInfo(name)
        change = data.draw(st.sampled_from(zone_changes(name)))
        on = to_datetime(change).astimezone(zone).date() - data.draw(st.integers(0, 11)) * WEEK
        first = datetime.combine(on, time(minute // 60, minute % 60), zone)
        seconds = to_seconds(first)
        shown = to_datetime(seconds).astimezone(zone)
        found = weekly_instants(Hours(zone=zone, weekly={}), seconds, 12)
        assert [day for day, _at in found] == [
            (shown.date() - date(1970, 1, 1)).days + 7 * week for week in range(12)
        ]
        for week, (_day, at) in enumerate(found):
            wanted = datetime.combine(shown.date() + week * WEEK, shown.time(), zone)
            is_skipped = to_datetime(to_seconds(wanted)).astimezone(zone).time() != shown.time()
            if at is None:
                assert is_skipped
            elif week:
                assert at == to_seconds(wanted)

    def test_a_time_that_the_clock_skips_is_none(self) -> None:
        first = to_seconds(datetime(2027, 3, 21, 2, 30, tzinfo=WARSAW))
        assert [at for _day, at in weekly_instants(Hours(zone=WARSAW, weekly={}), first, 2)] == [first, None]

    def test_of_a_time_that_the_clock_shows_twice_the_first_counts(self) -> None:
        first = to_seconds(datetime(2026, 10, 18, 2, 30, tzinfo=WARSAW))
        _this, (_day, again) = weekly_instants(Hours(zone=WARSAW, weekly={}), first, 2)
        assert again == to_seconds(datetime(2026, 10, 25, 2, 30, tzinfo=WARSAW, fold=0))

    def test_zones_of_the_property_do_change_their_clocks(self) -> None:
        assert sum(len(zone_changes(zone)) > 1 for zone in ZONES) > 15
        assert all(each > FIRST for zone in ZONES for each in zone_changes(zone))

    def test_hours_follow_the_mentor_on_a_journey(
        self, polish: Mentor, weekly: SessionType, learner: User, now: datetime
    ) -> None:
        plan_travel(user=polish.user, first_on=date(2026, 12, 1), last_on=date(2026, 12, 4), zone=TOKYO)
        first = datetime(2026, 11, 25, 10, tzinfo=WARSAW)
        times = find_weekly_times(weekly, first=first, weeks=3, now=now, learner=learner)
        assert [each.starts_at and each.starts_at.astimezone(each.zone).hour for each in times] == [10] * 3
        assert [each.zone for each in times] == [WARSAW, TOKYO, WARSAW]


class TestWhatIsFree:
    def test_all_dates_take_two_queries(self, weekly: SessionType, learner: User, now: datetime) -> None:
        with CaptureQueriesContext(connection) as queries:
            times = find_weekly_times(weekly, first=tomorrow("10:00"), weeks=12, now=now, learner=learner)
        assert [each.cause for each in times] == [None] * 12
        assert len(queries) == 2

    def test_what_is_taken_says_why_and_offers_other_times_of_that_date(
        self, weekly: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        a_booking(weekly, other_learner, tomorrow("10:00") + WEEK, now=now)
        _first, second = find_weekly_times(weekly, first=tomorrow("10:00"), weeks=2, now=now, learner=learner)
        assert second.cause == Cause.BOOKED
        assert second.next_free == tomorrow("10:30") + WEEK
        assert second.sentence == "Another session is at that time."
        assert {each.astimezone(WARSAW).date() for each in second.others} == {date(2026, 12, 2)}

    def test_the_next_free_time_is_before_it_when_there_is_none_after(
        self, weekly: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        last = datetime(2026, 12, 2, 16, 30, tzinfo=WARSAW)
        a_booking(weekly, other_learner, last, now=now)
        _first, second = find_weekly_times(weekly, first=last - WEEK, weeks=2, now=now, learner=learner)
        assert second.next_free == last - timedelta(minutes=30)

    def test_time_off_has_no_other_time(
        self, polish: Mentor, weekly: SessionType, learner: User, now: datetime
    ) -> None:
        take_time_off(user=polish.user, first_on=date(2026, 12, 1), last_on=date(2026, 12, 5), reason="")
        _first, second = find_weekly_times(weekly, first=tomorrow("10:00"), weeks=2, now=now, learner=learner)
        assert (second.cause, second.others, second.next_free) == (Cause.BLOCKED, [], None)

    def test_the_learners_own_session_stands_in_the_way(
        self, weekly: SessionType, learner: User, staff: User, now: datetime
    ) -> None:
        other = a_session_type(a_mentor(staff), slug="other")
        a_booking(other, learner, tomorrow("10:00") + WEEK, now=now)
        _first, second = find_weekly_times(weekly, first=tomorrow("10:00"), weeks=2, now=now, learner=learner)
        assert second.cause == Cause.OWN

    def test_a_cap_of_a_month_counts_the_weeks_before(
        self, weekly: SessionType, learner: User, now: datetime
    ) -> None:
        weekly.cap_per_month = 2
        weekly.save()
        times = find_weekly_times(weekly, first=tomorrow("10:00"), weeks=6, now=now, learner=learner)
        # 25 November; 2, 9, 16, 23 and 30 December
        assert [each.cause for each in times] == [None, None, None, Cause.CAP, Cause.CAP, Cause.CAP]

    def test_later_weeks_may_lie_beyond_the_days_ahead_but_not_beyond_the_last_day(
        self, weekly: SessionType, learner: User, now: datetime
    ) -> None:
        weekly.window_days, weekly.most_weeks = 7, 4
        weekly.save()
        times = find_weekly_times(weekly, first=tomorrow("10:00"), weeks=4, now=now, learner=learner)
        assert [each.cause for each in times] == [None] * 4
        weekly.open_until_on = date(2026, 12, 3)
        weekly.save()
        times = find_weekly_times(weekly, first=tomorrow("10:00"), weeks=4, now=now, learner=learner)
        assert [each.cause for each in times] == [None, None, Cause.WINDOW, Cause.WINDOW]


class TestClockShifts:
    def test_clocks_that_change_on_different_dates_are_named_twice(self) -> None:
        first = datetime(2027, 3, 2, 18, tzinfo=WARSAW)
        sessions = [(first + WEEK * number, WARSAW) for number in range(6)]
        there, back = find_clock_shifts(sessions, NEW_YORK)
        # America changes on 14 March, Europe on 28 March.
        assert (there.starts_at, there.before, there.after) == (
            datetime(2027, 3, 16, 18, tzinfo=WARSAW),
            time(12),
            time(13),
        )
        assert (back.before, back.after, back.is_travel) == (time(13), time(12), False)
        assert back.starts_at.astimezone(WARSAW).date() == date(2027, 3, 30)

    def test_nothing_is_said_where_both_change_at_once(self) -> None:
        first = datetime(2027, 3, 2, 18, tzinfo=WARSAW)
        sessions = [(first + WEEK * number, WARSAW) for number in range(6)]
        assert find_clock_shifts(sessions, ZoneInfo("Europe/London")) == []

    def test_a_journey_is_no_clock_change(self) -> None:
        sessions = [
            (datetime(2027, 1, 5, 18, tzinfo=WARSAW), WARSAW),
            (datetime(2027, 1, 12, 18, tzinfo=TOKYO), TOKYO),
        ]
        (shift,) = find_clock_shifts(sessions, ZoneInfo("Europe/London"))
        assert (shift.before, shift.after, shift.is_travel) == (time(17), time(9), True)

    def test_a_session_that_was_moved_is_none(self) -> None:
        sessions = [(datetime(2027, 1, day, 18, tzinfo=UTC), WARSAW) for day in (5, 12)]
        sessions[1] = (sessions[1][0] + timedelta(hours=1), WARSAW)
        assert find_clock_shifts(sessions, NEW_YORK) == []


def test_weeks_between_dates_of_one_weekday() -> None:
    monday = date(2026, 11, 23)
    assert [weeks_between(monday, monday + timedelta(days=days)) for days in (0, 7, 14, 1, 6)] == [
        0,
        1,
        2,
        None,
        None,
    ]
