"""Saying what came of a session."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.db import retry_on_deadlock
from core.refusals import Refusal
from mentoring.lifecycle import BookingState
from mentoring.models import Booking
from mentoring.operations.changes import change_state

OUTCOME_AFTER = timedelta(minutes=10)


class TooSoonToTell(Refusal):
    code = "too_soon_to_tell"
    message = _("Say how it went once ten minutes of the session have passed.")


@retry_on_deadlock
def record_outcome(*, booking: Booking, by: User, outcome: BookingState, now: datetime) -> Booking:
    """The mentor says whether the session was held; they may correct themselves.

    Raises TooSoonToTell or AlreadySettled.
    """
    if now < booking.starts_at + OUTCOME_AFTER:
        raise TooSoonToTell
    return change_state(booking, outcome, by=by, now=now)
