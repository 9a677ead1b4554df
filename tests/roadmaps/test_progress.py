"""Progress: hours of done required steps over hours of required steps, skipped ones out of both."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment
from roadmaps.progress import count_progress, progress_of, progress_of_each
from roadmaps.tracks import SHARED
from tests.roadmaps.builders import EARLIER, STEP_LISTS, TRACK_KEYS, PlainStep, official

RoadmapAndMarks = tuple[list[PlainStep], dict[str, StepStatus], str]


@st.composite
def roadmaps_with_marks(draw: st.DrawFn) -> RoadmapAndMarks:
    steps = draw(STEP_LISTS)
    marks = {step.key: draw(st.sampled_from(StepStatus)) for step in steps}
    return steps, marks, draw(st.sampled_from(TRACK_KEYS))


def test_hours_and_steps_that_are_done_are_counted() -> None:
    steps = [PlainStep("a", 10), PlainStep("b", 30), PlainStep("c", 60)]

    progress = count_progress(steps, {"a": StepStatus.DONE, "b": StepStatus.IN_PROGRESS}, "from_ds")

    assert (progress.hours_done, progress.hours_in_progress, progress.hours_total) == (10, 30, 100)
    assert (progress.percent_hours, progress.steps_done, progress.steps_total) == (10, 1, 3)


def test_a_skipped_step_leaves_both_sides() -> None:
    progress = count_progress([PlainStep("a", 10), PlainStep("b", 90)], {"a": "done", "b": "skipped"}, SHARED)

    assert (progress.hours_total, progress.steps_total, progress.percent_hours) == (10, 1, 100)


def test_optional_steps_and_other_tracks_do_not_count() -> None:
    steps = [
        PlainStep("a", 10),
        PlainStep("b", 5, is_required=False),
        PlainStep("c", 7, track_key="from_swe"),
    ]

    assert count_progress(steps, {}, "from_ds").hours_total == 10
    assert count_progress(steps, {}, "from_swe").hours_total == 17


def test_gates_are_counted_apart_and_change_no_percentage() -> None:
    progress = count_progress([PlainStep("a", 10)], {"a": "done"}, SHARED, gates=["x", "y"], passed={"x"})

    assert (progress.gates_passed, progress.gates_total, progress.steps_total) == (1, 2, 1)
    assert progress.percent_hours == 100
    assert not progress.is_complete


def test_what_needs_review_is_not_done() -> None:
    assert count_progress([PlainStep("a", 10)], {"a": "needs_review"}, SHARED).hours_done == 0


@pytest.mark.parametrize(
    ("track", "hours", "steps"),
    [("from_ds", 1619, 89), ("from_swe", 1544, 85), (SHARED, 1774, 96)],
)
def test_the_official_road_is_as_long_as_it_says(track: str, hours: int, steps: int) -> None:
    progress = count_progress(official().steps, {}, track)

    assert (progress.hours_total, progress.steps_total) == (hours, steps)


def test_the_official_road_has_96_required_steps_of_142_and_three_gates() -> None:
    document = official()

    assert (len(document.steps), sum(step.is_required for step in document.steps)) == (142, 96)
    assert [(gate.key, gate.months) for gate in document.gates] == [
        ("first-role", 12),
        ("in-production", 6),
        ("own", 3),
    ]


@given(roadmaps_with_marks())
def test_percent_is_100_exactly_when_no_step_is_left(drawn: RoadmapAndMarks) -> None:
    progress = count_progress(*drawn)

    assert 0 <= progress.percent_hours <= 100
    assert (progress.percent_hours == 100) == (progress.no_step_is_left and progress.has_steps_behind)


@given(roadmaps_with_marks(), st.data())
def test_finishing_a_step_never_lowers_the_percentage(drawn: RoadmapAndMarks, data: st.DataObject) -> None:
    steps, marks, track = drawn
    open_keys = [key for key, status in marks.items() if status not in ("done", "skipped")]
    if not open_keys:
        return
    key = data.draw(st.sampled_from(open_keys))

    after = count_progress(steps, {**marks, key: StepStatus.DONE}, track)

    assert after.percent_hours >= count_progress(steps, marks, track).percent_hours


@given(roadmaps_with_marks())
def test_parts_add_up_to_the_whole(drawn: RoadmapAndMarks) -> None:
    steps, marks, track = drawn
    whole = count_progress(steps, marks, track)
    parts = [count_progress([step], marks, track) for step in steps]

    assert whole.hours_done == sum(part.hours_done for part in parts)
    assert whole.steps_total == sum(part.steps_total for part in parts)


def test_progress_of_an_enrolment_takes_three_queries_once_the_edition_is_known(
    enrolment: Enrolment, django_assert_num_queries: Any
) -> None:
    enrolment.states.create(learner=enrolment.learner, key="basics", status="done", since=EARLIER)
    progress_of(enrolment)

    with django_assert_num_queries(3):
        progress = progress_of(enrolment)

    assert (progress.hours_done, progress.hours_total, progress.percent_hours) == (10, 100, 10)


def test_progress_of_nobody_is_nothing(db: None) -> None:
    assert progress_of_each([]) == {}
