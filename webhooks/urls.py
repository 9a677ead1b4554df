"""Addresses of webhooks, among the settings."""

from django.urls import URLPattern, path

from webhooks import views

app_name = "webhooks"
urlpatterns: list[URLPattern] = [
    path("settings/webhooks/", views.endpoints, name="endpoints"),
    path("settings/webhooks/<int:pk>/", views.endpoint, name="endpoint"),
    path("settings/webhooks/<int:pk>/ping/", views.ping, name="ping"),
    path("settings/webhooks/<int:pk>/secret/", views.secret, name="secret"),
    path("settings/webhooks/<int:pk>/resumption/", views.resumption, name="resumption"),
    path("settings/webhooks/<int:pk>/removal/", views.removal, name="removal"),
    path("settings/webhooks/deliveries/<uuid:pk>/resending/", views.resending, name="resending"),
]
