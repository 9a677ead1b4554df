"""Requests for sessions that the mentor confirms: accepted, declined, or expired without an answer."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.db import retry_on_deadlock
from core.refusals import Refusal
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, OutsideBusy
from mentoring.operations.changes import expire, find_requests_with, settle_request
from mentoring.operations.locks import lock_mentors
from mentoring.operations.notices import (
    tell_of_acceptance,
    tell_of_request_ended,
    tell_of_weekly_acceptance,
    tell_of_weekly_end,
)
from mentoring.operations.seats import expire_kept_seats
from mentoring.operations.waiting import offer_freed_times


class CalendarBusy(Refusal):
    """`data["busy"]` says from when to when."""

    code = "calendar_busy"
    message = _(
        "Since it was asked for, your other calendar has something at that time. Accept all the same, or"
        " decline and let the learner pick another time."
    )


class NotAsked(Refusal):
    code = "not_asked"
    message = _("Nobody waits for an answer here any more. See what became of it.")


@retry_on_deadlock
def accept_request(*, booking: Booking, by: User, now: datetime, despite_outside: bool = False) -> Booking:
    """The mentor confirms; from here on it is as if it had been booked at once.

    Raises NotAsked; and CalendarBusy, unless it is accepted despite that, when another calendar of the mentor
    has something at its time by now.

    It cannot overlap with anything: its time was kept since it was asked for. The other weeks that were
    asked for with it are accepted too; so it is with declining.
    """
    if not booking.is_requested(now):
        raise NotAsked
    if not despite_outside and (busy := find_outside_busy(booking)):
        raise CalendarBusy(
            busy=[[each.during.lower.isoformat(), each.during.upper.isoformat()] for each in busy]
        )
    accepted = settle_request(booking, BookingState.CONFIRMED, by=by, now=now)
    if booking.weekly_pair_id:
        tell_of_weekly_acceptance(accepted, by=by, now=now)
    else:
        tell_of_acceptance(accepted[0], by=by, now=now)
    return next(each for each in accepted if each.pk == booking.pk)


def find_outside_busy(booking: Booking) -> list[OutsideBusy]:
    """What other calendars of the mentor have by now at the time of a request, and of those it came with.

    It came after the request: what was there before could not have been asked for.
    """
    busy = OutsideBusy.objects.in_the_way_of(find_requests_with(booking))
    return list(busy.select_related("calendar").order_by("during", "pk"))


@retry_on_deadlock
def decline_request(*, booking: Booking, by: User, reason: str, now: datetime) -> Booking:
    """The mentor declines; the time is free at once, and the learner is told. Raises NotAsked."""
    if not booking.is_requested(now):
        raise NotAsked
    lock_mentors([booking.mentor_id])
    declined = settle_request(booking, BookingState.DECLINED, by=by, now=now, reason=reason)
    if booking.weekly_pair_id:
        tell_of_weekly_end(declined, by=by, now=now)
    else:
        tell_of_request_ended(declined[0], by=by, now=now)
    offer_freed_times(booking.mentor, now=now)
    return next(each for each in declined if each.pk == booking.pk)


def expire_unanswered(*, now: datetime) -> int:
    """End every hold, request and kept seat whose time is over. How many; each in its own transaction."""
    expired = expire_kept_seats(now=now)
    for booking in Booking.objects.expired(now).with_people().order_by("expires_at", "pk"):
        expired += expire(booking, now=now)
    return expired
