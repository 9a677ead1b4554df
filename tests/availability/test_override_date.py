"""Dates that differ: other hours, or a day off."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from availability.models import Schedule
from availability.operations import override_date, set_weekly_hours


def test_a_date_may_be_off(browser: Client, schedule: Schedule) -> None:
    browser.post("/mentoring/dates/new/", {"on": "2026-12-24", "note": "Christmas"})
    override = schedule.overrides.get()
    assert (override.on, override.note, override.ranges.count()) == (date(2026, 12, 24), "Christmas", 0)


def test_a_date_may_have_hours_of_its_own(browser: Client, schedule: Schedule) -> None:
    browser.post("/mentoring/dates/new/", {"on": "2026-12-24", "start": "20:00", "end": "01:00"})
    only = schedule.overrides.get().ranges.get()
    assert (only.start_minute, only.end_minute) == (1200, 1500)


def test_a_second_range_leaves_the_first(browser: Client, schedule: Schedule) -> None:
    for start, end in (("10:00", "12:00"), ("15:00", "17:00")):
        browser.post(
            "/mentoring/dates/new/", {"on": "2026-12-24", "start": start, "end": end, "note": "Short"}
        )
    ranges = schedule.overrides.get().ranges.values_list("start_minute", "end_minute")
    assert list(ranges) == [(600, 720), (900, 1020)]


@pytest.mark.parametrize(
    ("first", "second"), [({}, {"start": "10:00", "end": "12:00"}), ({"start": "10:00", "end": "12:00"}, {})]
)
def test_a_day_off_and_hours_of_its_own_never_replace_each_other(
    browser: Client, schedule: Schedule, first: dict[str, str], second: dict[str, str]
) -> None:
    browser.post("/mentoring/dates/new/", {"on": "2026-12-24", "note": "Holiday", **first})

    answer = browser.post("/mentoring/dates/new/", {"on": "2026-12-24", **second})

    assert answer.status_code == 422
    override = schedule.overrides.get()
    assert (override.note, override.ranges.exists()) == ("Holiday", bool(first))


def test_saying_it_again_replaces_it(schedule: Schedule) -> None:
    for ranges in ([(540, 600)], [(600, 660), (720, 780)]):
        override_date(schedule=schedule, on=date(2026, 12, 24), ranges=ranges)
    assert schedule.overrides.get().ranges.count() == 2


@pytest.mark.parametrize("typed", [{"on": ""}, {"on": "2020-01-01"}, {"on": "2026-12-24", "start": "09:00"}])
def test_what_makes_no_date_is_refused(browser: Client, schedule: Schedule, typed: dict[str, Any]) -> None:
    assert browser.post("/mentoring/dates/new/", typed).status_code == 422
    assert not schedule.overrides.exists()


@pytest.mark.parametrize(("hour", "status"), [(5, 303), (9, 422)])
def test_today_is_today_in_the_zone_of_the_schedule(
    browser: Client, schedule: Schedule, hour: int, status: int
) -> None:
    """At five in the morning in London it is still the day before in Los Angeles."""
    set_weekly_hours(schedule=schedule, zone=ZoneInfo("America/Los_Angeles"), rows=[])
    with time_machine.travel(datetime(2026, 11, 25, hour, tzinfo=UTC), tick=False):
        assert browser.post("/mentoring/dates/new/", {"on": "2026-11-24"}).status_code == status


def test_it_can_be_removed(browser: Client, schedule: Schedule) -> None:
    override_date(schedule=schedule, on=date(2026, 11, 25))
    assert browser.post("/mentoring/dates/2026-11-25/removal/").status_code == 303
    assert browser.post("/mentoring/dates/never/removal/").status_code == 404
    assert not schedule.overrides.exists()


def test_hours_through_the_night_are_asked_about(browser: Client, schedule: Schedule) -> None:
    typed = {"on": "2026-12-24", "start": "17:00", "end": "09:00"}
    answer = browser.post("/mentoring/dates/new/", typed)
    assert (answer.status_code, schedule.overrides.count()) == (422, 0)
    assert "through the night" in answer.content.decode()

    browser.post("/mentoring/dates/new/", typed | {"night": "on"})
    assert schedule.overrides.get().ranges.get().end_minute == 1980
