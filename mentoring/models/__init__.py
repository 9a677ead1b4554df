"""Mentors, and the sessions that are booked with them."""

from mentoring.models.booking import (
    PERSON_BUSY_ONCE,
    PERSON_ONCE_A_BOOKING,
    Attendance,
    Booking,
    BookingEvent,
    BookingQuerySet,
    people_of_bookings,
)
from mentoring.models.mentor import Mentor, MentorQuerySet, SessionKind, SessionType
from mentoring.models.scorecard import Score, Scorecard, scorecard_due

__all__ = [
    "PERSON_BUSY_ONCE",
    "PERSON_ONCE_A_BOOKING",
    "Attendance",
    "Booking",
    "BookingEvent",
    "BookingQuerySet",
    "Mentor",
    "MentorQuerySet",
    "Score",
    "Scorecard",
    "SessionKind",
    "SessionType",
    "people_of_bookings",
    "scorecard_due",
]
