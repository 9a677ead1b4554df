"""Errors as RFC 9457 problem details, whoever finds them: an act, the REST framework or Django."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.refusals import RateLimited, Refusal

PROBLEM = "application/problem+json"


def problem_response(*, status: int, code: str, title: str, **more: Any) -> Response:
    """One error in the shape of RFC 9457; `code` is what programs should look at."""
    return Response(_problem(status, code, title) | more, status=status, content_type=PROBLEM)


def plain_problem(*, status: int, code: str, title: str) -> JsonResponse:
    """The same where no REST framework is at work."""
    return JsonResponse(_problem(status, code, title), status=status, content_type=PROBLEM)


def _problem(status: int, code: str, title: str) -> dict[str, Any]:
    return {"type": f"urn:longroad:problem:{code}", "title": title, "status": status, "code": code}


def handle_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER: a Refusal is a 409 with its name (429 if it came too often), invalid input
    a 400 by field.
    """
    if isinstance(error, Refusal):
        more = {"data": error.data} if error.data else {}
        number = (
            status.HTTP_429_TOO_MANY_REQUESTS if isinstance(error, RateLimited) else status.HTTP_409_CONFLICT
        )
        return problem_response(status=number, code=error.code, title=str(error.message), **more)
    if isinstance(error, RequestDataTooBig):
        return problem_response(
            status=413, code="too_large", title=_("That is more than a request may carry.")
        )
    response = exception_handler(error, context)
    if response is None:
        return None
    answer = _described(error, response)
    for header in ("WWW-Authenticate", "Retry-After", "Allow"):
        if header in response:
            answer[header] = response[header]
    return answer


def _described(error: Exception, response: Response) -> Response:
    if isinstance(error, exceptions.ValidationError):
        return problem_response(
            status=response.status_code,
            code="invalid",
            title=_("Some of what was sent cannot be used."),
            errors=response.data if isinstance(response.data, dict) else {"non_field_errors": response.data},
        )
    if isinstance(error, Http404):
        return problem_response(status=404, code="not_found", title=_("There is nothing here for you."))
    if isinstance(error, PermissionDenied):
        return problem_response(status=403, code="permission_denied", title=_("You may not do this."))
    detail = getattr(error, "detail", "")
    return problem_response(
        status=response.status_code, code=getattr(detail, "code", "error"), title=str(detail)
    )


@csrf_exempt  # otherwise a program that posts here would learn about cookies instead
def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """An address below /api/ that does not exist."""
    return plain_problem(status=404, code="not_found", title=_("There is nothing at this address."))
