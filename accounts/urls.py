"""Addresses of people: allauth's own below /accounts/, ours below /settings/."""

from allauth.urls import urlpatterns as sign_in
from django.urls import URLPattern, URLResolver, include, path

from accounts import public_views, views

own: list[URLPattern] = [
    path("settings/", views.overview, name="settings"),
    path("settings/welcome/", views.welcome, name="welcome"),
    path("settings/profile/", views.profile, name="profile"),
    path("settings/hours/", views.hours, name="hours"),
    path("settings/tokens/", views.tokens, name="tokens"),
    path("settings/tokens/<slug:key>/revocation/", views.token_revocation, name="token-revocation"),
    path("settings/data/", views.data, name="data"),
    path("settings/data/<str:token>/", views.data_file, name="data-file"),
    path("settings/closing/", views.closing, name="closing"),
    path("interrupted-form/", views.interrupted_form, name="interrupted-form"),
    path("settings/public-profile/", public_views.public_profile, name="public-profile"),
    path("settings/public-profile/preview/", public_views.preview, name="public-profile-preview"),
    path("people/<slug:handle>/card.png", public_views.person_card, name="person-card"),
    path("people/<slug:handle>/", public_views.person, name="person"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include(sign_in)),
    path("", include((own, "accounts"))),
]
