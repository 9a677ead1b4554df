"""What somebody gets when the request could not even be judged (400), or failed for no fault of theirs."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.api import plain_problem

API = "/api/"
RETRY_AFTER_SECONDS = 10


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400: a host that is not ours, a body that nothing can read."""
    return _answer(request, 400, "bad_request", _("This request can't be understood."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the exception is being handled; 503 when the database is away."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _answer(request, 500, "server_error", _("Something broke here, and it was not your request."))
    response = _answer(request, 503, "unavailable", _("Longroad is away for a moment. Try again soon."))
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _answer(request: HttpRequest, status: int, code: str, title: str) -> HttpResponse:
    """In JSON for programs; for people a page that asks nothing of the database or the session."""
    if request.path_info.startswith(API):
        response: HttpResponse = plain_problem(status=status, code=code, title=title)
    else:
        response = HttpResponse(render_to_string(f"{status}.html"), status=status)
    response["Cache-Control"] = "no-store"
    return response
