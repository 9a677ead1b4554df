"""Marking steps, and taking a mark back. Every change is an event; the state row follows it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from roadmaps.models import Enrolment, ProgressEvent, StepState
from roadmaps.terms import Status


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
    to: Status,
    by: User,
    now: datetime,
    seen: Status | None = None,
    source: ProgressEvent.Source = ProgressEvent.Source.LEARNER,
    note: str = "",
) -> ProgressEvent | None:
    """Set how a step stands; prerequisites advise and never refuse.

    Holds the enrolment's row, so marks of one learner happen one after another. `seen` is the status
    the person was looking at: MarkedMeanwhile is raised when it is another by now. Setting what is
    set already changes nothing and returns the event that set it (None if it was never marked).
    Raises NoSuchStep too.
    """
    _hold(enrolment)
    if not enrolment.edition.steps.filter(key=key).exists():
        raise NoSuchStep
    was = _status(enrolment, key)
    if was == to:
        return enrolment.events.of_step(key).newest_first().first()
    if seen is not None and seen != was:
        raise MarkedMeanwhile(status=was.value)
    return _write(enrolment, key, was=was, to=to, by=by, now=now, source=source, note=note)


@transaction.atomic
def undo_mark(*, event: ProgressEvent, by: User, now: datetime) -> ProgressEvent:
    """Put the step back to where this mark found it, by one more event. Nothing is erased.

    Only the latest mark of a step can be undone; undoing an undo is doing it again.
    Raises NotTheLatestMark.
    """
    enrolment = _hold(event.enrolment)
    latest = enrolment.events.of_step(event.key).newest_first().first()
    if latest != event:
        raise NotTheLatestMark
    return _write(
        enrolment,
        event.key,
        was=Status(event.to_status),
        to=Status(event.from_status),
        by=by,
        now=now,
        source=ProgressEvent.Source.LEARNER,
        undoes=event,
    )


def _hold(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update().get(pk=enrolment.pk)


def _status(enrolment: Enrolment, key: str) -> Status:
    state = enrolment.states.filter(key=key).first()
    return Status(state.status) if state else Status.PENDING


def _write(
    enrolment: Enrolment,
    key: str,
    *,
    was: Status,
    to: Status,
    by: User,
    now: datetime,
    source: ProgressEvent.Source,
    note: str = "",
    undoes: ProgressEvent | None = None,
) -> ProgressEvent:
    event = ProgressEvent.objects.create(
        enrolment=enrolment,
        key=key,
        from_status=was,
        to_status=to,
        at=now,
        by=by,
        source=source,
        edition_id=enrolment.edition_id,
        note=note,
        undoes=undoes,
    )
    StepState.objects.update_or_create(enrolment=enrolment, key=key, defaults={"status": to, "since": now})
    return event
