"""The site's addresses and one more: the floor that signed-in pages are measured against."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.viewer import member
from config.urls import urlpatterns as addresses


def bare(request: HttpRequest) -> HttpResponse:
    """Who is signed in, through every middleware and without a template."""
    return HttpResponse(f"<!DOCTYPE html><title>bare</title>{member(request).pk}")


urlpatterns = [path("bare/", bare), *addresses]
