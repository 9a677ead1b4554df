"""Addresses of the pages about hours; they stand among those of mentoring, whose pages link to them."""

from django.urls import path

from availability import views

app_name = "availability"
urlpatterns = [
    path("mentoring/hours/", views.weekly_hours, name="weekly_hours"),
    path("mentoring/hours/restoration/<str:token>/", views.week_restoration, name="week_restoration"),
    path("mentoring/dates/new/", views.date_override, name="date_override"),
    path("mentoring/dates/<str:on>/removal/", views.date_override_removal, name="date_override_removal"),
]
