"""Addresses of calendar accounts, among the settings."""

from django.urls import URLPattern, path

from calendars import views

app_name = "calendars"
urlpatterns: list[URLPattern] = [
    path("settings/calendars/", views.accounts, name="accounts"),
    path("settings/calendars/<int:pk>/", views.account, name="account"),
    path("settings/calendars/<int:pk>/password/", views.password, name="password"),
    path("settings/calendars/<int:pk>/reading/", views.reading, name="reading"),
    path("settings/calendars/<int:pk>/removal/", views.removal, name="removal"),
]
