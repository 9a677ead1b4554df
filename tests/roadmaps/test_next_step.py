"""Do this next: one step and the reason."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.graph import find_cycle
from roadmaps.models import Enrolment
from roadmaps.next_step import Choice, Why, choose_step, next_step
from roadmaps.operations import mark_step
from roadmaps.progress import count_progress
from roadmaps.tracks import SHARED
from tests.roadmaps.builders import STEP_LISTS, TRACK_KEYS, PlainStep

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
STEPS = [PlainStep("a", 1), PlainStep("b", 1), PlainStep("c", 1), PlainStep("x", 1, is_required=False)]
NEEDS = {"b": ["a"], "c": ["a", "b"]}


@dataclass(frozen=True)
class Marked:
    status: str
    since: datetime = MONDAY


def chosen(**marks: "Marked | str") -> Choice | None:
    held = {key: mark if isinstance(mark, Marked) else Marked(mark) for key, mark in marks.items()}
    return choose_step(STEPS, NEEDS, held, SHARED)


def test_begins_with_the_first_step_and_says_what_waits_for_it_alone() -> None:
    assert chosen() == Choice("a", Why.READY, unlocks=("b",))


def test_prefers_what_was_begun_last() -> None:
    begun = chosen(b=Marked("in_progress"), c=Marked("in_progress", MONDAY + timedelta(days=1)))

    assert begun == Choice("c", Why.BEGUN)


def test_then_what_needs_review() -> None:
    assert chosen(a="done", c="needs_review") == Choice("c", Why.REVIEW)


def test_a_skipped_prerequisite_is_settled() -> None:
    assert chosen(a="skipped") == Choice("b", Why.READY, unlocks=("c",), after=("a",))


def test_extras_come_after_everything_required() -> None:
    assert chosen(a="done", b="done", c="done") == Choice("x", Why.OPTIONAL)


def test_nothing_is_left_when_everything_is_done() -> None:
    assert chosen(a="done", b="done", c="done", x="skipped") is None


def test_an_optional_prerequisite_holds_nobody_up() -> None:
    steps = [PlainStep("extra", 1, is_required=False), PlainStep("main", 1)]

    assert choose_step(steps, {"main": ["extra"]}, {}, SHARED) == Choice("main", Why.READY)


def test_what_waits_for_another_step_too_is_not_unlocked() -> None:
    assert chosen(b="in_progress", a="needs_review") == Choice("b", Why.BEGUN)
    assert chosen(b="skipped") == Choice("a", Why.READY, unlocks=("c",))


@given(STEP_LISTS, st.data())
def test_there_is_always_an_answer_while_work_remains(steps: list[PlainStep], data: st.DataObject) -> None:
    keys = [step.key for step in steps]
    needs = {
        key: data.draw(st.lists(st.sampled_from(keys[:at]), unique=True, max_size=3)) if at else []
        for at, key in enumerate(keys)
    }
    marks = {key: Marked(data.draw(st.sampled_from(StepStatus))) for key in keys}
    track = data.draw(st.sampled_from(TRACK_KEYS))
    assert not find_cycle(needs)

    choice = choose_step(steps, needs, marks, track)

    if not count_progress(steps, {key: mark.status for key, mark in marks.items()}, track).no_step_is_left:
        assert choice is not None
    if choice is not None:
        assert marks[choice.key].status not in ("done", "skipped")


def test_the_reason_is_a_sentence(enrolment: Enrolment, learner: User, now: datetime) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    advice = next_step(enrolment)

    assert advice is not None
    assert advice.step.key == "middle"
    assert advice.reason == "The first open step with everything before it done. It unlocks 1 step."


def test_the_reason_never_says_done_of_what_was_skipped(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.SKIPPED, by=learner, now=now)

    advice = next_step(enrolment)

    assert advice is not None
    assert advice.reason.startswith("The first open step with everything before it done or skipped.")


def test_a_step_of_another_track_is_not_next_even_if_it_was_begun(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="bridge", to=StepStatus.IN_PROGRESS, by=learner, now=now)

    advice = next_step(enrolment)

    assert advice is not None
    assert advice.step.key == "basics"


def test_reading_it_takes_two_queries_once_the_edition_is_known(
    enrolment: Enrolment, django_assert_num_queries: Any
) -> None:
    next_step(enrolment)

    with django_assert_num_queries(2):
        advice = next_step(enrolment)

    assert advice is not None
    assert advice.step.key == "basics"
