"""What no request may bring along and every answer says, whichever view it is for."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.utils.translation import gettext

from core.api.problems import PROBLEM, plain_problem
from core.http import View, vary_by_fragment

GetResponse = Callable[[HttpRequest], HttpResponse]
NUL = "\0"


class NulMiddleware:
    """Takes NULs out of the query and the cookies; at an address that holds one there is nothing.

    PostgreSQL stores no NUL and psycopg raises where it meets one; nobody can type one, and forms refuse
    them in what is posted. So no view, filter or package has to think of what somebody made up.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = QueryDict(request.GET.urlencode().replace("%00", ""))
        if any(NUL in value for value in request.COOKIES.values()):  # a quoted cookie may spell one out
            request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, arguments: Sequence[Any], parts: dict[str, Any]
    ) -> None:
        """`parts` are those of the address that the view is called with."""
        if any(NUL in str(part) for part in parts.values()):
            raise Http404


class TraceMiddleware:
    """Answers TRACE with 405: no view is meant for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "TRACE":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        return self.get_response(request)


class HttpsApiMiddleware:
    """Refuses API calls over plain HTTP: a redirect would hide that a token came unprotected."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and request.path_info.startswith("/api/") and not request.is_secure():
            title = gettext("Call the API over HTTPS, and replace the token that you sent.")
            return plain_problem(status=403, code="https_needed", title=title)
        return self.get_response(request)


class ApiProblemMiddleware:
    """Every error below /api/ is a problem detail, also where Django itself refused."""

    KEPT = ("Allow", "Retry-After", "WWW-Authenticate")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_error = response.status_code >= 400 and response.get("Content-Type") != PROBLEM
        if not is_error or not request.path_info.startswith("/api/"):
            return response
        phrase = HTTPStatus(response.status_code).phrase
        problem = plain_problem(
            status=response.status_code, code=phrase.lower().replace(" ", "_"), title=phrase
        )
        for name in self.KEPT:
            if name in response:
                problem[name] = response[name]
        return problem


class FragmentVaryMiddleware:
    """Every page says in `Vary` that htmx may get a part of it, whether or not its view thought of it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            vary_by_fragment(response)
        return response
