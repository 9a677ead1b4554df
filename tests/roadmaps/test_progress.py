"""Progress: hours of done required steps over hours of required steps, skipped ones out of both."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from roadmaps.terms import Status, Track

from roadmaps.progress import progress_of, progress_of_each, tally
from tests.roadmaps.builders import official


@dataclass(frozen=True)
class Pebble:
    key: str
    hours: int
    is_required: bool = True
    track: str = Track.SHARED


ROADS = st.lists(
    st.builds(
        Pebble,
        key=st.uuids().map(str),
        hours=st.integers(0, 100),
        is_required=st.booleans(),
        track=st.sampled_from(Track.values),
    ),
    max_size=12,
)


@st.composite
def walks(draw):
    road = draw(ROADS)
    marks = {step.key: draw(st.sampled_from(Status)) for step in road}
    return road, marks, draw(st.sampled_from(Track.values))


def test_hours_and_steps_that_are_done_are_counted():
    road = [Pebble("a", 10), Pebble("b", 30), Pebble("c", 60)]

    progress = tally(road, {"a": Status.DONE, "b": Status.IN_PROGRESS}, Track.FROM_DS)

    assert (progress.hours_done, progress.hours_in_progress, progress.hours_total) == (10, 30, 100)
    assert (progress.percent_hours, progress.steps_done, progress.steps_total) == (10, 1, 3)


def test_a_skipped_step_leaves_both_sides():
    progress = tally([Pebble("a", 10), Pebble("b", 90)], {"a": "done", "b": "skipped"}, Track.SHARED)

    assert (progress.hours_total, progress.steps_total, progress.percent_hours) == (10, 1, 100)


def test_optional_steps_and_other_tracks_do_not_count():
    road = [Pebble("a", 10), Pebble("b", 5, is_required=False), Pebble("c", 7, track=Track.FROM_SWE)]

    assert tally(road, {}, Track.FROM_DS).hours_total == 10
    assert tally(road, {}, Track.FROM_SWE).hours_total == 17


def test_a_step_of_no_hours_is_a_gate_and_keeps_the_road_open():
    progress = tally([Pebble("a", 10), Pebble("gate", 0)], {"a": "done"}, Track.SHARED)

    assert (progress.gates_done, progress.gates_total, progress.steps_total) == (0, 1, 2)
    assert progress.percent_hours == 99


def test_what_needs_review_is_not_done():
    assert tally([Pebble("a", 10)], {"a": "needs_review"}, Track.SHARED).hours_done == 0


@pytest.mark.parametrize(
    ("track", "hours", "steps"),
    [(Track.FROM_DS, 1522, 78), (Track.FROM_SWE, 1392, 71), (Track.SHARED, 1262, 66)],
)
def test_the_official_road_is_as_long_as_it_says(track, hours, steps):
    progress = tally(official().steps, {}, track)

    assert (progress.hours_total, progress.steps_total, progress.gates_total) == (hours, steps, 2)


def test_the_official_road_has_83_required_steps_of_90():
    steps = official().steps

    assert (len(steps), sum(step.is_required for step in steps)) == (90, 83)


@given(walks())
def test_percent_is_100_exactly_when_nothing_is_left(walk):
    progress = tally(*walk)

    assert 0 <= progress.percent_hours <= 100
    assert (progress.percent_hours == 100) == progress.is_complete


@given(walks(), st.data())
def test_finishing_a_step_never_lowers_the_percentage(walk, data):
    road, marks, track = walk
    open_keys = [key for key, status in marks.items() if status not in ("done", "skipped")]
    if not open_keys:
        return
    key = data.draw(st.sampled_from(open_keys))

    after = tally(road, {**marks, key: Status.DONE}, track)

    assert after.percent_hours >= tally(road, marks, track).percent_hours


@given(walks())
def test_parts_add_up_to_the_whole(walk):
    road, marks, track = walk
    whole, parts = tally(road, marks, track), [tally([step], marks, track) for step in road]

    assert whole.hours_done == sum(part.hours_done for part in parts)
    assert whole.steps_total == sum(part.steps_total for part in parts)


def test_progress_of_an_enrolment_takes_two_queries(enrolment, django_assert_num_queries):
    enrolment.states.create(key="basics", status="done", since=enrolment.edition.published_at)

    with django_assert_num_queries(2):
        progress = progress_of(enrolment)

    assert (progress.hours_done, progress.hours_total, progress.percent_hours) == (10, 100, 10)


def test_progress_of_nobody_is_nothing(db):
    assert progress_of_each([]) == {}
