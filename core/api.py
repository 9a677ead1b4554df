"""What all API modules share: errors as RFC 9457 problem details, pages of a list, the reference's words."""

import re
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import exceptions, pagination, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.refusals import RateLimited, Refusal

View = TypeVar("View", bound=type)
PROBLEM = "application/problem+json"
A_SLUG = r"[-a-zA-Z0-9_]+"  # the part of an address that names a thing, as `<slug:…>` of Django


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


class Pages(pagination.PageNumberPagination):
    """`?page=2&page_size=50`, at most 100."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100

    def get_page_size(self, request: Request) -> int:
        """Raises ValidationError for what is no number from 1 to `max_page_size`: nothing is cut silently."""
        asked = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not re.fullmatch(r"[0-9]{1,3}", asked) or not 1 <= int(asked) <= self.max_page_size:
            bounds = {"most": self.max_page_size}
            raise exceptions.ValidationError(
                {self.page_size_query_param: [_("Send a number from 1 to %(most)s.") % bounds]}
            )
        return int(asked)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            parameter["schema"]["minimum"] = 1
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"maximum": self.max_page_size, "default": self.page_size}
        return parameters


PAGE_PARAMETERS = (Pages.page_query_param, Pages.page_size_query_param)


def refuse_unknown_parameters(request: Request, known: Collection[str]) -> None:
    """A filter with a typo in its name would otherwise answer with everything. Raises ValidationError."""
    if unknown := sorted(set(request.query_params) - set(known)):
        raise exceptions.ValidationError({name: [_("There is no such parameter.")] for name in unknown})


class Filters(DjangoFilterBackend):  # type: ignore[misc]
    """The declared filters of a list, and no others; what is asked for by its address has none at all.

    A view that filters in its own way names its parameters in `query_parameters`.
    """

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        if (view.lookup_url_kwarg or view.lookup_field) in view.kwargs:
            refuse_unknown_parameters(request, ())
            return queryset
        filterset = self.get_filterset_class(view, queryset)
        own = filterset.base_filters if filterset else getattr(view, "query_parameters", ())
        refuse_unknown_parameters(request, [*own, *(PAGE_PARAMETERS if view.paginator else ())])
        return super().filter_queryset(request, queryset, view)


def location(route: str, **parts: Any) -> dict[str, str]:
    """The header of a 201: where to find what was made."""
    return {"Location": reverse(route, kwargs=parts)}


def in_words(**sentences: str) -> Callable[[View], View]:
    """What the reference says of methods that DRF brings along: `@in_words(list="…", retrieve="…")`."""
    return extend_schema_view(
        **{method: extend_schema(description=sentence) for method, sentence in sentences.items()}
    )
