"""The week as rows: what people type, and what becomes of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from availability.forms import WeekForm
from availability.models import Schedule
from core.templatetags.ui import undo_url


def weekly_rows(*typed: tuple[Any, str, str], **more: Any) -> dict[str, Any]:
    """What the browser sends for rows of (weekday, start, end) when "Save" is pressed."""
    data: dict[str, Any] = {"zone": "Europe/Warsaw", "save": "yes"}
    for number, (weekday, start, end) in enumerate(typed):
        data |= {f"{weekday}-{number}-start": start, f"{weekday}-{number}-end": end}
    return data | more


def press(browser: Client, button: str, value: str, *typed: tuple[Any, str, str], **more: Any) -> WeekForm:
    """The week that comes back when another button than "Save" is pressed."""
    data = weekly_rows(*typed) | {button: value} | more
    del data["save"]
    answer = browser.post("/mentoring/hours/", data)
    assert answer.status_code == 200
    week: WeekForm = answer.context["week"]
    return week


def typed_rows(week: WeekForm) -> list[tuple[int, str, str]]:
    return [(day, row.start, row.end) for day, rows in week.typed.rows.items() for row in rows]


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
        ("22:00", "06:00", (1320, 1800)),
    ],
)
def test_an_end_at_or_before_the_start_is_on_the_next_day(
    browser: Client, schedule: Schedule, start: str, end: str, minutes: Any
) -> None:
    browser.post("/mentoring/hours/", weekly_rows((5, start, end)))
    assert week_of(schedule) == [(5, *minutes)]


@pytest.mark.parametrize(("start", "end"), [("09:00", "09:00"), ("17:00", "09:00"), ("21:59", "06:00")])
def test_a_row_that_opens_the_night_is_asked_about(
    browser: Client, schedule: Schedule, start: str, end: str
) -> None:
    answer = browser.post("/mentoring/hours/", weekly_rows((5, start, end)))
    assert (answer.status_code, len(week_of(schedule))) == (422, 7)
    assert 'name="5-0-night"' in answer.content.decode()

    browser.post("/mentoring/hours/", weekly_rows((5, start, end)) | {"5-0-night": "on"})
    assert [row[0] for row in week_of(schedule)] == [5]
    assert 'name="5-0-night" id="id_5-0-night" checked' in browser.get("/mentoring/hours/").content.decode()


def test_an_empty_row_is_nothing(browser: Client, schedule: Schedule) -> None:
    browser.post("/mentoring/hours/", weekly_rows((1, "09:00", "10:00"), (2, "", "")))
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


MONDAY = (1, "09:00", "10:00")


@pytest.mark.parametrize(
    ("button", "value", "expected"),
    [
        ("add", "1", [MONDAY, (1, "11:00", "12:00")]),
        ("add", "3", [MONDAY, (3, "18:00", "21:00")]),
        ("drop", "1-0", []),
        ("copy", "1-weekdays", [(day, "09:00", "10:00") for day in range(1, 6)]),
        ("copy", "1-all", [(day, "09:00", "10:00") for day in range(1, 8)]),
        ("pattern", "evenings", [(2, "18:00", "21:00"), (4, "18:00", "21:00")]),
    ],
)
def test_every_other_button_gives_the_typed_week_back_changed_and_saves_nothing(
    browser: Client, schedule: Schedule, button: str, value: str, expected: list[tuple[int, str, str]]
) -> None:
    assert typed_rows(press(browser, button, value, MONDAY)) == expected
    assert len(week_of(schedule)) == 7


def test_a_day_is_copied_to_those_that_were_ticked(browser: Client) -> None:
    week = press(browser, "copy", "1", MONDAY, (3, "20:00", "21:00"), **{"1-to": ["3", "6", "9"]})
    assert typed_rows(week) == [MONDAY, (3, "09:00", "10:00"), (6, "09:00", "10:00")]


def test_what_a_button_did_can_be_undone(browser: Client) -> None:
    page = browser.post("/mentoring/hours/", {"1-0-start": "09:00", "1-0-end": "", "drop": "1-0"})
    assert typed_rows(press(browser, "undo", "yes", week_before=page.context["before"])) == [(1, "09:00", "")]
    assert typed_rows(press(browser, "undo", "yes", MONDAY, week_before="[[")) == [MONDAY]


def test_what_is_typed_is_added_up_and_said_before_it_is_saved(browser: Client) -> None:
    week = press(browser, "draft", "yes", (1, "16:00", "19:30"), (1, "18:00", "20:00"), (2, "22:00", "01:30"))
    assert (week.minutes, week.days[0].is_merged) == (240 + 210, True)
    assert [day.bands for day in week.days[:3]] == [[(960, 240)], [(1320, 120)], [(0, 90)]]


def test_a_saved_week_can_be_undone(browser: Client, schedule: Schedule) -> None:
    before = week_of(schedule)
    page = browser.post("/mentoring/hours/", weekly_rows((2, "17:00", "20:00")), follow=True)
    [message] = page.context["messages"]

    browser.post(undo_url(message))

    schedule.refresh_from_db()
    assert (week_of(schedule), str(schedule.zone)) == (before, "UTC")


def test_undo_leaves_a_week_that_was_changed_again(browser: Client, schedule: Schedule) -> None:
    page = browser.post("/mentoring/hours/", weekly_rows((2, "17:00", "20:00")), follow=True)
    [message] = page.context["messages"]
    browser.post("/mentoring/hours/", weekly_rows((3, "17:00", "20:00")))

    answer = browser.post(undo_url(message), follow=True)

    assert "changed again" in answer.content.decode()
    assert week_of(schedule) == [(3, 1020, 1200)]
    assert browser.post("/mentoring/hours/restoration/forged/").status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        weekly_rows((1, "09:00", "")),
        weekly_rows((1, "25:00", "26:00")),
        weekly_rows((1, "09:00", "10:00"), zone="Moon/Crater"),
    ],
)
def test_what_makes_no_week_is_refused(browser: Client, schedule: Schedule, typed: dict[str, Any]) -> None:
    assert browser.post("/mentoring/hours/", typed).status_code == 422
    assert len(week_of(schedule)) == 7


def test_somebody_without_a_schedule_has_no_week_to_set(
    learner: User, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(learner).get("/mentoring/hours/").status_code == 404
