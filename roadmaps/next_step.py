"""What to do next, and why: one step, one sentence.

First what was begun, then what needs another look, then the lowest-numbered step of the way whose
prerequisites are settled. Gates in progress (a year in a role) never stand in the way of study.
While anything is left to do there is always an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadmaps.graph import Needs, unlocks
from roadmaps.models import Enrolment, Step, StepPrerequisite
from roadmaps.terms import Status, StepFacts, on_track, required_on

SETTLED = (Status.DONE, Status.SKIPPED)


class Why(StrEnum):
    BEGUN = "begun"
    REVIEW = "review"
    READY = "ready"
    OPTIONAL = "optional"
    WAITING = "waiting"


class Mark(Protocol):
    """How a step stands, and since when; `roadmaps.models.StepState` is one."""

    @property
    def status(self) -> str: ...
    @property
    def since(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    why: Why
    unlocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    step: Step
    why: Why
    reason: str
    status: Status


def choose(steps: Sequence[StepFacts], needs: Needs, marks: Mapping[str, Mark], track: str) -> Choice | None:
    """Pick from `steps`, which are in order; None only when every step of the way is done or skipped.

    A prerequisite that is not required on this track advises nobody, so a way without a circle
    always has a step that is ready.
    """
    status_of = {key: mark.status for key, mark in marks.items()}
    required = required_on(steps, track)
    to_do = [step for step in required if status_of.get(step.key, Status.PENDING) == Status.PENDING]
    waits_for = {step.key for step in required if status_of.get(step.key) not in SETTLED}

    if begun := [step for step in steps if status_of.get(step.key) == Status.IN_PROGRESS and step.hours]:
        return Choice(max(begun, key=lambda step: marks[step.key].since).key, Why.BEGUN)
    if review := [step for step in steps if status_of.get(step.key) == Status.NEEDS_REVIEW]:
        return Choice(review[0].key, Why.REVIEW)
    if ready := [step for step in to_do if waits_for.isdisjoint(needs.get(step.key, ()))]:
        return Choice(ready[0].key, Why.READY, _opened_by(ready[0], to_do, needs))
    if unsettled := [step for step in required if step.key in waits_for]:
        gates = [step for step in unsettled if status_of.get(step.key) == Status.IN_PROGRESS]
        return Choice((gates or unsettled)[0].key, Why.WAITING)
    optional = [
        step
        for step in steps
        if on_track(step, track) and not step.is_required and status_of.get(step.key) not in SETTLED
    ]
    return Choice(optional[0].key, Why.OPTIONAL) if optional else None


def _opened_by(step: StepFacts, to_do: Sequence[StepFacts], needs: Needs) -> tuple[str, ...]:
    """The steps still to do on this way that name this one as a prerequisite."""
    wanted = {other.key for other in to_do}
    return tuple(key for key in unlocks(needs).get(step.key, ()) if key in wanted)


def advise(steps: Sequence[Step], needs: Needs, marks: Mapping[str, Mark], track: str) -> NextStep | None:
    """`choose`, with the step itself and the reason as a sentence in the reader's language."""
    choice = choose(steps, needs, marks, track)
    if choice is None:
        return None
    step = next(step for step in steps if step.key == choice.key)
    status = Status(marks[step.key].status) if step.key in marks else Status.PENDING
    return NextStep(step=step, why=choice.why, reason=_reason(choice), status=status)


def next_step(enrolment: Enrolment) -> NextStep | None:
    """Three queries."""
    steps = list(
        Step.objects.filter(edition=enrolment.edition_id)
        .select_related("area", "edition__roadmap")
        .defer("search")
        .order_by("number")
    )
    links = StepPrerequisite.objects.filter(step__edition=enrolment.edition_id)
    needs: dict[str, list[str]] = {}
    for key, needed in links.order_by("step__number").values_list("step__key", "needs__key"):
        needs.setdefault(key, []).append(needed)
    return advise(steps, needs, {state.key: state for state in enrolment.states.all()}, enrolment.track)


def _reason(choice: Choice) -> str:
    match choice.why:
        case Why.BEGUN:
            return _("You have begun it. Finishing one thing beats starting two.")
        case Why.REVIEW:
            return _("You marked it for another look, while it is still fresh.")
        case Why.WAITING:
            return _("Everything else is done; this one takes time on the job.")
        case Why.OPTIONAL:
            return _("All that is required is done. This one is an extra.")
        case Why.READY if choice.unlocks:
            count = len(choice.unlocks)
            return ngettext(
                "First on your way with everything before it done, and it unlocks %(count)d step.",
                "First on your way with everything before it done, and it unlocks %(count)d steps.",
                count,
            ) % {"count": count}
        case _:
            return _("First on your way with everything before it done.")
