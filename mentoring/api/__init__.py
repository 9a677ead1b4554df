"""The API of mentoring: mentors and their free times, sessions, a mentor's own side. Refusals answer 409."""

from typing import Any

from django.urls import path

from mentoring.api.applications import Application, Pause
from mentoring.api.away import Journeys, TimesOff
from mentoring.api.bookings import BookingCalendar, Bookings
from mentoring.api.directory import Explanation, Mentors, SharedMentor, Slots, StepMentors
from mentoring.api.follow_up import (
    Absences,
    AgreedItem,
    Contest,
    MentorReviews,
    Notes,
    Reply,
    SessionReviews,
)
from mentoring.api.inbox import OwnInbox, OwnStatistics, PeopleMet, SessionsTogether
from mentoring.api.interview_plans import OwnInterviewPlan, OwnPlannedMock
from mentoring.api.outside_calendars import OutsideCalendars
from mentoring.api.own_mentoring import Listing, OwnMentor, OwnSessionTypes
from mentoring.api.people import Blocks, OwnBlock, Saved, Stop
from mentoring.api.reliability import LearnerReliability, OwnReliability
from mentoring.api.reminders import Reminders
from mentoring.api.waiting import Holds, Waiting
from mentoring.api.weekly import WeeklyDates, WeeklyPairs

routes: list[tuple[str, Any, str]] = [
    ("mentors", Mentors, "mentor"),
    ("bookings", Bookings, "booking"),
    ("weekly-pairs", WeeklyPairs, "weekly-pair"),
    ("me/time-off", TimesOff, "time-off"),
    ("me/travel", Journeys, "travel"),
    ("me/waiting", Waiting, "waiting"),
    ("me/outside-calendars", OutsideCalendars, "outside-calendar"),
    ("me/session-types", OwnSessionTypes, "own-session-type"),
]
urlpatterns = [
    path("mentors/<slug:handle>/session-types/<slug:slug>/slots/", Slots.as_view(), name="slots"),
    path(
        "mentors/<slug:handle>/session-types/<slug:slug>/slots/explanation/",
        Explanation.as_view(),
        name="explanation",
    ),
    path(
        "mentors/<slug:handle>/session-types/<slug:slug>/weekly/", WeeklyDates.as_view(), name="weekly-dates"
    ),
    path("mentors/<slug:handle>/sharing/", SharedMentor.as_view(), name="api-sharing"),
    path("roadmaps/<slug:slug>/steps/<slug:key>/mentors/", StepMentors.as_view(), name="api-step-mentors"),
    path("bookings/<uuid:pk>/session.ics", BookingCalendar.as_view(), name="api-booking-calendar"),
    path("bookings/<uuid:pk>/notes/", Notes.as_view(), name="api-notes"),
    path("bookings/<uuid:pk>/agreed/<int:place>/", AgreedItem.as_view(), name="api-agreed-item"),
    path("bookings/<uuid:pk>/absence/", Absences.as_view(), name="api-absence"),
    path("bookings/<uuid:pk>/contest/", Contest.as_view(), name="api-contest"),
    path("bookings/<uuid:pk>/review/", SessionReviews.as_view(), name="api-review"),
    path("reviews/<uuid:pk>/reply/", Reply.as_view(), name="api-review-reply"),
    path("mentors/<slug:handle>/reviews/", MentorReviews.as_view(), name="api-mentor-reviews"),
    path("me/holds/", Holds.as_view(), name="api-holds"),
    path("bookings/<uuid:pk>/reliability/", LearnerReliability.as_view(), name="api-learner-reliability"),
    path("me/interview-plan/", OwnInterviewPlan.as_view(), name="api-interview-plan"),
    path("me/interview-plan/mocks/<uuid:pk>/", OwnPlannedMock.as_view(), name="api-planned-mock"),
    path("me/reliability/", OwnReliability.as_view(), name="api-own-reliability"),
    path("me/reminders/", Reminders.as_view(), name="api-reminders"),
    path("me/mentor/", OwnMentor.as_view(), name="api-own-mentor"),
    path("me/mentors/<slug:handle>/", Saved.as_view(), name="api-saved-mentor"),
    path("me/blocks/", Blocks.as_view(), name="api-blocks"),
    path("me/blocks/<uuid:pk>/", OwnBlock.as_view(), name="api-block"),
    path("me/mentor/inbox/", OwnInbox.as_view(), name="api-own-inbox"),
    path("me/mentor/people/", PeopleMet.as_view(), name="api-people-met"),
    path("me/mentor/people/<slug:handle>/", SessionsTogether.as_view(), name="api-sessions-together"),
    path("me/mentor/statistics/", OwnStatistics.as_view(), name="api-own-statistics"),
    path("me/mentor/stop/", Stop.as_view(), name="api-stop-mentoring"),
    path("me/mentor/application/", Application.as_view(), name="api-own-application"),
    path("me/mentor/pause/", Pause.as_view(), name="api-own-pause"),
    path("me/mentor/listing/", Listing.as_view(), name="api-own-listing"),
]
