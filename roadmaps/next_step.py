"""What to do next, and why: one step, one sentence.

First what was begun, then what needs another look, then the lowest-numbered required step whose
prerequisites are settled, then what is optional. Gates (a year in a role) never hold up study.
While a step is left there is always an answer.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadmaps.choices import StepStatus
from roadmaps.graph import Needs, reverse_graph
from roadmaps.models import Enrolment, Step
from roadmaps.overlaid_contents import read_content_of
from roadmaps.tracks import StepFacts, is_taken, required_on

SETTLED = (StepStatus.DONE, StepStatus.SKIPPED)


class Why(StrEnum):
    BEGUN = "begun"
    REVIEW = "review"
    READY = "ready"
    OPTIONAL = "optional"


class StepMark(Protocol):
    """How a step stands, and since when; `roadmaps.models.StepState` is one."""

    @property
    def status(self) -> str: ...
    @property
    def since(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """`after` are its required prerequisites, all settled; `unlocks` waits for this step alone."""

    key: str
    why: Why
    unlocks: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    step: Step
    why: Why
    reason: str
    status: StepStatus


def choose_step(
    steps: Sequence[StepFacts],
    needs: Needs,
    marks: Mapping[str, StepMark],
    track: str,
    specialisms: Collection[str] = (),
) -> Choice | None:
    """Pick from `steps`, which are in order; None only when every step that is taken is done or skipped.

    A prerequisite that is not required of this learner advises nobody, so steps without a cycle
    always have one that is ready.
    """
    status_of = {key: mark.status for key, mark in marks.items()}
    required = required_on(steps, track, specialisms)
    to_do = [step for step in required if status_of.get(step.key, StepStatus.PENDING) == StepStatus.PENDING]
    waits_for = {step.key for step in required if status_of.get(step.key) not in SETTLED}

    mine = [step for step in steps if is_taken(step, track, specialisms)]
    if begun := [step for step in mine if status_of.get(step.key) == StepStatus.IN_PROGRESS]:
        return Choice(max(begun, key=lambda step: marks[step.key].since).key, Why.BEGUN)
    if review := [step for step in mine if status_of.get(step.key) == StepStatus.NEEDS_REVIEW]:
        return Choice(review[0].key, Why.REVIEW)
    if ready := [step for step in to_do if waits_for.isdisjoint(needs.get(step.key, ()))]:
        first, to_do_keys = ready[0].key, {step.key for step in to_do}
        waiting = [key for key in reverse_graph(needs).get(first, ()) if key in to_do_keys]
        return Choice(
            first,
            Why.READY,
            unlocks=tuple(key for key in waiting if waits_for.isdisjoint({*needs[key]} - {first})),
            after=tuple(step.key for step in required if step.key in needs.get(first, ())),
        )
    required_keys = {step.key for step in required}
    optional = [
        step for step in mine if step.key not in required_keys and status_of.get(step.key) not in SETTLED
    ]
    return Choice(optional[0].key, Why.OPTIONAL) if optional else None


def recommend_step(
    steps: Sequence[Step],
    needs: Needs,
    marks: Mapping[str, StepMark],
    track: str,
    specialisms: Collection[str] = (),
) -> NextStep | None:
    """`choose_step`, with the step itself and the reason as a sentence in the reader's language."""
    choice = choose_step(steps, needs, marks, track, specialisms)
    if choice is None:
        return None
    step = next(step for step in steps if step.key == choice.key)
    status = StepStatus(marks[step.key].status) if step.key in marks else StepStatus.PENDING
    is_all_done = all(marks[key].status == StepStatus.DONE for key in choice.after)
    return NextStep(step, choice.why, _explain_choice(choice, is_all_done=is_all_done), status)


def next_step(enrolment: Enrolment) -> NextStep | None:
    """Two queries, and those that read the edition when this process has not read it yet."""
    content = read_content_of(enrolment)
    marks = {state.key: state for state in enrolment.states.all()}
    return recommend_step(content.steps, content.needs, marks, enrolment.track, enrolment.specialisms)


def _explain_choice(choice: Choice, *, is_all_done: bool) -> str:
    match choice.why:
        case Why.BEGUN:
            return _("You have begun it. Finishing one thing beats starting two.")
        case Why.REVIEW:
            return _("It is marked for another look.")
        case Why.OPTIONAL:
            return _("Nothing required is left to do. This one is an extra.")
        case _ if not choice.after:
            reason = _("The first open step that needs no other.")
        case _ if is_all_done:
            reason = _("The first open step with everything before it done.")
        case _:
            reason = _("The first open step with everything before it done or skipped.")
    if not choice.unlocks:
        return reason
    count = len(choice.unlocks)
    unlocks = ngettext("It unlocks %(count)d step.", "It unlocks %(count)d steps.", count) % {"count": count}
    return f"{reason} {unlocks}"
