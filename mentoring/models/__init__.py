"""Mentors, their hours, and the sessions that are booked with them."""

from mentoring.models.booking import (
    LEARNER_BOOKED_ONCE,
    MENTOR_HELD_ONCE,
    Booking,
    BookingEvent,
    IdempotencyKey,
    TsTzRange,
)
from mentoring.models.hours import DateOverride, DateOverrideRange, Schedule, WeeklyHours
from mentoring.models.mentor import Mentor, SessionType

__all__ = [
    "LEARNER_BOOKED_ONCE",
    "MENTOR_HELD_ONCE",
    "Booking",
    "BookingEvent",
    "DateOverride",
    "DateOverrideRange",
    "IdempotencyKey",
    "Mentor",
    "Schedule",
    "SessionType",
    "TsTzRange",
    "WeeklyHours",
]
