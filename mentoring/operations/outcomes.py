"""Saying what came of a session: it was held, or one side did not come, which they may contest."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.db import retry_on_deadlock
from core.refusals import Refusal
from mentoring.lifecycle import BookingState
from mentoring.models import Absence, Booking
from mentoring.operations.changes import AlreadySettled, change_state
from mentoring.operations.notices import tell_of_absence, tell_of_contest, tell_of_decision
from mentoring.operations.seats import OnlyHeld

OUTCOME_AFTER = timedelta(minutes=10)
OUTCOME_WITHIN = timedelta(days=14)
HELD_AFTER = timedelta(hours=24)  # a session about which nobody says anything was held


class TooSoonToTell(Refusal):
    code = "too_soon_to_tell"
    message = _("Say how it went once ten minutes of the session have passed.")


class TooLateToTell(Refusal):
    code = "too_late_to_tell"
    message = _("After two weeks the outcome of a session stays as it is.")


class NotContestable(Refusal):
    code = "not_contestable"
    message = _("This can be contested once, within 48 hours.")


@retry_on_deadlock
def record_outcome(*, booking: Booking, by: User, outcome: BookingState, now: datetime) -> Booking:
    """The mentor says whether the session was held; they may correct themselves for two weeks.

    Not held means that the learner did not come (`report_absence`); held takes that back. What the other
    side has said is not theirs to take back: it is contested, and staff decide.

    Raises TooSoonToTell, TooLateToTell or AlreadySettled.
    """
    if outcome == BookingState.NO_SHOW:
        return report_absence(booking=booking, by=by, now=now)
    _check_time_to_tell(booking, now)
    said = Absence.objects.filter(booking=booking)
    if said.exclude(reported_by=by, contested_at=None).exists():
        raise AlreadySettled
    settled = change_state(booking, outcome, by=by, now=now)
    said.delete()
    return settled


@retry_on_deadlock
def report_absence(*, booking: Booking, by: User, now: datetime) -> Booking:
    """One side says that the other did not come; that person is told, and may contest it for 48 hours.

    Raises TooSoonToTell, TooLateToTell or AlreadySettled.
    """
    if booking.is_group and booking.is_given_by(by):
        raise OnlyHeld
    _check_time_to_tell(booking, now)
    absent = booking.counterpart_of(by).person
    settled = change_state(booking, BookingState.NO_SHOW, by=by, now=now)
    Absence.objects.create(person=absent, booking=booking, reported_by=by, reported_at=now)
    tell_of_absence(settled, person=absent, by=by, now=now)
    return settled


@transaction.atomic
def contest_absence(*, booking: Booking, by: User, text: str, now: datetime) -> Absence:
    """Who is said not to have come says otherwise; the other side is told, and staff decide.

    Raises NotContestable.
    """
    absence = Absence.objects.select_for_update(no_key=True).filter(booking=booking, person=by).first()
    if absence is None or not absence.can_be_contested(now):
        raise NotContestable
    absence.contest, absence.contested_at = text, now
    absence.save(update_fields=["contest", "contested_at"])
    if absence.reported_by:
        tell_of_contest(booking, person=absence.reported_by, by=by, now=now)
    return absence


@transaction.atomic
def decide_absence(*, absence: Absence, upheld: bool, by: User, now: datetime) -> None:
    """Staff decide a contested absence; both are told. Not upheld, the session counts as held.

    Raises AlreadySettled when it was decided already.
    """
    waiting = Absence.objects.to_decide().filter(pk=absence.pk)
    if not waiting.update(upheld=upheld, decided_at=now):
        raise AlreadySettled
    booking = Booking.objects.with_people().get(pk=absence.booking_id)
    if not upheld and booking.state == BookingState.NO_SHOW:
        booking = change_state(booking, BookingState.COMPLETED, by=None, now=now)
    tell_of_decision(booking, by=by, now=now)


def complete_unsettled(*, now: datetime) -> int:
    """Sessions that ended a day ago and about which nobody said anything were held. How many there were."""
    completed = 0
    waiting = Booking.objects.filter(state=BookingState.CONFIRMED, ends_at__lte=now - HELD_AFTER)
    for booking in waiting.with_people().order_by("ends_at", "pk"):
        try:
            with transaction.atomic():
                change_state(booking, BookingState.COMPLETED, by=None, now=now)
        except AlreadySettled:
            continue
        completed += 1
    return completed


def _check_time_to_tell(booking: Booking, now: datetime) -> None:
    if now < booking.starts_at + OUTCOME_AFTER:
        raise TooSoonToTell
    if now > booking.ends_at + OUTCOME_WITHIN:
        raise TooLateToTell
