"""Keeping a time for somebody while they fill in the form, by the same constraint as bookings."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.db import retry_on_deadlock
from core.refusals import Refusal
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, SessionType
from mentoring.operations.booking import (
    NOTHING_YET,
    bind,
    check_bookable,
    check_open_bookings,
    claim_hold,
    draft_attendances,
    draft_booking,
    lock_if_capped,
)
from mentoring.operations.changes import release_expired
from mentoring.operations.times import check_free

HELD_FOR = timedelta(minutes=10)


class SeatsAreNotHeld(Refusal):
    code = "seats_are_not_held"
    message = _("Seats in a group are not kept in advance. Book yours.")


@retry_on_deadlock
def hold_time(
    *,
    learner: User,
    session_type: SessionType,
    starts_at: datetime,
    minutes: int | None = None,
    now: datetime,
) -> Booking:
    """Keep one start for a learner until `expires_at`; whatever else they held is free again.

    Asked for again, a hold goes on and doesn't grow. Nobody is told, and it is in nobody's history.
    Raises the refusals of `book_session` that are about the time.
    """
    session_type = check_bookable(session_type, learner=learner, minutes=minutes)
    if session_type.is_group:
        raise SeatsAreNotHeld
    lock_if_capped(session_type)
    holds = release_expired(person_ids=[learner.pk, session_type.mentor_id], now=now)
    check_open_bookings(learner, session_type.mentor, now=now)
    draft = draft_booking(session_type, starts_at, now=now)
    if hold := claim_hold(draft, holds, learner=learner):
        return hold
    draft.state, draft.expires_at = BookingState.HELD, min(now + HELD_FOR, starts_at)
    zone = check_free(session_type, starts_at, now=now, learner=learner)
    draft_attendances(draft, learner=learner, about=NOTHING_YET, mentor_zone=zone)
    return bind(draft, session_type=session_type, learner=learner, now=now)
