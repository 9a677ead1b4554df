"""Marking steps, and taking a mark back. Every change is an event; the state row follows it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.announcements import announce
from core.refusals import Refusal
from roadmaps.announcements import StepMarked
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, EnrolmentEvent, ProgressEvent, StepState


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
) -> ProgressEvent | None:
    """Set how a step stands; prerequisites advise and never refuse.

    Locks the enrolment's row, so marks of one learner happen one after another. `seen` is the status
    the person was looking at: MarkedMeanwhile is raised when it is another by now. Setting what is
    set already changes nothing and returns the event that set it (None if it was never marked).
    Raises NoSuchStep too.
    """
    _lock(enrolment)
    if not enrolment.edition.steps.filter(key=key).exists():
        raise NoSuchStep
    state = enrolment.states.filter(key=key).first()
    was = StepStatus(state.status) if state else StepStatus.PENDING
    if was == to:
        return enrolment.events.of_step(key).newest_first().first()
    if seen is not None and seen != was:
        raise MarkedMeanwhile(status=was.value)
    return write_mark(enrolment, key, was=was, to=to, by=by, now=now, source=source, note=note)


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
    was, to = StepStatus(event.to_status), StepStatus(event.from_status)
    return write_mark(enrolment, event.key, was=was, to=to, by=by, now=now, undoes=event)


def _lock(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update().get(pk=enrolment.pk)


def write_mark(
    enrolment: Enrolment,
    key: str,
    *,
    was: StepStatus,
    to: StepStatus,
    by: User,
    now: datetime,
    source: ProgressEvent.Source = ProgressEvent.Source.LEARNER,
    note: str = "",
    change: EnrolmentEvent | None = None,
    undoes: ProgressEvent | None = None,
) -> ProgressEvent:
    """One event and the state that follows it; for acts that have locked the enrolment's row."""
    event = ProgressEvent.objects.create(
        learner_id=enrolment.learner_id,
        enrolment=enrolment,
        key=key,
        from_status=was,
        to_status=to,
        at=now,
        by=by,
        source=source,
        edition_id=enrolment.edition_id,
        note=note,
        change=change,
        undoes=undoes,
    )
    state = StepState(learner_id=enrolment.learner_id, enrolment=enrolment, key=key, status=to, since=now)
    StepState.objects.bulk_create(
        [state],
        update_conflicts=True,
        unique_fields=["learner", "enrolment", "key"],
        update_fields=["status", "since"],
    )
    announce(StepMarked(event))
    return event
