"""Addresses of the outbox."""

from django.urls import URLPattern, path

from mailing import views

app_name = "mailing"
urlpatterns: list[URLPattern] = [
    path("mail/events/<slug:provider>/", views.provider_events, name="provider_events"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/letters/<uuid:pk>/", views.letter, name="letter"),
    path("outbox/retries/", views.retries, name="retries"),
    path("outbox/confirmations/", views.confirmations, name="confirmations"),
    path("outbox/pauses/<uuid:pk>/resumption/", views.resumption, name="resumption"),
]
