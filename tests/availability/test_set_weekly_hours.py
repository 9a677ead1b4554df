"""The week as rows: what people type, and what becomes of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from availability.models import Schedule


def weekly_rows(*typed: tuple[Any, str, str], total: int | None = None, **more: Any) -> dict[str, Any]:
    """What the browser sends for rows of (weekday, start, end)."""
    data: dict[str, Any] = {
        "form-TOTAL_FORMS": total or len(typed),
        "form-INITIAL_FORMS": 0,
        "zone": "Europe/Warsaw",
    }
    for number, (weekday, start, end) in enumerate(typed):
        data |= {
            f"form-{number}-weekday": weekday,
            f"form-{number}-start": start,
            f"form-{number}-end": end,
        }
    return data | more


def week_of(schedule: Schedule) -> list[tuple[int, int, int]]:
    return list(schedule.weekly_hours.values_list("weekday", "start_minute", "end_minute"))


def test_rows_replace_the_week(browser: Client, schedule: Schedule) -> None:
    browser.post("/mentoring/hours/", weekly_rows((2, "17:00", "20:00"), (4, "09:00", "10:30")))
    assert week_of(schedule) == [(2, 1020, 1200), (4, 540, 630)]


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("22:00", "02:00", (1320, 1560)),
        ("20:00", "00:00", (1200, 1440)),
        ("00:00", "00:00", (0, 1440)),
        ("09:00", "09:00", (540, 1980)),
    ],
)
def test_an_end_at_or_before_the_start_is_on_the_next_day(
    browser: Client, schedule: Schedule, start: str, end: str, minutes: Any
) -> None:
    browser.post("/mentoring/hours/", weekly_rows((5, start, end)))
    assert week_of(schedule) == [(5, *minutes)]


def test_an_empty_row_is_nothing_and_a_removed_one_goes(browser: Client, schedule: Schedule) -> None:
    typed = weekly_rows((1, "09:00", "10:00"), ("", "", ""), (3, "09:00", "10:00"), total=3) | {
        "form-2-DELETE": "on"
    }
    browser.post("/mentoring/hours/", typed)
    assert week_of(schedule) == [(1, 540, 600)]


def test_rows_that_overlap_or_meet_become_one(browser: Client, schedule: Schedule) -> None:
    typed = weekly_rows(
        (1, "16:00", "19:30"), (1, "18:00", "20:00"), (1, "20:00", "21:00"), (2, "18:00", "20:00")
    )
    answer = browser.post("/mentoring/hours/", typed, follow=True)

    assert week_of(schedule) == [(1, 960, 1260), (2, 1080, 1200)]
    assert "one row now" in answer.content.decode()


def test_no_row_becomes_longer_than_a_day(browser: Client, schedule: Schedule) -> None:
    browser.post("/mentoring/hours/", weekly_rows((1, "00:00", "00:00"), (1, "22:00", "02:00")))
    assert week_of(schedule) == [(1, 0, 1440), (1, 1320, 1560)]


def test_a_change_in_another_window_is_not_overwritten_unseen(browser: Client, schedule: Schedule) -> None:
    seen = browser.get("/mentoring/hours/").context["zone"].as_it_is
    browser.post("/mentoring/hours/", weekly_rows((6, "09:00", "10:00"), seen=seen))

    second = browser.post("/mentoring/hours/", weekly_rows((1, "11:15", "12:00"), seen=seen))
    assert second.status_code == 422
    assert "changed elsewhere" in second.content.decode()
    assert 'value="11:15"' in second.content.decode()
    assert week_of(schedule) == [(6, 540, 600)]

    browser.post(
        "/mentoring/hours/", weekly_rows((1, "11:15", "12:00"), seen=second.context["zone"].as_it_is)
    )
    assert week_of(schedule) == [(1, 675, 720)]


def test_more_rows_keep_what_was_typed(browser: Client, schedule: Schedule) -> None:
    answer = browser.post("/mentoring/hours/", weekly_rows((1, "09:15", "10:00"), more="yes"))
    page = answer.content.decode()
    assert 'value="09:15"' in page
    assert 'name="form-3-weekday"' in page
    assert len(week_of(schedule)) == 7


@pytest.mark.parametrize(
    "typed",
    [
        weekly_rows((1, "09:00", "")),
        weekly_rows((8, "09:00", "10:00")),
        weekly_rows((1, "25:00", "26:00")),
        weekly_rows((1, "09:00", "10:00"), zone="Moon/Crater"),
        {"zone": "Europe/Warsaw"},
        weekly_rows(total=100_000),
    ],
)
def test_what_makes_no_week_is_refused(browser: Client, schedule: Schedule, typed: dict[str, Any]) -> None:
    assert browser.post("/mentoring/hours/", typed).status_code == 422
    assert len(week_of(schedule)) == 7


def test_somebody_without_a_schedule_has_no_week_to_set(
    learner: User, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(learner).get("/mentoring/hours/").status_code == 404
