"""The timer: it goes on without a page, and becomes a line of the log."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, RestWeek, Roadmap, StudyEntry, StudyTimer
from roadmaps.operations import (
    DayIsFull,
    NoSuchStep,
    NoTimer,
    TimerForgotten,
    TimerRunsAlready,
    discard_timer,
    log_study,
    mark_step,
    start_timer,
    stop_timer,
)
from tests.conftest import SignIn

TODAY = date(2026, 11, 24)


@pytest.fixture
def browser(signed_in: SignIn, learner: User) -> Client:
    return signed_in(learner)


def test_what_it_counted_is_logged_about_its_step(learner: User, roadmap: Roadmap, now: datetime) -> None:
    start_timer(learner=learner, roadmap=roadmap, key="middle", now=now)

    entry = stop_timer(learner=learner, now=now + timedelta(minutes=47, seconds=31))

    assert (entry.minutes, entry.studied_on, entry.roadmap, entry.key) == (48, TODAY, roadmap, "middle")
    assert not StudyTimer.objects.exists()


def test_a_moment_is_a_minute(learner: User, now: datetime) -> None:
    start_timer(learner=learner, now=now)

    assert stop_timer(learner=learner, now=now).minutes == 1


def test_it_belongs_to_the_day_on_which_it_began(learner: User) -> None:
    start_timer(learner=learner, now=datetime(2026, 11, 23, 23, 30, tzinfo=UTC))

    entry = stop_timer(learner=learner, now=datetime(2026, 11, 24, 0, 30, tzinfo=UTC))

    assert (entry.studied_on, entry.minutes) == (date(2026, 11, 23), 60)


def test_one_runs_at_a_time(learner: User, now: datetime) -> None:
    start_timer(learner=learner, now=now)

    with pytest.raises(TimerRunsAlready):
        start_timer(learner=learner, now=now)


def test_refuses_a_step_that_is_not_seen_and_an_end_without_a_beginning(
    learner: User, roadmap: Roadmap, now: datetime
) -> None:
    with pytest.raises(NoSuchStep):
        start_timer(learner=learner, roadmap=roadmap, key="elsewhere", now=now)
    with pytest.raises(NoTimer):
        stop_timer(learner=learner, now=now)
    with pytest.raises(NoTimer):
        discard_timer(learner=learner)


def test_one_that_was_forgotten_asks_how_long_it_was(learner: User, now: datetime) -> None:
    start_timer(learner=learner, now=now)
    later = now + timedelta(hours=12, seconds=1)

    with pytest.raises(TimerForgotten):
        stop_timer(learner=learner, now=later)
    assert stop_timer(learner=learner, now=later, minutes=90).minutes == 90


def test_a_day_that_is_full_keeps_the_timer(learner: User, now: datetime) -> None:
    log_study(learner=learner, minutes=1440, studied_on=TODAY, now=now)
    start_timer(learner=learner, now=now)

    with pytest.raises(DayIsFull):
        stop_timer(learner=learner, now=now + timedelta(minutes=5))
    assert StudyTimer.objects.exists()


def test_it_survives_pages_and_is_stopped_by_one_press(
    browser: Client, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    with time_machine.travel(now, tick=False) as clock:
        browser.post("/study/timer/", {"about": "walking/middle", "back": "/roadmaps/walking/steps/middle/"})
        clock.move_to(now + timedelta(minutes=25))
        for page in ("/study/", "/roadmaps/walking/steps/middle/"):
            assert "Stop and log" in browser.get(page).content.decode()
        browser.post("/study/timer/end/")

    entry = StudyEntry.objects.get()
    assert (entry.learner, entry.minutes, entry.key) == (learner, 25, "middle")


def test_the_page_asks_for_minutes_when_it_was_forgotten(
    browser: Client, learner: User, now: datetime
) -> None:
    start_timer(learner=learner, now=now - timedelta(hours=20))

    assert 'name="minutes" min="1" max="1440" required' in browser.get("/study/").content.decode()
    browser.post("/study/timer/end/", {"minutes": "40"})
    assert StudyEntry.objects.get().minutes == 40


def test_it_can_be_discarded(browser: Client, learner: User, now: datetime) -> None:
    start_timer(learner=learner, now=now)

    browser.post("/study/timer/end/", {"discard": "yes"})

    assert not StudyTimer.objects.exists()
    assert not StudyEntry.objects.exists()


def test_the_step_begun_last_is_offered_first(
    browser: Client, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    for hours, key in ((2, "summit"), (1, "middle")):
        at = now - timedelta(hours=hours)
        mark_step(enrolment=enrolment, key=key, to=StepStatus.IN_PROGRESS, by=learner, now=at)

    page = browser.get("/study/").content.decode()

    assert '<option value="walking/middle" selected>' in page
    assert page.index('value="walking/middle"') < page.index('value="walking/summit"')


def test_a_rest_is_planned_and_cancelled_on_the_page(browser: Client, learner: User, now: datetime) -> None:
    browser.post("/study/weeks/2026-11-23/rest/")
    assert RestWeek.objects.get().learner == learner
    assert "Study after all" in browser.get("/study/").content.decode()

    browser.post("/study/weeks/2026-11-23/rest/", {"cancel": "yes"})
    assert not RestWeek.objects.exists()
    assert browser.post("/study/weeks/soon/rest/").status_code == 404


def test_programs_use_the_timer_and_plan_rests(browser: Client, enrolment: Enrolment, now: datetime) -> None:
    url, json = "/api/v1/me/study-timer/", "application/json"
    assert browser.get(url).status_code == 404

    data = {"roadmap": "walking", "key": "middle"}
    assert browser.put(url, data, content_type=json).json()["key"] == "middle"
    assert browser.put(url, data, content_type=json).json()["code"] == "timer_runs_already"
    ended = browser.post(f"{url}end/", {"minutes": 20}, content_type=json)
    assert (ended.status_code, ended.json()["minutes"]) == (201, 20)

    week = "/api/v1/me/rest-weeks/2026-11-25/"
    assert browser.put(week).json() == browser.get(week).json() == {"week": "2026-11-23", "is_rest": True}
    assert browser.put(week, headers={"if-match": '"another"'}).status_code == 412
    assert browser.delete(week).status_code == 204
    assert browser.get("/api/v1/me/rest-weeks/soon/").status_code == 404
