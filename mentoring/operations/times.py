"""Whether one start is free, asked of the engine that draws the pages; and the refusals when it is not."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from availability.slots import Availability, Cause, to_datetime, to_seconds
from core.refusals import Refusal
from mentoring.free_times import MOST_DAYS, find_free_times
from mentoring.models import Booking, SessionType

A_SECOND = timedelta(seconds=1)
NEAREST_WITHIN = timedelta(days=14)  # how far from a lost time others are looked for


class SlotTaken(Refusal):
    code, message = "slot_taken", _("Someone has just taken that time. Pick another.")


class AlreadyBusy(Refusal):
    code = "already_busy"
    message = _("You have another session at that time. Pick another time, or cancel that session first.")


class NotOpen(Refusal):
    code, message = "not_open", _("That is not one of the times on offer. Pick one of those.")


class TooSoon(Refusal):
    code, message = "too_soon", _("That is too soon for this mentor to get ready. Pick a later time.")


class TooFar(Refusal):
    code, message = (
        "too_far",
        _("That is outside the time for which this mentor takes bookings. Pick another one."),
    )


class MentorBusy(Refusal):
    code = "mentor_busy"
    message = _("The mentor's own calendar has something at that time. Pick another one.")


class DayFull(Refusal):
    code, message = "day_full", _("The mentor takes no more sessions then. Pick another day.")


REFUSED: dict[Cause, type[Refusal]] = {
    Cause.NOTICE: TooSoon,
    Cause.WINDOW: TooFar,
    Cause.BLOCKED: NotOpen,
    Cause.CLOSED: NotOpen,
    Cause.BOOKED: SlotTaken,
    Cause.OUTSIDE: MentorBusy,
    Cause.BUFFER: SlotTaken,
    Cause.CAP: DayFull,
    Cause.OWN: AlreadyBusy,
    Cause.GRID: NotOpen,
}


def check_free(
    session_type: SessionType,
    starts_at: datetime,
    *,
    now: datetime,
    learner: User | None,
    moving: Booking | None = None,
) -> ZoneInfo:
    """Ask the engine that drew the page about this one start; the zone is where the mentor is then.

    The time of a booking that is being moved does not stand in its own way. Only when it refuses does it
    search more days, for the nearest free starts.
    """
    if starts_at < now:
        raise TooSoon
    if starts_at > now + timedelta(days=MOST_DAYS):
        raise TooFar
    then = find_free_times(
        session_type, start=starts_at, end=starts_at + A_SECOND, now=now, learner=learner, moving=moving
    )
    is_whole_second = starts_at == to_datetime(to_seconds(starts_at))
    cause = then.why_not(to_seconds(starts_at)) if is_whole_second else Cause.GRID
    if cause is not None:
        around = free_times_around(session_type, starts_at, now=now, learner=learner, moving=moving)
        raise REFUSED[cause](nearest=nearest_starts(around, starts_at), cause=cause)
    return then.hours.zone_at(to_seconds(starts_at))


def free_times_around(
    session_type: SessionType,
    starts_at: datetime,
    *,
    now: datetime,
    learner: User | None,
    moving: Booking | None = None,
) -> Availability:
    return find_free_times(
        session_type,
        start=max(now, starts_at - NEAREST_WITHIN),
        end=starts_at + NEAREST_WITHIN,
        now=now,
        learner=learner,
        moving=moving,
    )


def nearest_starts(around: Availability, starts_at: datetime) -> list[str]:
    """As ISO 8601 has them."""
    return [to_datetime(start).isoformat() for start in around.nearest(to_seconds(starts_at))]
