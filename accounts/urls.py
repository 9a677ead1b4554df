"""Addresses of people: allauth's own below /accounts/, ours below /settings/."""

from collections.abc import Iterable

from allauth.urls import urlpatterns as sign_in
from django.urls import URLPattern, URLResolver, include, path

from accounts import views
from accounts.signing_in import one_act


def make_acts(patterns: Iterable[URLPattern | URLResolver]) -> None:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            make_acts(pattern.url_patterns)
        else:
            pattern.callback = one_act(pattern.callback)


make_acts(sign_in)

own: list[URLPattern] = [
    path("settings/", views.overview, name="settings"),
    path("settings/welcome/", views.welcome, name="welcome"),
    path("settings/profile/", views.profile, name="profile"),
    path("settings/hours/", views.hours, name="hours"),
    path("settings/tokens/", views.tokens, name="tokens"),
    path("settings/tokens/<slug:key>/revocation/", views.token_revocation, name="token-revocation"),
    path("unsent/", views.unsent_form, name="unsent"),
    path("people/<slug:handle>/", views.person, name="person"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include(sign_in)),
    path("", include((own, "accounts"))),
]
