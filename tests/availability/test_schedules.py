"""Several named weeks: one holds by default, session types may name another."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from availability.models import HoursKey, Schedule
from availability.operations import (
    AlreadyAway,
    DefaultStays,
    NameTaken,
    TooManySchedules,
    add_schedule,
    make_default,
    override_date,
    plan_travel,
    remove_schedule,
    take_time_off,
)
from availability.slots import TimeOff, Travel, day_number

CHRISTMAS = date(2026, 12, 24)


def test_another_week_begins_as_a_copy_with_a_page_of_its_own(browser: Client, schedule: Schedule) -> None:
    page = browser.post("/mentoring/schedules/new/", {"name": "Mock interviews"}, follow=True)
    added = Schedule.objects.get(name="Mock interviews")
    assert (page.context["schedule"], added.is_default, added.weekly_hours.count()) == (added, False, 7)

    browser.post(f"/mentoring/hours/{added.pk}/", {"zone": "Asia/Tokyo", "save": "yes"})
    assert (added.weekly_hours.count(), schedule.weekly_hours.count()) == (0, 7)


def test_two_weeks_of_one_name_are_refused(browser: Client, schedule: Schedule) -> None:
    added = add_schedule(user=schedule.user, name="Term time", copied_from=schedule)
    assert browser.post("/mentoring/schedules/new/", {"name": "Term time"}).status_code == 422
    other = add_schedule(user=schedule.user, name="Holidays", copied_from=schedule)
    answer = browser.post(f"/mentoring/schedules/{other.pk}/", {"name": "Term time"})
    assert (answer.status_code, Schedule.objects.get(pk=other.pk).name) == (422, "Holidays")
    browser.post(f"/mentoring/schedules/{added.pk}/", {"name": "Winter term"})
    assert Schedule.objects.get(pk=added.pk).name == "Winter term"


def test_ten_are_the_most(schedule: Schedule) -> None:
    for number in range(9):
        add_schedule(user=schedule.user, name=f"Week {number}", copied_from=schedule)
    with pytest.raises(TooManySchedules):
        add_schedule(user=schedule.user, name="One more", copied_from=schedule)
    Schedule.objects.filter(name="Week 1").delete()
    with pytest.raises(NameTaken):
        add_schedule(user=schedule.user, name="Week 2", copied_from=schedule)


def test_another_one_becomes_the_default_and_the_default_can_not_go(
    browser: Client, schedule: Schedule
) -> None:
    added = add_schedule(user=schedule.user, name="Term time", copied_from=schedule)
    make_default(schedule=added)
    assert Schedule.objects.default().get() == added
    with pytest.raises(DefaultStays):
        remove_schedule(schedule=added)
    browser.post(f"/mentoring/schedules/{schedule.pk}/removal/")
    assert Schedule.objects.get() == added


def test_nobody_sees_the_week_of_somebody_else(
    schedule: Schedule, learner: User, signed_in: Callable[[User], Client]
) -> None:
    for page in ("hours", "schedules"):
        assert signed_in(learner).get(f"/mentoring/{page}/{schedule.pk}/").status_code == 404


def test_each_key_has_its_own_week_and_dates_and_all_share_time_off_and_travel(
    schedule: Schedule, now: datetime, django_assert_num_queries: DjangoAssertNumQueries, learner: User
) -> None:
    user = schedule.user
    evenings = add_schedule(user=user, name="Evenings", copied_from=schedule)
    override_date(schedule=schedule, on=date(2026, 11, 30), ranges=[(60, 120)])
    override_date(schedule=evenings, on=date(2026, 11, 30))
    take_time_off(
        user=user,
        first_on=date(2026, 11, 1),
        last_on=date(2026, 12, 1),
        reason="Tired",
        public_note="Back in December",
        stand_in=learner,
    )
    plan_travel(user=user, first_on=date(2026, 12, 5), last_on=date(2027, 3, 1), zone=ZoneInfo("Asia/Tokyo"))

    keys = [HoursKey(user.pk), HoursKey(user.pk, evenings.pk)]
    with django_assert_num_queries(1):
        found = Schedule.objects.hours_by_key(keys, start=now, end=now + timedelta(days=30))

    usual, evening = (found[key] for key in keys)
    day = day_number(date(2026, 11, 30))
    assert (usual.overrides, evening.overrides) == ({day: [(60, 120)]}, {day: []})
    first, last = day_number(date(2026, 11, 1)), day_number(date(2026, 12, 1))
    assert usual.time_off == evening.time_off == [TimeOff(first, last, "Back in December", learner.handle)]
    away = Travel(day_number(date(2026, 12, 5)), day_number(date(2027, 3, 1)), ZoneInfo("Asia/Tokyo"))
    assert usual.travel == evening.travel == [away]


def test_nobody_is_in_two_places_on_one_date(schedule: Schedule, learner: User) -> None:
    tokyo, lima = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Lima")
    plan_travel(user=schedule.user, first_on=CHRISTMAS, last_on=CHRISTMAS, zone=tokyo)
    with pytest.raises(AlreadyAway):
        plan_travel(user=schedule.user, first_on=date(2026, 12, 20), last_on=CHRISTMAS, zone=lima)
    plan_travel(user=learner, first_on=CHRISTMAS, last_on=CHRISTMAS, zone=lima)
    plan_travel(user=schedule.user, first_on=date(2026, 12, 25), last_on=date(2026, 12, 31), zone=lima)
