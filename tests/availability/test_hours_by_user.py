"""Reading the hours of many people at once, for the engine."""

from datetime import date, datetime, timedelta

from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from availability.models import NO_HOURS, Schedule
from availability.operations import ensure_default_schedule, override_date
from availability.slots import day_number
from tests.availability.builders import a_schedule


def test_one_query_for_any_number_of_people(
    learner: User, mentor_user: User, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_schedule(learner, hours=(10, 12))
    a_schedule(mentor_user, zone="Asia/Tokyo")
    with django_assert_num_queries(1):
        hours = Schedule.objects.hours_by_user([learner.pk, mentor_user.pk], start=now, end=now)
    assert {pk: (str(each.zone), each.weekly[1]) for pk, each in hours.items()} == {
        learner.pk: ("UTC", [(600, 720)]),
        mentor_user.pk: ("Asia/Tokyo", [(540, 1020)]),
    }


def test_somebody_without_a_schedule_is_never_available(learner: User, now: datetime) -> None:
    assert Schedule.objects.hours_by_user([learner.pk], start=now, end=now) == {learner.pk: NO_HOURS}


def test_only_the_default_schedule_counts(schedule: Schedule, mentor_user: User, now: datetime) -> None:
    Schedule.objects.create(user=mentor_user, zone="Asia/Tokyo", name="Holidays")
    hours = Schedule.objects.hours_by_user([mentor_user.pk], start=now, end=now)[mentor_user.pk]
    assert str(hours.zone) == "UTC"


def test_dates_that_differ_come_with_a_day_to_spare(
    schedule: Schedule, mentor_user: User, now: datetime
) -> None:
    """Tuesday noon in UTC is Monday or Wednesday somewhere."""
    for day in (22, 23, 25, 26):
        override_date(schedule=schedule, on=date(2026, 11, day), ranges=[(60, 120)])
    hours = Schedule.objects.hours_by_user([mentor_user.pk], start=now, end=now + timedelta(hours=1))
    overrides = hours[mentor_user.pk].overrides
    assert overrides == {day_number(date(2026, 11, day)): [(60, 120)] for day in (23, 25)}


def test_a_first_schedule_is_empty_and_in_ones_own_zone_and_there_is_one(mentor_user: User) -> None:
    schedule = ensure_default_schedule(user=mentor_user)
    assert (str(schedule.zone), schedule.weekly_hours.count()) == ("Europe/Warsaw", 0)
    assert ensure_default_schedule(user=mentor_user) == schedule
