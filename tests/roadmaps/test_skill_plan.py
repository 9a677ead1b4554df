"""This week's steps: of the two largest gaps, ready, three at most, within the hours."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from roadmaps.skill_plan import PlannedStep, largest_gaps, plan_week
from roadmaps.tracks import SHARED


@dataclass(frozen=True)
class Study:
    key: str
    hours: int
    area_slug: str
    is_required: bool = True
    track_key: str = SHARED
    specialism_key: str | None = None


GAPS = {"maths": 0.5, "cloud": 2.0, "devops": 1.0}


def test_the_two_largest_gaps_come_first() -> None:
    assert largest_gaps(GAPS) == ["cloud", "devops"]
    assert largest_gaps({"maths": 0.0}) == []


def test_what_unlocks_more_for_an_hour_comes_first() -> None:
    steps = [Study("long", 8, "cloud"), Study("key", 4, "cloud"), Study("next", 4, "cloud")]

    plan = plan_week(steps, {"next": ["key"]}, {}, SHARED, gaps=GAPS, hours=12)

    assert plan == [PlannedStep("key", 4), PlannedStep("long", 8)]


def test_a_step_that_is_too_long_for_the_week_is_begun() -> None:
    assert plan_week([Study("long", 40, "cloud")], {}, {}, SHARED, gaps=GAPS, hours=10) == [
        PlannedStep("long", 10)
    ]


def test_short_steps_come_before_the_beginning_of_a_long_one() -> None:
    steps = [Study("long", 40, "cloud"), Study("short", 6, "devops")]

    plan = plan_week(steps, {"short": []}, {}, SHARED, gaps=GAPS, hours=10)

    assert plan == [PlannedStep("short", 6), PlannedStep("long", 4)]


def test_what_is_done_or_waits_or_closes_no_gap_is_left_out() -> None:
    steps = [Study("done", 1, "cloud"), Study("waits", 1, "cloud"), Study("maths", 1, "maths")]

    plan = plan_week(steps, {"waits": ["maths"]}, {"done": "done"}, SHARED, gaps=GAPS, hours=10)

    assert plan == []


@given(
    st.lists(
        st.builds(
            Study, st.uuids().map(str), st.integers(1, 60), st.sampled_from(["cloud", "devops", "maths"])
        ),
        max_size=10,
    ),
    st.integers(1, 40),
)
def test_the_week_is_never_overfilled(steps: list[Study], hours: int) -> None:
    plan = plan_week(steps, {}, {}, SHARED, gaps=GAPS, hours=hours)

    assert sum(each.hours for each in plan) <= hours
    assert len(plan) <= 3
