"""Addresses of the notices."""

from django.urls import URLPattern, path

from notices import views

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("notices/", views.notices, name="notices"),
    path("notices/count/", views.count, name="count"),
    path("notices/reading/", views.reading, name="reading"),
    path("notices/<uuid:pk>/reading/", views.reading_of_one, name="reading-of-one"),
    path("notices/mail/<str:token>/", views.mail_choice, name="mail-choice"),
    path("settings/notices/", views.channels, name="channels"),
]
