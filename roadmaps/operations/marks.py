"""Marking steps, and taking a mark back. Every change is an event; the state row follows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.announcements import announce
from core.refusals import Refusal
from roadmaps.announcements import StepMarked
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, ProgressEvent, StepState
from roadmaps.overlaid_contents import has_step


class NoSuchStep(Refusal):
    code, message = "no_such_step", _("There is no such step in this roadmap.")


class MarkedMeanwhile(Refusal):
    """`data["status"]` is how the step stands now."""

    code, message = (
        "marked_meanwhile",
        _("This step was marked elsewhere meanwhile. Look again and choose."),
    )


class NotTheLatestMark(Refusal):
    code, message = "not_the_latest_mark", _("This step was marked again since. Undo its latest mark first.")


@transaction.atomic
def mark_step(
    *,
    enrolment: Enrolment,
    key: str,
    to: StepStatus,
    by: User,
    now: datetime,
    seen: StepStatus | None = None,
    source: ProgressEvent.Source = ProgressEvent.Source.LEARNER,
    note: str = "",
    is_credit: bool = False,
) -> ProgressEvent | None:
    """Set how a step stands; prerequisites advise and never refuse. `is_credit` is for done steps alone.

    Locks the enrolment's row, so marks of one learner happen one after another. `seen` is the status
    the person was looking at: MarkedMeanwhile is raised when it is another by now. Setting what is
    set already changes nothing and returns the event that set it (None if it was never marked).
    Raises NoSuchStep too.
    """
    if not has_step(_lock(enrolment), key):
        raise NoSuchStep
    state = enrolment.states.filter(key=key).first()
    was = StepStatus(state.status) if state else StepStatus.PENDING
    if was == to and is_credit == bool(state and state.is_credit):
        return enrolment.events.of_step(key).newest_first().first()
    if seen is not None and seen != was:
        raise MarkedMeanwhile(status=was.value)
    event = new_mark(
        enrolment, key, state, to=to, by=by, now=now, source=source, note=note, is_credit=is_credit
    )
    write_marks([event])
    return event


@transaction.atomic
def undo_mark(*, event: ProgressEvent, by: User, now: datetime) -> ProgressEvent:
    """Put the step back to where this mark found it, by one more event. Nothing is erased.

    Only the latest mark of a step can be undone; undoing an undo is doing it again.
    Raises NotTheLatestMark.
    """
    enrolment = _lock(event.enrolment)
    latest = enrolment.events.of_step(event.key).newest_first().first()
    if latest != event:
        raise NotTheLatestMark
    undone = new_mark(
        enrolment,
        event.key,
        enrolment.states.get(key=event.key),
        to=StepStatus(event.from_status),
        is_credit=event.was_credit,
        by=by,
        now=now,
        undoes=event,
    )
    write_marks([undone])
    return undone


def _lock(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update().get(pk=enrolment.pk)


def new_mark(
    enrolment: Enrolment,
    key: str,
    state: StepState | None,
    *,
    to: StepStatus,
    by: User,
    now: datetime,
    is_credit: bool = False,
    **more: Any,
) -> ProgressEvent:
    """An event that is not saved yet; `state` is how the step stands until then, None if it never did."""
    return ProgressEvent(
        learner_id=enrolment.learner_id,
        enrolment=enrolment,
        key=key,
        from_status=state.status if state else StepStatus.PENDING,
        was_credit=bool(state and state.is_credit),
        to_status=to,
        is_credit=is_credit,
        at=now,
        by=by,
        edition_id=enrolment.edition_id,
        **more,
    )


def write_marks(events: Sequence[ProgressEvent]) -> None:
    """Save these events, at most one for each step, and the states that follow them: two statements.

    For acts that have locked the enrolment's row.
    """
    ProgressEvent.objects.bulk_create(events)
    StepState.objects.bulk_create(
        [
            StepState(
                learner_id=event.learner_id,
                enrolment_id=event.enrolment_id,
                key=event.key,
                status=event.to_status,
                is_credit=event.is_credit,
                since=event.at,
            )
            for event in events
        ],
        update_conflicts=True,
        unique_fields=["learner", "enrolment", "key"],
        update_fields=["status", "is_credit", "since"],
    )
    for event in events:
        announce(StepMarked(event))
