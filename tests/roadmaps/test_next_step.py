"""Do this next: one step and the reason."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from roadmaps.terms import Status, Track

from roadmaps.graph import find_cycle
from roadmaps.next_step import Choice, Why, choose, next_step
from roadmaps.operations import mark_step
from roadmaps.progress import tally
from tests.roadmaps.test_progress import ROADS, Pebble

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
ROAD = [Pebble("a", 1), Pebble("b", 1), Pebble("gate", 0), Pebble("c", 1), Pebble("x", 1, is_required=False)]
NEEDS = {"b": ["a"], "c": ["a", "b"], "gate": ["a"]}


@dataclass(frozen=True)
class Marked:
    status: str
    since: datetime = MONDAY


def chosen(**marks) -> Choice | None:
    held = {key: mark if isinstance(mark, Marked) else Marked(mark) for key, mark in marks.items()}
    return choose(ROAD, NEEDS, held, Track.SHARED)


def test_begins_with_the_first_step_and_says_what_it_unlocks():
    assert chosen() == Choice("a", Why.READY, ("b", "c", "gate"))


def test_prefers_what_was_begun_last():
    begun = chosen(b=Marked("in_progress"), c=Marked("in_progress", MONDAY + timedelta(days=1)))

    assert begun == Choice("c", Why.BEGUN)


def test_then_what_needs_review():
    assert chosen(a="done", c="needs_review") == Choice("c", Why.REVIEW)


def test_a_skipped_prerequisite_is_settled():
    assert chosen(a="skipped") == Choice("b", Why.READY, ("c",))


def test_a_year_in_a_role_does_not_stand_in_the_way_of_study():
    assert chosen(a="done", gate="in_progress") == Choice("b", Why.READY, ("c",))


def test_only_the_gate_is_left():
    assert chosen(a="done", b="done", c="done", gate="in_progress") == Choice("gate", Why.WAITING)


def test_extras_come_after_everything_required():
    assert chosen(a="done", b="done", c="done", gate="done") == Choice("x", Why.OPTIONAL)


def test_nothing_is_left_when_everything_is_done():
    assert chosen(a="done", b="done", c="done", gate="done", x="skipped") is None


def test_an_optional_prerequisite_holds_nobody_up():
    road = [Pebble("extra", 1, is_required=False), Pebble("main", 1)]

    assert choose(road, {"main": ["extra"]}, {}, Track.SHARED) == Choice("main", Why.READY)


@given(ROADS, st.data())
def test_there_is_always_an_answer_while_work_remains(road, data):
    keys = [step.key for step in road]
    needs = {
        key: data.draw(st.lists(st.sampled_from(keys[:at]), unique=True, max_size=3)) if at else []
        for at, key in enumerate(keys)
    }
    marks = {key: Marked(data.draw(st.sampled_from(Status))) for key in keys}
    track = data.draw(st.sampled_from(Track.values))
    assert not find_cycle(needs)

    choice = choose(road, needs, marks, track)

    if not tally(road, {key: mark.status for key, mark in marks.items()}, track).is_complete:
        assert choice is not None
    if choice is not None:
        assert marks[choice.key].status not in ("done", "skipped")


def test_the_reason_is_a_sentence(enrolment, learner, now):
    mark_step(enrolment=enrolment, key="basics", to=Status.DONE, by=learner, now=now)

    advice = next_step(enrolment)

    assert advice.step.key == "middle"
    assert advice.reason == "First on your way with everything before it done, and it unlocks 1 step."


def test_reading_it_takes_three_queries(enrolment, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert next_step(enrolment).step.get_absolute_url() == "/roadmaps/walking/steps/basics/"
