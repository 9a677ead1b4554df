"""The API of mentoring: mentors and their free times, sessions, and what a mentor arranges. Refusals answer 409."""

from django.urls import path

from mentoring.api.bookings import Bookings
from mentoring.api.directory import Mentors, Slots

routes = [("mentors", Mentors, "mentor"), ("bookings", Bookings, "booking")]
urlpatterns = [
    path("mentors/<slug:handle>/session-types/<slug:slug>/slots/", Slots.as_view(), name="slots"),
]
