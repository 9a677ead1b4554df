"""When one may be through: a range by one's own pace and the gates, beside ten hours and the band."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.charts import Fan
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment
from roadmaps.operations import log_study, mark_step, set_credit, set_gate
from roadmaps.pace import Pace
from roadmaps.projection import Basis, OpenGate, Projection, project
from roadmaps.projection_fan import draw_fan
from roadmaps.projection_view import finished_hours
from roadmaps.roadmap_view import read_roadmap_view
from tests.conftest import SignIn

TODAY = date(2026, 11, 24)
GATE = OpenGate("year", "A year", has_begun=False, earliest=date(2027, 11, 24))
PAGE = "/roadmaps/walking/projection/"


def projected(**changed: Any) -> Projection:
    facts: dict[str, Any] = {
        "hours_open": 100,
        "pace": Pace(8, 120, 300, 600),
        "goal_minutes": 600,
        "gates": [],
        "started_on": TODAY,
        "today": TODAY,
    }
    return project(**{**facts, **changed})


def weeks_from_today(weeks: int) -> date:
    return TODAY + timedelta(weeks=weeks)


def test_it_is_a_range_from_the_better_to_the_quieter_weeks() -> None:
    found = projected()

    assert (found.soonest, found.middle, found.latest) == tuple(map(weeks_from_today, (10, 20, 50)))
    assert (found.basis, found.at_ten_hours) == (Basis.OWN_PACE, weeks_from_today(10))


def test_no_date_is_before_the_last_open_gate() -> None:
    found = projected(gates=[GATE])

    assert (found.soonest, found.middle, found.latest) == (GATE.earliest,) * 3
    assert found.at_ten_hours == GATE.earliest


def test_who_has_no_whole_week_is_told_what_the_goal_would_do_and_that_it_is_assumed() -> None:
    found = projected(pace=None, goal_minutes=300)

    assert (found.basis, found.middle, found.is_range) == (Basis.GOAL, weeks_from_today(20), False)


@pytest.mark.parametrize("minutes", [0, 29])
def test_a_pace_of_less_than_half_an_hour_gives_no_date(minutes: int) -> None:
    found = projected(pace=Pace(8, 0, minutes, 600))

    assert (found.basis, found.soonest, found.middle, found.latest) == (Basis.TOO_LITTLE, None, None, None)


def test_quiet_weeks_without_study_leave_the_end_open() -> None:
    found = projected(pace=Pace(8, 0, 300, 600))

    assert (found.soonest, found.middle, found.latest) == (weeks_from_today(10), weeks_from_today(20), None)


def test_beyond_five_years_is_said_with_what_two_more_hours_would_do() -> None:
    found = projected(hours_open=1522, pace=Pace(8, 120, 240, 300))

    assert (found.five_years, found.is_beyond_band) == (date(2031, 11, 24), True)
    assert found.with_more == weeks_from_today(254)
    assert not projected().is_beyond_band


def test_when_nothing_is_open_only_gates_are_left() -> None:
    assert projected(hours_open=0, pace=Pace(1, 0, 0, 0)).latest == TODAY
    assert projected(hours_open=0, gates=[GATE]).latest == GATE.earliest


paces = st.tuples(*[st.integers(0, 6000)] * 3).map(lambda drawn: Pace(8, *sorted(drawn)))


@given(st.integers(0, 30_000), st.none() | paces, st.integers(60, 6000), st.sampled_from([[], [GATE]]))
def test_the_range_is_in_order_and_never_in_the_past(
    hours: int, pace: Pace | None, goal: int, gates: list[OpenGate]
) -> None:
    found = projected(hours_open=hours, pace=pace, goal_minutes=goal, gates=gates)

    dates = [found.soonest, found.middle, found.latest]
    told = [on for on in dates if on is not None]
    assert told == sorted(told)
    assert all(on >= (GATE.earliest if gates else TODAY) for on in told)
    assert dates == [*told, *[None] * (3 - len(told))]


@given(st.integers(1, 3000), st.integers(1, 3000), paces)
def test_less_to_do_is_never_later(hours: int, fewer: int, pace: Pace) -> None:
    all_of_it = projected(hours_open=hours + fewer, pace=pace).middle
    less = projected(hours_open=hours, pace=pace).middle

    assert all_of_it is None or (less is not None and less <= all_of_it)


def test_page_dashboard_and_api_tell_the_same(
    signed_in: SignIn, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    browser = signed_in(learner)
    for weeks in range(1, 5):
        day = TODAY - timedelta(weeks=weeks)
        log_study(learner=learner, minutes=300, studied_on=day, now=now)
    begun = TODAY - timedelta(days=300)
    set_gate(enrolment=enrolment, key="year", begun_on=begun, passed_on=None, by=learner, now=now)

    found = browser.get("/api/v1/enrolments/walking/projection/").json()

    assert (found["basis"], found["pace"]["weeks"], found["hours_open"]) == ("own_pace", 3, 100)
    assert found["middle"] == weeks_from_today(20).isoformat()
    assert found["gates"] == [{"key": "year", "has_begun": True, "earliest": "2027-01-28"}]
    sentence = "At the pace of your last weeks: about April 2027."
    assert sentence in " ".join(browser.get(PAGE).content.decode().split())
    assert sentence in " ".join(browser.get("/dashboard/").content.decode().split())


def test_credit_shortens_it(signed_in: SignIn, enrolment: Enrolment, learner: User, now: datetime) -> None:
    set_credit(enrolment=enrolment, keys=["summit"], by=learner, now=now)

    found = signed_in(learner).get("/api/v1/enrolments/walking/projection/").json()

    assert (found["hours_open"], found["basis"]) == (30, "goal")


def test_nobody_else_finds_the_page(signed_in: SignIn, other_learner: User, enrolment: Enrolment) -> None:
    assert signed_in(other_learner).get(PAGE).status_code == 404


def drawn(found: Projection, **changed: Any) -> Fan | None:
    facts = {"finished": [], "goal_minutes": 600, "started_on": TODAY, "today": TODAY}
    return draw_fan(found, **{**facts, **changed})


def test_the_fan_goes_on_from_today_at_each_pace() -> None:
    later = TODAY + timedelta(days=100)
    picture = drawn(projected(today=later), finished=[(TODAY + timedelta(days=50), 40)], today=later)

    assert picture is not None
    assert set(picture.lines) == {"high", "middle", "low", "ten"}
    assert all(line.startswith(f"M{picture.now_x} {picture.now_y}L") for line in picture.lines.values())
    assert picture.past.startswith(f"M0.0 {picture.base}")
    assert picture.past.endswith(f"L{picture.now_x} {picture.now_y}")
    assert picture.top < picture.now_y < picture.base
    assert [upright.label for upright in picture.uprights] == ["2 years", "5 years"]
    assert picture.band


def test_a_line_of_the_fan_waits_at_the_top_for_the_last_gate() -> None:
    picture = drawn(projected(gates=[GATE]))

    assert picture is not None
    (flag,) = picture.flags
    assert picture.lines["high"].endswith(f" {picture.top:.1f}L{flag.x} {picture.top:.1f}")


def test_weeks_without_study_lead_along_the_ground() -> None:
    picture = drawn(projected(pace=Pace(8, 0, 300, 600)))

    assert picture is not None
    assert picture.lines["low"] == f"M0.0 {picture.base:.1f}L{picture.width:.1f} {picture.base:.1f}"


def test_a_goal_is_one_line_without_a_band() -> None:
    picture = drawn(projected(pace=None))

    assert picture is not None
    assert (set(picture.lines), picture.band) == ({"middle", "ten"}, "")


def test_there_is_no_fan_without_a_range() -> None:
    assert drawn(projected(hours_open=0)) is None
    assert drawn(projected(pace=Pace(8, 0, 10, 600))) is None


@given(st.integers(1, 30_000), st.none() | paces, st.sampled_from([[], [GATE]]), st.integers(0, 6000))
def test_nothing_of_the_fan_is_outside_of_the_picture(
    hours: int, pace: Pace | None, gates: list[OpenGate], days: int
) -> None:
    today = TODAY + timedelta(days=days)
    found = projected(hours_open=hours, pace=pace, gates=gates, today=today)

    picture = drawn(found, finished=[(today, 7)], today=today)

    if picture is not None:
        paths = " ".join([picture.past, picture.band, *picture.lines.values()])
        points = [tuple(map(float, pair)) for pair in re.findall(r"([-\d.]+) ([-\d.]+)", paths)]
        assert all(0 <= x <= picture.width and picture.top <= y <= picture.base for x, y in points)


def test_the_hours_of_the_fan_are_those_that_count(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    set_credit(enrolment=enrolment, keys=["middle"], by=learner, now=now)
    for key in ("basics", "extra", "bridge"):
        mark_step(enrolment=enrolment, key=key, to=StepStatus.DONE, by=learner, now=now)

    view = read_roadmap_view(enrolment.edition, enrolment)

    assert finished_hours(view, learner.zone) == [(TODAY, 10)]
    assert view.progress.hours_done == 10


def test_the_page_draws_the_fan_and_shows_the_rule_with_ones_own_numbers(
    signed_in: SignIn, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    for weeks in range(1, 5):
        day = TODAY - timedelta(weeks=weeks)
        log_study(learner=learner, minutes=60 * weeks, studied_on=day, now=now)
    Enrolment.objects.update(started_on=TODAY - timedelta(weeks=6))

    page = " ".join(signed_in(learner).get(PAGE).content.decode().split())

    assert 'class="fan"' in page
    assert "100 h of them are open" in page
    assert "a quarter of them had" in page
