"""Reading what the engine needs: a fixed number of queries, and the same answer that booking gets."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from availability.operations import (
    WeeklyRow,
    add_schedule,
    override_date,
    remove_schedule,
    set_weekly_hours,
)
from availability.slots import to_datetime
from core.refusals import Refusal
from mentoring.free_times import find_free_times, find_free_times_of_each, find_next_free_starts
from mentoring.models import Booking, Mentor, SessionType
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, schedule_of, tomorrow


def free_starts(
    session_type: SessionType, now: datetime, *, days: int = 2, learner: User | None = None
) -> list[datetime]:
    answer = find_free_times(
        session_type, start=now, end=now + timedelta(days=days), now=now, learner=learner
    )
    return [to_datetime(start) for start in answer.starts]


@pytest.mark.parametrize("days", [1, 30, 92])
def test_two_queries_whatever_the_range(
    call: SessionType,
    learner: User,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
    days: int,
) -> None:
    a_booking(call, learner, now=now)
    with django_assert_num_queries(2):
        free_starts(call, now, days=days, learner=learner)


def test_two_queries_for_any_number_of_mentors(
    call: SessionType,
    learner: User,
    other_learner: User,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    types = [call, a_session_type(a_mentor(learner)), a_session_type(a_mentor(other_learner))]
    with django_assert_num_queries(2):
        assert len(find_next_free_starts(types, now=now)) == 3


def test_a_date_with_hours_of_its_own_replaces_the_weekly_ones(
    call: SessionType, mentor: Mentor, now: datetime
) -> None:
    schedule = schedule_of(mentor)
    override_date(schedule=schedule, on=tomorrow("00:00").date(), ranges=[(20 * 60, 21 * 60)])
    assert [at for at in free_starts(call, now) if at.date() == tomorrow("00:00").date()] == [
        tomorrow("20:00"),
        tomorrow("20:30"),
    ]


def test_a_date_without_hours_is_off(call: SessionType, mentor: Mentor, now: datetime) -> None:
    override_date(schedule=schedule_of(mentor), on=tomorrow("00:00").date())
    assert tomorrow("10:00") not in free_starts(call, now)


def test_several_session_types_share_the_mentors_time(
    call: SessionType, mentor: Mentor, learner: User, now: datetime
) -> None:
    long = a_session_type(mentor, slug="long", minutes=60)
    a_booking(call, learner, "10:00", now=now)
    answers = find_free_times_of_each([call, long], start=now, end=now + timedelta(days=2), now=now)
    assert not answers[long.pk].offers(int(tomorrow("09:30").timestamp()))
    assert answers[call.pk].offers(int(tomorrow("09:30").timestamp()))


def test_somebody_elses_bookings_do_not_count_towards_a_cap(
    mentor: Mentor, learner: User, other_learner: User, now: datetime
) -> None:
    capped = a_session_type(mentor, slug="capped", cap_per_day=1)
    other = a_session_type(a_mentor(other_learner))
    a_booking(other, learner, "10:00", now=now)
    assert tomorrow("11:00") in free_starts(capped, now)


def test_every_start_on_offer_can_be_booked_and_no_other(
    mentor_user: User, learner: User, other_learner: User
) -> None:
    """Across the autumn change in Warsaw, with a booking in the way."""
    call = a_session_type(a_mentor(mentor_user, zone="Europe/Warsaw", hours=(0, 8)), buffer_after_minutes=10)
    now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    night = datetime(2026, 10, 24, 22, tzinfo=UTC)
    a_booking(call, other_learner, night + timedelta(hours=2), now=now)
    offered = set(free_starts(call, now, days=1))
    booked = set()
    for minutes in range(0, 10 * 60, 15):
        starts_at = night + timedelta(minutes=minutes)
        try:
            booking = a_booking(call, learner, starts_at, now=now)
        except Refusal:
            continue
        booked.add(starts_at)
        Booking.objects.filter(pk=booking.pk).delete()
    assert booked == {at for at in offered if at < night + timedelta(hours=10)}
    assert booked


def dates_free(session_type: SessionType, now: datetime, *, days: int) -> list[str]:
    return sorted({f"{at:%m-%d}" for at in free_starts(session_type, now, days=days)})


def test_a_cap_over_all_types_counts_what_the_mentor_gives_and_not_what_they_attend(
    call: SessionType, mentor: Mentor, learner: User, other_learner: User, now: datetime
) -> None:
    long = a_session_type(mentor, slug="long", minutes=60)
    a_booking(long, learner, "10:00", now=now)
    Mentor.objects.filter(pk=mentor.pk).update(minutes_per_day=60)
    theirs = a_session_type(a_mentor(other_learner))
    a_booking(theirs, mentor.user, tomorrow("10:00") + timedelta(days=1), now=now)
    again = SessionType.objects.select_related("mentor__user").get(pk=call.pk)
    assert dates_free(again, now, days=4) == ["11-24", "11-26", "11-27", "11-28"]


@pytest.mark.parametrize(
    ("cap", "first_free"), [("cap_per_day", "11-26"), ("cap_per_week", "11-30"), ("cap_per_month", "12-01")]
)
def test_a_type_keeps_its_own_caps(
    mentor: Mentor, learner: User, now: datetime, cap: str, first_free: str
) -> None:
    capped = a_session_type(mentor, slug="capped", **{cap: 1})
    a_booking(capped, learner, "10:00", now=now)
    assert next(on for on in dates_free(capped, now, days=10) if on > "11-25") == first_free


def test_fixed_dates_take_the_place_of_the_days_ahead(mentor: Mentor, now: datetime) -> None:
    first, last = date(2026, 12, 10), date(2026, 12, 11)
    fixed = a_session_type(mentor, slug="fixed", window_days=3, open_from_on=first, open_until_on=last)
    assert dates_free(fixed, now, days=40) == ["12-10", "12-11"]


def test_a_type_goes_by_the_hours_that_it_names_until_they_are_removed(
    call: SessionType, mentor: Mentor, now: datetime
) -> None:
    evenings = add_schedule(user=mentor.user, name="Evenings", copied_from=schedule_of(mentor))
    set_weekly_hours(schedule=evenings, zone=evenings.zone, rows=[WeeklyRow(3, 1200, 1260)])
    SessionType.objects.filter(pk=call.pk).update(schedule=evenings)
    call.refresh_from_db()
    assert free_starts(call, now, days=3) == [tomorrow("20:00"), tomorrow("20:30")]
    remove_schedule(schedule=evenings)
    call.refresh_from_db()
    assert tomorrow("10:00") in free_starts(call, now)
