"""Stopping to be a mentor."""

from datetime import datetime

from accounts.models import User
from core.db import retry_on_deadlock
from mentoring.lifecycle import KEPT_STATES, BookingState
from mentoring.models import Booking, Mentor, WaitingEntry, WaitingState
from mentoring.operations.cancelling import call_off
from mentoring.operations.changes import drop_hold
from mentoring.operations.locks import lock_mentors
from mentoring.operations.requests import decline_request


@retry_on_deadlock
def stop_mentoring(*, mentor: Mentor, cancels: bool, reason: str, now: datetime) -> None:
    """Leave for good: requests are declined, waiting lists end, and to come back one applies again.

    Sessions that are booked are cancelled, or are still held, as the mentor says; learners are told of
    what is cancelled and declined. What was held stays in everybody's history.
    """
    person: User = mentor.user
    lock_mentors([mentor.pk])
    Mentor.objects.filter(pk=mentor.pk).update(
        is_listed=False, is_paused=False, resumes_on=None, approved_at=None
    )
    given = Booking.objects.filter(mentor=mentor).with_people().order_by("pk")
    for hold in given.filter(state__in=KEPT_STATES):
        drop_hold(hold)
    WaitingEntry.objects.waiting().filter(session_type__mentor=mentor).update(state=WaitingState.LEFT)
    for asked in given.requested(now):
        decline_request(booking=asked, by=person, reason=reason, now=now)
    if cancels:
        for booking in given.filter(state=BookingState.CONFIRMED, starts_at__gt=now):
            call_off(booking, by=person, reason=reason, now=now)
