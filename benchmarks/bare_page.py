"""The site with one page more, the least that a signed-in member can be answered: the floor of `pages`."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.viewer import members_only
from config.urls import urlpatterns as pages_of_the_site
from config.urls import *  # noqa: F403  (the handlers of errors)

PAGE = b"<!DOCTYPE html><title>bare</title>" + b"x" * 30_000


@members_only
def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path("bare/", bare), *pages_of_the_site]
