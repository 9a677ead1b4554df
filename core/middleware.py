"""What no request may bring along, whichever view it is for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict

GetResponse = Callable[[HttpRequest], HttpResponse]
NUL = "\0"


class NulMiddleware:
    """Takes NULs out of the query and the cookies.

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
