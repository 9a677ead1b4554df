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
    AnonymousLearner,
    Attendance,
    Booking,
    BookingEvent,
    BookingQuerySet,
    LearnerGroup,
    PersonShown,
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
from mentoring.models.interview_plan import (
    LAST_MOCK_BEFORE,
    InterviewPlan,
    InterviewRole,
    PlannedMock,
)
from mentoring.models.mentor import Mentor, MentorQuerySet, SessionKind, SessionType
from mentoring.models.next_free import NextFreeChange
from mentoring.models.outside_calendar import OutsideBusy, OutsideCalendar
from mentoring.models.people import Block, Favourite
from mentoring.models.reminders import MOST_REMINDERS, REMINDABLE, USUAL_REMINDERS, ReminderChoice
from mentoring.models.scorecard import Score, Scorecard, scorecard_due
from mentoring.models.waiting import WaitingEntry, WaitingState
from mentoring.models.weekly_pair import WeeklyPair, first_of_each_pair

__all__ = [
    "LAST_MOCK_BEFORE",
    "MOST_ACTION_ITEMS",
    "MOST_LINKS",
    "MOST_REMINDERS",
    "ONE_OPEN_APPLICATION",
    "PERSON_BUSY_ONCE",
    "PERSON_ONCE_A_BOOKING",
    "REMINDABLE",
    "SHOWN_FROM",
    "USUAL_REMINDERS",
    "Absence",
    "ActionItem",
    "AnonymousLearner",
    "ApplicationState",
    "Attendance",
    "Block",
    "Booking",
    "BookingEvent",
    "BookingQuerySet",
    "CalendarFeed",
    "Favourite",
    "InterviewPlan",
    "InterviewRole",
    "LearnerGroup",
    "Mentor",
    "MentorApplication",
    "MentorQuerySet",
    "NextFreeChange",
    "OutsideBusy",
    "OutsideCalendar",
    "PersonShown",
    "PlannedMock",
    "ReminderChoice",
    "Review",
    "Score",
    "Scorecard",
    "SessionKind",
    "SessionType",
    "Usefulness",
    "WaitingEntry",
    "WaitingState",
    "WeeklyPair",
    "first_of_each_pair",
    "people_of_bookings",
    "scorecard_due",
]
