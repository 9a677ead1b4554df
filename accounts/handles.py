"""Finding people by the handle in an address, also by one that they have given up since."""

from typing import TypeVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from accounts.models import FormerHandle

Row = TypeVar("Row", bound=models.Model)


def find_by_handle(rows: models.QuerySet[Row], handle: str, *, field: str = "user__handle") -> Row:
    """The row, among `rows`, of the person with this handle or former handle. Raises Http404 for none."""
    found = first_by_handle(rows, handle, field=field)
    if found is None:
        raise Http404
    return found


def first_by_handle(rows: models.QuerySet[Row], handle: str, *, field: str = "user__handle") -> Row | None:
    """The same, or None. One query; a second one only when nobody has the handle now."""
    found = rows.filter(**{field: handle}).first()
    if found is None:
        present = FormerHandle.objects.filter(handle=handle).values("user__handle")
        found = rows.filter(**{f"{field}__in": present}).first()
    return found


def redirect_to_handle(request: HttpRequest, handle: str) -> HttpResponse:
    """The same address with the handle of today, for good.

    No cache may store it: whoever returns to an old handle would send browsers round in a circle.
    """
    match = request.resolver_match
    assert match  # noqa: S101  # a view was called
    path = reverse(match.view_name, kwargs={**match.kwargs, "handle": handle})
    query = request.META["QUERY_STRING"]
    address = f"{path}?{query}" if query else path
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "no-store"})
