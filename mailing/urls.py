"""Addresses of mailing."""

from django.urls import URLPattern, path

from mailing import views

app_name = "mailing"
urlpatterns: list[URLPattern] = [
    path("post-office/", views.office, name="office"),
    path("post-office/letters/<int:pk>/", views.letter, name="letter"),
    path("post-office/sendings/", views.sendings, name="sendings"),
    path("post-office/settlements/", views.settlements, name="settlements"),
    path("post-office/resumption/", views.resumption, name="resumption"),
    path("dev/mail/", views.caught_mails, name="caught"),
    path("dev/mail/<uuid:pk>/", views.caught_mail, name="caught-mail"),
    path("dev/mail/<uuid:pk>/html/", views.caught_html, name="caught-html"),
    path("dev/mail/<uuid:pk>/parts/<int:number>/", views.caught_part, name="caught-part"),
]
