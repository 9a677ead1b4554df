"""Cancelling a session, and all sessions of somebody who leaves."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.db import retry_on_deadlock
from core.refusals import Refusal
from mentoring.lifecycle import BookingState
from mentoring.models import Booking
from mentoring.operations.changes import change_state
from mentoring.operations.locks import lock_mentors
from mentoring.operations.notices import tell_of_cancellation, tell_of_request_ended
from mentoring.operations.seats import give_up_seat, others_stay
from mentoring.operations.waiting import offer_freed_times


class TooLateToCancel(Refusal):
    code = "too_late_to_cancel"
    message = _("It is too late to cancel here. Write to the other person, or join and tell them.")


@retry_on_deadlock
def cancel_booking(*, booking: Booking, by: User, reason: str, now: datetime) -> Booking:
    """Cancel a session, or take a request back; its time is free at once, and both people are told.

    A learner gives up their seat in a group; the others meet all the same.

    Raises AlreadySettled or TooLateToCancel.
    """
    if now > booking.changeable_until(by):
        raise TooLateToCancel
    lock_mentors([booking.mentor_id])
    return end_for(booking, person=by, by=by, reason=reason, now=now)


@retry_on_deadlock
def cancel_all(*, person: User, now: datetime) -> None:
    """Somebody comes to no session any more: those to come are cancelled, however near; both are told."""
    coming = Booking.objects.of(person).live(now)
    lock_mentors(set(coming.order_by().values_list("mentor", flat=True)))
    for booking in coming.with_people().order_by("pk"):
        end_for(booking, person=person, by=person, reason=str(_("The account was closed.")), now=now)


def end_for(booking: Booking, *, person: User, by: User, reason: str, now: datetime) -> Booking:
    """Cancel for one of its people: a seat in a group, if others are in it; else the session.

    The caller has locked its mentor.
    """
    if not booking.is_group or booking.is_given_by(person) or not others_stay(booking, person):
        return call_off(booking, by=by, reason=reason, now=now)
    left = give_up_seat(booking, person=person, by=by, reason=reason, now=now)
    offer_freed_times(left.mentor, now=now)
    return left


def call_off(booking: Booking, *, by: User, reason: str, now: datetime) -> Booking:
    """Cancel, however near it is. The caller has locked its mentor.

    Calendars hear of it if they had heard of the session: not of a request (RFC 5546, 3.2.5).
    """
    was_requested = booking.state == BookingState.REQUESTED
    changes = {} if was_requested else {"sequence": F("sequence") + 1}
    cancelled = change_state(
        booking, BookingState.CANCELLED, by=by, now=now, reason=reason, cancel_reason=reason, **changes
    )
    if was_requested:
        tell_of_request_ended(cancelled, by=by, now=now)
    else:
        tell_of_cancellation(cancelled, by=by, now=now)
    offer_freed_times(cancelled.mentor, now=now)
    return cancelled
