"""Addresses of mentoring."""

from django.urls import path

from mentoring.views import (
    booking,
    directory,
    follow_up,
    mentor_admin,
    moving,
    scorecards,
    session_page,
    sessions,
)

app_name = "mentoring"
urlpatterns = [
    path("mentors/", directory.mentors, name="mentors"),
    path("mentors/for-step/<slug:roadmap>/<slug:key>/", directory.for_step, name="for_step"),
    path("mentors/<slug:handle>/", directory.mentor, name="mentor"),
    path("mentors/<slug:handle>/sessions/<slug:slug>/", booking.times, name="times"),
    path("mentors/<slug:handle>/sessions/<slug:slug>/booking/", booking.booking_form, name="booking_form"),
    path("mentors/<slug:handle>/bookings/", booking.bookings, name="mentor_bookings"),
    path("bookings/", sessions.bookings, name="bookings"),
    path("bookings/<uuid:pk>/", session_page.booking, name="booking"),
    path("bookings/<uuid:pk>/session.ics", sessions.calendar, name="calendar"),
    path("bookings/<uuid:pk>/cancellation/", sessions.cancellation, name="cancellation"),
    path("bookings/<uuid:pk>/answer/", sessions.answer, name="answer"),
    path("bookings/<uuid:pk>/move/", moving.move, name="move"),
    path("bookings/<uuid:pk>/outcome/", sessions.outcome, name="outcome"),
    path("bookings/<uuid:pk>/notes/", follow_up.notes, name="notes"),
    path("bookings/<uuid:pk>/agreed/<int:place>/", follow_up.action_item, name="action_item"),
    path("bookings/<uuid:pk>/absence/", follow_up.absence, name="absence"),
    path("bookings/<uuid:pk>/contest/", follow_up.contest, name="contest"),
    path("bookings/<uuid:pk>/review/", follow_up.review, name="review"),
    path("reviews/<uuid:pk>/reply/", follow_up.reply, name="reply"),
    path("bookings/<uuid:pk>/scorecard/", scorecards.scorecard, name="scorecard"),
    path("bookings/<uuid:pk>/self-rating/", scorecards.self_rating, name="self_rating"),
    path("bookings/<uuid:pk>/scorecard-answer/", scorecards.scorecard_answer, name="scorecard_answer"),
    path("bookings/interviews/", scorecards.interviews, name="interviews"),
    path("mentoring/", mentor_admin.mentor_admin, name="mentor_admin"),
    path("mentoring/profile/", mentor_admin.profile, name="profile"),
    path("mentoring/listing/", mentor_admin.listing, name="listing"),
    path("mentoring/session-types/new/", mentor_admin.session_type, name="new_session_type"),
    path("mentoring/session-types/<slug:slug>/", mentor_admin.session_type, name="session_type"),
]
