"""Addresses of mentoring."""

from django.urls import path

from mentoring.views import booking, calendar, directory, mentor_admin, sessions, time_off

app_name = "mentoring"
urlpatterns = [
    path("mentors/", directory.mentors, name="mentors"),
    path("mentors/for-step/<slug:roadmap>/<slug:key>/", directory.for_step, name="for_step"),
    path("mentors/<slug:handle>/", directory.mentor, name="mentor"),
    path("mentors/<slug:handle>/sessions/<slug:slug>/", booking.times, name="times"),
    path("mentors/<slug:handle>/sessions/<slug:slug>/booking/", booking.booking_form, name="booking_form"),
    path("mentors/<slug:handle>/bookings/", booking.bookings, name="mentor_bookings"),
    path("bookings/", sessions.bookings, name="bookings"),
    path("bookings/<uuid:pk>/", sessions.booking, name="booking"),
    path("bookings/<uuid:pk>/session.ics", sessions.calendar, name="calendar"),
    path("bookings/<uuid:pk>/cancellation/", sessions.cancellation, name="cancellation"),
    path("bookings/<uuid:pk>/outcome/", sessions.outcome, name="outcome"),
    path("mentoring/", mentor_admin.mentor_admin, name="mentor_admin"),
    path("mentoring/free-times/", mentor_admin.free_preview, name="free_preview"),
    path("mentoring/calendar/", calendar.calendar, name="calendar"),
    path("mentoring/time-off/new/", time_off.time_off, name="time_off"),
    path("mentoring/time-off/<int:pk>/removal/", time_off.time_off_removal, name="time_off_removal"),
    path("mentoring/travel/new/", time_off.travel, name="travel"),
    path("mentoring/travel/<int:pk>/removal/", time_off.travel_removal, name="travel_removal"),
    path("mentoring/limits/", mentor_admin.caps, name="caps"),
    path("mentoring/profile/", mentor_admin.profile, name="profile"),
    path("mentoring/listing/", mentor_admin.listing, name="listing"),
    path("mentoring/session-types/new/", mentor_admin.session_type, name="new_session_type"),
    path("mentoring/session-types/<slug:slug>/", mentor_admin.session_type, name="session_type"),
]
