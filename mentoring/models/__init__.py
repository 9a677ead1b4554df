"""Mentors, and the sessions that are booked with them."""

from mentoring.models.application import (
    MOST_LINKS,
    ONE_OPEN_APPLICATION,
    ApplicationState,
    MentorApplication,
)
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
from mentoring.models.next_free import NextFreeChange
from mentoring.models.people import Block, Favourite
from mentoring.models.scorecard import Score, Scorecard, scorecard_due
from mentoring.models.waiting import WaitingEntry, WaitingState

__all__ = [
    "MOST_ACTION_ITEMS",
    "MOST_LINKS",
    "ONE_OPEN_APPLICATION",
    "PERSON_BUSY_ONCE",
    "PERSON_ONCE_A_BOOKING",
    "SHOWN_FROM",
    "Absence",
    "ActionItem",
    "ApplicationState",
    "Attendance",
    "Block",
    "Booking",
    "BookingEvent",
    "BookingQuerySet",
    "CalendarFeed",
    "Favourite",
    "Mentor",
    "MentorApplication",
    "MentorQuerySet",
    "NextFreeChange",
    "Review",
    "Score",
    "Scorecard",
    "SessionKind",
    "SessionType",
    "Usefulness",
    "WaitingEntry",
    "WaitingState",
    "people_of_bookings",
    "scorecard_due",
]
