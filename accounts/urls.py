"""Addresses of people: allauth's own below /accounts/, ours below /settings/."""

from django.urls import URLPattern, URLResolver, include, path

own: list[URLPattern] = []
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("", include((own, "accounts"))),
]
