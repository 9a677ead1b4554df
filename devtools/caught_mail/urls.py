"""Addresses of caught mail; config.urls has them on development machines only."""

from django.urls import URLPattern, path

from devtools.caught_mail import views

app_name = "devtools"
urlpatterns: list[URLPattern] = [
    path("dev/mail/", views.caught_mails, name="caught-mails"),
    path("dev/mail/<uuid:pk>/", views.caught_mail, name="caught-mail"),
    path("dev/mail/<uuid:pk>/html/", views.caught_html, name="caught-html"),
    path("dev/mail/<uuid:pk>/parts/<int:number>/", views.caught_part, name="caught-part"),
]
