"""The floor that pages are measured against: a bare Django view with no middleware and no database."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = b"<!DOCTYPE html><title>bare</title>" + b"x" * 30_000


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE, headers={"Content-Length": str(len(PAGE))})


urlpatterns = [path("", page)]

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bare", MIDDLEWARE=[])  # noqa: S106
django.setup()
application = get_wsgi_application()
