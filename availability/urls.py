"""Addresses of the pages about hours; they stand among those of mentoring, whose pages link to them."""

from django.urls import path

from availability import views

app_name = "availability"
urlpatterns = [
    path("mentoring/hours/", views.weekly_hours, name="weekly_hours"),
    path("mentoring/hours/<int:pk>/", views.weekly_hours, name="weekly_hours"),
    path("mentoring/hours/restoration/<str:token>/", views.week_restoration, name="week_restoration"),
    path("mentoring/schedules/new/", views.new_schedule, name="new_schedule"),
    path("mentoring/schedules/<int:pk>/", views.schedule, name="schedule"),
    path("mentoring/schedules/<int:pk>/default/", views.default_schedule, name="default_schedule"),
    path("mentoring/schedules/<int:pk>/removal/", views.schedule_removal, name="schedule_removal"),
    path("mentoring/dates/new/", views.date_override, name="date_override"),
    path("mentoring/dates/<int:pk>/new/", views.date_override, name="date_override"),
    path("mentoring/dates/<str:on>/removal/", views.date_override_removal, name="date_override_removal"),
    path(
        "mentoring/dates/<int:pk>/<str:on>/removal/",
        views.date_override_removal,
        name="date_override_removal",
    ),
]
