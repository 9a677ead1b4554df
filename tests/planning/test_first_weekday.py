"""Weeks that begin on another day: what is planned and said of a week goes with it, and no date changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from accounts.operations import update_profile
from core.clock import local_date, week_of
from planning.choices import Cadence
from planning.models import PlanBlock, WeekLetter, WeekPlan
from planning.operations import add_block, choose_cadence, tell_of_weeks, write_note
from planning.operations.blocks import BlockWish
from planning.week_view import read_week
from roadmaps.models import RestWeek, WeeklyGoal
from roadmaps.operations import keep_past_goal, log_study, plan_rest
from roadmaps.study_weeks import read_history, read_weeks
from tests.conftest import person

SignIn = Callable[[User], Client]
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
MONDAY = date(2026, 11, 23)  # of the week of `now`, a Tuesday
SUNDAY_MORNING = datetime(2026, 11, 29, 7, 0, tzinfo=UTC)


def dates_of(learner: User) -> list[tuple[date | None, int]]:
    blocks = PlanBlock.objects.of(learner).select_related("plan")
    return sorted(((block.on, block.minutes) for block in blocks), key=str)


def test_what_is_planned_for_a_day_keeps_its_date(learner: User, now: datetime) -> None:
    for number, weekday in enumerate((2, 5, 6, 7, None), start=1):
        add_block(learner=learner, week=MONDAY, wish=BlockWish(minutes=10 * number, weekday=weekday), now=now)
    before = dates_of(learner)

    update_profile(user=learner, week_start="sunday")

    assert dates_of(learner) == before
    this, coming = read_week(learner, MONDAY, now=now), read_week(learner, MONDAY + WEEK, now=now)
    assert (this.first_day, coming.first_day) == (date(2026, 11, 22), date(2026, 11, 29))
    assert sorted(line.block.minutes for line in this.lines) == [10, 20, 30, 50]
    assert [line.block.minutes for line in coming.lines] == [40]


def test_going_back_finds_every_plan_as_it_was(learner: User, now: datetime) -> None:
    for weekday in (1, 6, 7):
        add_block(learner=learner, week=MONDAY, wish=BlockWish(minutes=60, weekday=weekday), now=now)
    write_note(learner=learner, week=MONDAY, note="Calm", now=now)

    for choice in ("saturday", "sunday", "monday"):
        update_profile(user=learner, week_start=choice)

    plan = WeekPlan.objects.get(note="Calm")
    assert (plan.week, plan.blocks.count()) == (MONDAY, 3)


def test_goals_and_rests_stay_with_the_week_that_has_most_of_their_days(learner: User, now: datetime) -> None:
    learner.weekly_goal_hours = 4
    keep_past_goal(learner=learner, hours=10, now=now)
    plan_rest(learner=learner, week=MONDAY + WEEK, now=now)

    update_profile(user=learner, week_start="saturday")

    today = now.date()
    weeks = read_weeks(learner, last_day=today + 14 * DAY, count=4, today=today)
    assert [week.first_day for week in weeks] == [date(2026, 11, 14) + number * WEEK for number in range(4)]
    assert [week.goal_minutes for week in weeks] == [600, 240, 0, 240]


def test_moving_to_a_country_with_other_weeks_is_such_a_change_too(learner: User, now: datetime) -> None:
    plan_rest(learner=learner, week=MONDAY, now=now)

    update_profile(user=learner, zone=ZoneInfo("Africa/Cairo"))

    assert RestWeek.objects.get().week == date(2026, 11, 21)


def test_whoever_chose_a_day_keeps_it_wherever_they_live(learner: User, now: datetime) -> None:
    update_profile(user=learner, week_start="monday")
    plan_rest(learner=learner, week=MONDAY, now=now)

    update_profile(user=learner, zone=ZoneInfo("Africa/Cairo"))

    assert RestWeek.objects.get().week == MONDAY


def test_a_plan_made_while_another_day_is_chosen_is_not_lost(learner: User, now: datetime) -> None:
    """Whoever was first, the plan is that of a week as it begins by then."""
    wish = BlockWish(minutes=60, weekday=3)
    stale = User.objects.get(pk=learner.pk)
    update_profile(user=learner, week_start="sunday")

    add_block(learner=stale, week=MONDAY, wish=wish, now=now)
    plan_rest(learner=stale, week=MONDAY + WEEK, now=now)

    assert WeekPlan.objects.get().week == MONDAY - DAY
    assert RestWeek.objects.get().week == MONDAY + WEEK - DAY


@pytest.mark.parametrize(("choice", "returns"), [("monday", 1), ("sunday", 0)])
def test_weeks_without_study_are_counted_as_they_begin(
    learner: User, now: datetime, choice: str, returns: int
) -> None:
    """From Monday on, the week between these days is the one after that of the first."""
    update_profile(user=learner, week_start=choice)
    for on in (date(2026, 11, 8), date(2026, 11, 16)):  # a Sunday, and Monday eight days later
        log_study(learner=learner, minutes=30, studied_on=on, now=now)

    history = read_history(learner)
    assert history.returns == returns
    assert all(week.isoweekday() == learner.first_weekday for week in history.weeks)


def test_the_letter_comes_on_the_first_morning_of_ones_own_week(learner: User, now: datetime) -> None:
    update_profile(user=learner, week_start="sunday")
    add_block(learner=learner, week=MONDAY, wish=BlockWish(minutes=60), now=now)

    assert tell_of_weeks(now=SUNDAY_MORNING - timedelta(minutes=1)) == 0
    assert tell_of_weeks(now=SUNDAY_MORNING) == 1
    assert tell_of_weeks(now=SUNDAY_MORNING + DAY) == 0
    assert tell_of_weeks(now=SUNDAY_MORNING + WEEK) == 1


def test_nobody_hears_twice_of_a_week_that_begins_later_by_now(learner: User, now: datetime) -> None:
    update_profile(user=learner, week_start="sunday")
    add_block(learner=learner, week=MONDAY, wish=BlockWish(minutes=60), now=now)
    tell_of_weeks(now=SUNDAY_MORNING)

    update_profile(user=learner, week_start="monday")

    assert tell_of_weeks(now=SUNDAY_MORNING + DAY) == 0
    assert WeekLetter.objects.get().week == SUNDAY_MORNING.date() + DAY
    assert tell_of_weeks(now=SUNDAY_MORNING + DAY + WEEK) == 1


def test_the_monthly_letter_comes_in_the_first_week_that_begins_in_a_month(
    learner: User, now: datetime
) -> None:
    update_profile(user=learner, week_start="sunday")
    add_block(learner=learner, week=MONDAY, wish=BlockWish(minutes=60), now=now)
    choose_cadence(learner=learner, cadence=Cadence.MONTHLY, now=now)

    assert [tell_of_weeks(now=SUNDAY_MORNING + number * WEEK) for number in range(4)] == [0, 1, 0, 0]


def test_the_day_is_chosen_in_the_settings(signed_in: SignIn, learner: User, now: datetime) -> None:
    browser = signed_in(learner)
    posted = {"starting_point": "neither", "weekly_goal_hours": 10, "zone": "Europe/London", "clock": ""}

    answer = browser.post("/settings/hours/", posted | {"week_start": "saturday"})

    assert answer.status_code == 303
    page = browser.get("/plan/").content.decode()
    assert page.index('value="6"') < page.index('value="7"') < page.index('value="1"')
    assert "Saturday on top" in browser.get("/study/year/").content.decode()


ZONES = st.sampled_from(
    ("Europe/London", "America/New_York", "Asia/Kolkata", "Africa/Cairo", "Pacific/Kiritimati", "UTC")
)
STARTS = st.sampled_from(("", "monday", "saturday", "sunday"))


class Changes(TestCase):
    """Whatever is chosen, and wherever somebody moves."""

    @settings(max_examples=20)
    @given(
        zone=ZONES,
        path=st.lists(st.tuples(ZONES, STARTS), min_size=1, max_size=4),
        on=st.dates(date(2026, 1, 5), date(2027, 12, 20)),
        weekdays=st.lists(st.integers(1, 7), min_size=1, max_size=4),
    )
    def test_no_date_changes_and_every_week_begins_on_the_chosen_day(
        self, zone: str, path: list[tuple[str, str]], on: date, weekdays: list[int]
    ) -> None:
        learner, at = person("Lena", zone), datetime.combine(on, time(23, 30), UTC)
        with time_machine.travel(at, tick=False):
            week = local_date(at, learner.zone) + WEEK
            for minutes, weekday in enumerate(weekdays, start=5):
                add_block(
                    learner=learner, week=week, wish=BlockWish(minutes=minutes, weekday=weekday), now=at
                )
            plan_rest(learner=learner, week=week, now=at)
            keep_past_goal(learner=learner, hours=10, now=at)
            before = dates_of(learner)
            for place, choice in path:
                update_profile(user=learner, week_start=choice, zone=ZoneInfo(place))
            learner.refresh_from_db()

        assert dates_of(learner) == before
        firsts = {
            *WeekPlan.objects.values_list("week", flat=True),
            *RestWeek.objects.values_list("week", flat=True),
            *WeeklyGoal.objects.values_list("until", flat=True),
        }
        assert {first.isoweekday() for first in firsts} == {learner.first_weekday}
        for block in PlanBlock.objects.select_related("plan"):
            assert block.on is not None
            assert block.plan.week == week_of(block.on, learner.first_weekday)
