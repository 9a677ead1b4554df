"""Addresses of people: allauth's own below /accounts/, ours below /settings/."""

from collections.abc import Iterable

from allauth.urls import urlpatterns as sign_in
from django.db import transaction
from django.urls import URLPattern, URLResolver, include, path

from accounts import views


def all_or_nothing(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Make each view one transaction: allauth saves people and owes letters, neither without the other."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            all_or_nothing(pattern.url_patterns)
        else:
            pattern.callback = transaction.atomic(pattern.callback)


all_or_nothing(sign_in)

own: list[URLPattern] = [
    path("settings/", views.overview, name="settings"),
    path("settings/welcome/", views.welcome, name="welcome"),
    path("settings/profile/", views.profile, name="profile"),
    path("settings/hours/", views.hours, name="hours"),
    path("settings/tokens/", views.tokens, name="tokens"),
    path("settings/tokens/<slug:key>/revocation/", views.token_revocation, name="token-revocation"),
    path("people/<slug:handle>/", views.person, name="person"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include(sign_in)),
    path("", include((own, "accounts"))),
]
