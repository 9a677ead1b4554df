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
from mentoring.models.calendar_feed import CalendarFeed
from mentoring.models.follow_up import (
    MOST_ACTION_ITEMS,
    SHOWN_FROM,
    Absence,
    ActionItem,
    Review,
    Usefulness,
)
from mentoring.models.mentor import Mentor, MentorQuerySet, SessionKind, SessionType
from mentoring.models.outside_calendar import OutsideBusy, OutsideCalendar
from mentoring.models.scorecard import Score, Scorecard, scorecard_due

__all__ = [
    "MOST_ACTION_ITEMS",
    "PERSON_BUSY_ONCE",
    "PERSON_ONCE_A_BOOKING",
    "SHOWN_FROM",
    "Absence",
    "ActionItem",
    "Attendance",
    "Booking",
    "BookingEvent",
    "BookingQuerySet",
    "CalendarFeed",
    "Mentor",
    "MentorQuerySet",
    "OutsideBusy",
    "OutsideCalendar",
    "Review",
    "Score",
    "Scorecard",
    "SessionKind",
    "SessionType",
    "Usefulness",
    "people_of_bookings",
    "scorecard_due",
]
