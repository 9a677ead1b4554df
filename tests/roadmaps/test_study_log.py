"""The study log: time really spent, in the learner's own days."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError

from accounts.models import User
from accounts.operations import update_profile
from roadmaps.models import Enrolment, RestWeek, Roadmap, StudyEntry, WeeklyGoal
from roadmaps.operations import (
    MinutesOutOfRange,
    NoSuchStep,
    NotYet,
    TooLateToChange,
    TooLongAgo,
    WeekIsOver,
    cancel_rest,
    change_study,
    keep_past_goal,
    log_study,
    plan_rest,
    remove_study,
)
from roadmaps.study_weeks import read_weeks, this_week
from tests.conftest import SignIn

TODAY = date(2026, 11, 24)


@pytest.fixture
def at_noon(now: datetime) -> Iterator[datetime]:
    with time_machine.travel(now, tick=False):
        yield now


def log(learner: User, now: datetime, minutes: int = 30, studied_on: date = TODAY, **more: Any) -> StudyEntry:
    return log_study(learner=learner, minutes=minutes, studied_on=studied_on, now=now, **more)


def test_keeps_the_local_day_and_the_instant(learner: User, now: datetime) -> None:
    entry = log(learner, now, note="chapter 3")

    assert (entry.studied_on, entry.logged_at, entry.minutes, entry.note) == (TODAY, now, 30, "chapter 3")


@pytest.mark.parametrize("minutes", [0, -5, 1441, 10**9])
def test_refuses_no_time_and_more_than_a_day(learner: User, now: datetime, minutes: int) -> None:
    with pytest.raises(MinutesOutOfRange):
        log(learner, now, minutes)


def test_refuses_a_day_that_has_not_come_where_the_learner_is(other_learner: User) -> None:
    late_in_london = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)

    with pytest.raises(NotYet):
        log(other_learner, late_in_london, studied_on=date(2026, 11, 25))


def test_refuses_a_step_that_does_not_exist(learner: User, roadmap: Roadmap, now: datetime) -> None:
    with pytest.raises(NoSuchStep):
        log(learner, now, roadmap=roadmap, key="elsewhere")
    with pytest.raises(NoSuchStep):
        log(learner, now, key="basics")


def test_the_database_keeps_the_limits_too(learner: User, now: datetime) -> None:
    with pytest.raises(IntegrityError, match="roadmaps_study_minutes_fit_a_day"):
        StudyEntry.objects.create(
            learner=learner, minutes=1441, studied_on=TODAY, logged_at=now, logged_on=TODAY
        )


def test_can_be_changed_for_fourteen_days(learner: User, now: datetime) -> None:
    entry = log(learner, now)

    change_study(entry=entry, minutes=45, studied_on=TODAY, note="", now=now + timedelta(days=14))

    assert StudyEntry.objects.get().minutes == 45


def test_refuses_changes_later_than_that(learner: User, now: datetime) -> None:
    entry, later = log(learner, now), now + timedelta(days=14, seconds=1)

    with pytest.raises(TooLateToChange):
        change_study(entry=entry, minutes=45, studied_on=TODAY, note="", now=later)
    with pytest.raises(TooLateToChange):
        remove_study(entry=entry, now=later)


def test_what_is_written_down_weeks_later_says_so(learner: User, now: datetime) -> None:
    assert log(learner, now, studied_on=TODAY - timedelta(days=15)).was_added_late
    assert not log(learner, now, studied_on=TODAY - timedelta(days=14)).was_added_late


def test_a_week_is_monday_to_sunday_where_the_learner_lives(learner: User, now: datetime) -> None:
    for day, minutes in ((22, 500), (23, 60), (24, 90)):
        log(learner, now, minutes, date(2026, 11, day))

    week = this_week(learner, now)

    assert list(week.minutes_by_day) == [date(2026, 11, 23) + timedelta(days=n) for n in range(7)]
    assert (week.total_minutes, week.goal_minutes, week.percent) == (150, 600, 25)


def test_moving_to_another_zone_rewrites_no_day(learner: User, now: datetime) -> None:
    log(learner, now)
    learner.zone = "Pacific/Auckland"
    learner.save()

    assert StudyEntry.objects.get().studied_on == TODAY


def test_the_page_logs_a_quick_amount(signed_in: SignIn, learner: User, at_noon: datetime) -> None:
    response = signed_in(learner).post("/study/", {"quick": "15", "studied_on": "2026-11-24"})

    assert (response.status_code, response["Location"]) == (303, "/study/")
    assert StudyEntry.objects.of(learner).get().minutes == 15


def test_the_page_logs_any_amount_about_a_step(
    signed_in: SignIn, learner: User, enrolment: Enrolment, at_noon: datetime
) -> None:
    data = {"quick": "other", "minutes": "50", "studied_on": "2026-11-24", "about": "walking/middle"}

    signed_in(learner).post("/study/", data)

    entry = StudyEntry.objects.of(learner).get()
    assert (entry.minutes, entry.roadmap, entry.key) == (50, enrolment.roadmap, "middle")


def test_minutes_that_were_typed_win_over_the_quick_amount(
    signed_in: SignIn, learner: User, at_noon: datetime
) -> None:
    data = {"quick": "60", "minutes": "45", "studied_on": "2026-11-24"}

    signed_in(learner).post("/study/", data)

    assert StudyEntry.objects.of(learner).get().minutes == 45


@pytest.mark.parametrize(
    "data",
    [
        {"quick": "other"},
        {"quick": "7"},
        {"quick": "other", "minutes": "-1"},
        {"quick": "other", "minutes": "99999999999999999999"},
        {"studied_on": "2026-11-25"},
        {"studied_on": "soon"},
        {"about": "walking/elsewhere"},
        {"about": "other/basics"},
        {"note": "x" * 201},
    ],
)
def test_the_page_asks_again(
    signed_in: SignIn, learner: User, enrolment: Enrolment, at_noon: datetime, data: dict[str, object]
) -> None:
    response = signed_in(learner).post("/study/", {"quick": "30", "studied_on": "2026-11-24", **data})

    assert response.status_code == 422
    assert not StudyEntry.objects.exists()


def test_the_page_shows_weeks_and_lines(
    signed_in: SignIn, learner: User, roadmap: Roadmap, at_noon: datetime, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(learner)
    browser.get("/study/")
    for days in range(40):
        log(learner, at_noon, 30, TODAY - timedelta(days=days), roadmap=roadmap, key="middle")

    with django_assert_max_num_queries(8):
        page = browser.get("/study/").content.decode()

    assert "This week" in page
    assert page.count("/roadmaps/walking/steps/middle/") == 40


def test_the_log_of_somebody_who_follows_a_roadmap_takes_eight_queries(
    signed_in: SignIn,
    learner: User,
    enrolment: Enrolment,
    at_noon: datetime,
    django_assert_max_num_queries: Any,
) -> None:
    browser = signed_in(learner)
    log(learner, at_noon, roadmap=enrolment.roadmap, key="middle")
    browser.get("/study/")

    with django_assert_max_num_queries(8):
        page = browser.get("/study/").content.decode()

    assert "/roadmaps/walking/steps/middle/" in page


@pytest.mark.parametrize("until", ["2026-09-01", "0001-01-01", "9999-12-31", "2026-02-31", "x", "%00"])
def test_any_address_shows_some_weeks(signed_in: SignIn, learner: User, until: str) -> None:
    assert signed_in(learner).get(f"/study/?until={until}").status_code == 200


def test_an_entry_is_corrected_and_removed_on_pages(
    signed_in: SignIn, learner: User, at_noon: datetime
) -> None:
    entry, browser = log(learner, at_noon), signed_in(learner)

    browser.post(f"/study/{entry.pk}/", {"minutes": "75", "studied_on": "2026-11-23", "note": "more"})
    assert StudyEntry.objects.get().minutes == 75

    assert browser.get(f"/study/{entry.pk}/removal/").status_code == 200
    browser.post(f"/study/{entry.pk}/removal/")
    assert not StudyEntry.objects.exists()


@pytest.mark.parametrize("path", ["/study/{}/", "/study/{}/removal/"])
def test_nobody_touches_the_log_of_somebody_else(
    signed_in: SignIn, learner: User, other_learner: User, now: datetime, path: str
) -> None:
    entry = log(learner, now)

    assert signed_in(other_learner).get(path.format(entry.pk)).status_code == 404
    assert signed_in(other_learner).post(path.format(entry.pk)).status_code == 404
    assert StudyEntry.objects.exists()


def test_a_new_goal_does_not_rewrite_the_weeks_before(learner: User, now: datetime) -> None:
    learner.weekly_goal_hours = 4
    keep_past_goal(learner=learner, hours=10, now=now)

    goals = [week.goal_minutes for week in read_weeks(learner, last_day=TODAY, count=3, today=TODAY)]
    assert goals == [600, 600, 240]


def test_two_changes_in_one_week_keep_the_goal_of_the_week_before(learner: User, now: datetime) -> None:
    for hours in (4, 7):
        with time_machine.travel(now, tick=False):
            update_profile(user=learner, weekly_goal_hours=hours)

    goals = [week.goal_minutes for week in read_weeks(learner, last_day=TODAY, count=2, today=TODAY)]
    assert goals == [600, 420]


def test_a_goal_changed_on_the_settings_page_is_heard_of(
    signed_in: SignIn, learner: User, at_noon: datetime
) -> None:
    data = {"starting_point": "neither", "weekly_goal_hours": 7, "zone": "Europe/London"}
    signed_in(learner).post("/settings/hours/", data)

    goal = WeeklyGoal.objects.get()
    assert (goal.learner, goal.hours, goal.until) == (learner, 10, date(2026, 11, 16))


def test_a_planned_rest_has_no_goal_and_says_so(signed_in: SignIn, learner: User, at_noon: datetime) -> None:
    plan_rest(learner=learner, week=TODAY, now=at_noon)

    week = this_week(learner, at_noon)
    assert (week.is_rest, week.goal_minutes, week.minutes_to_go, week.percent) == (True, 0, 0, 100)
    browser = signed_in(learner)
    assert "You planned a rest" in browser.get("/study/").content.decode()
    assert browser.get("/dashboard/").status_code == 200


def test_a_rest_is_planned_once_and_can_be_cancelled(learner: User, now: datetime) -> None:
    for _ in range(2):
        plan_rest(learner=learner, week=TODAY + timedelta(weeks=1), now=now)
    assert RestWeek.objects.get().week == date(2026, 11, 30)

    cancel_rest(learner=learner, week=TODAY + timedelta(weeks=1), now=now)
    assert not RestWeek.objects.exists()


def test_a_week_that_is_over_is_neither_rested_nor_unrested(learner: User, now: datetime) -> None:
    for act in (plan_rest, cancel_rest):
        with pytest.raises(WeekIsOver):
            act(learner=learner, week=date(2026, 11, 22), now=now)


def test_was_added_late_goes_by_the_learners_own_date(other_learner: User) -> None:
    late_in_new_york = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)

    entry = log(other_learner, late_in_new_york, studied_on=TODAY - timedelta(days=14))

    assert entry.logged_on == TODAY
    assert not entry.was_added_late


def test_study_of_a_year_ago_can_be_logged_and_of_another_century_cannot(
    learner: User, now: datetime
) -> None:
    log(learner, now, studied_on=TODAY - timedelta(days=366))
    with pytest.raises(TooLongAgo):
        log(learner, now, studied_on=date(1999, 1, 1))


def test_the_page_says_the_bound(signed_in: SignIn, learner: User, at_noon: datetime) -> None:
    browser = signed_in(learner)
    assert 'min="2025-11-23"' in browser.get("/study/").content.decode()
    answer = browser.post("/study/", {"minutes": 30, "quick": "other", "studied_on": "1999-01-01"})
    assert answer.status_code == 422
    assert "Log study of the last year" in answer.content.decode()
