"""Lists of the API: filters and orders with names, and pages that stay right while a list grows.

A list is a view with a filter set. What it may be asked for is what the filter set has, `order`, `cursor`
and `page_size`: anything else is answered 400, so that a misspelt filter is no filter that finds everything.
"""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.drainage import set_override
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import Cursor as Position
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from core.form_fields import InstantField

LARGEST_PAGE = 100
USUAL_PAGE = 20


class Cursor(CursorPagination):
    """`?page_size=50`, then the addresses in `next` and `previous`. No row is shown twice or left out
    because others came or went meanwhile.

    A cursor is signed for its list and its order: it fits no other, and nobody can make one up.
    """

    page_size = USUAL_PAGE
    max_page_size = LARGEST_PAGE
    page_size_query_param = "page_size"

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get("page_size")
        if asked is None:
            return USUAL_PAGE
        if not (asked.isascii() and asked.isdigit() and len(asked) <= 3 and 1 <= int(asked) <= LARGEST_PAGE):
            raise ValidationError({"page_size": [_("Send a whole number from 1 to 100.")]})
        return int(asked)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.salt = f"{request.path}?{queryset.query.order_by}"
        return super().paginate_queryset(queryset, request, view) or []

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        """That of the query, which the view or `?order=` has set."""
        return tuple(str(name) for name in queryset.query.order_by)

    def encode_cursor(self, cursor: Position) -> str:
        text = signing.dumps([cursor.offset, cursor.reverse, cursor.position], salt=self.salt)
        return replace_query_param(str(self.base_url), self.cursor_query_param, text)

    def decode_cursor(self, request: Request) -> Position | None:
        text = request.query_params.get(self.cursor_query_param)
        if text is None:
            return None
        try:
            return Position(*signing.loads(text, salt=self.salt))
        except signing.BadSignature as error:
            raise ValidationError(
                {"cursor": [_("Take the address that a page of this list gave.")]}
            ) from error

    def _get_position_from_instance(self, instance: Any, ordering: Sequence[str]) -> str:
        """Also for an order by a field of another model. No list is ordered by what may be empty."""
        value = instance
        for part in ordering[0].lstrip("-").split("__"):
            value = getattr(value, part)
        return str(value)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        text = {"type": "string"}
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": USUAL_PAGE}
        return [
            _in_query("cursor", text, "Where a page begins: taken from `next` or `previous`."),
            _in_query("page_size", size, "How many at once."),
        ]


def _in_query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


class ListFilters(django_filters.FilterSet):  # type: ignore[misc]
    """What a list may be asked for; each list has its own."""


class Order(django_filters.ChoiceFilter):  # type: ignore[misc]
    """`?order=-starts_at`, by one of these names; `-` turns it round. Rows alike follow by their key."""

    def __init__(self, *names: str, **columns: str) -> None:
        """`columns` are names that a query has another word for: `name="user__display_name"`."""
        self.columns = {**{name: name for name in names}, **columns}
        values = [way + name for name in self.columns for way in ("", "-")]
        super().__init__(choices=[(value, value) for value in values])
        description = "By what the list is sorted; `-` turns it round."
        set_override(self, "field", {"type": "string", "enum": values, "description": description})

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return rows
        way = "-" if value.startswith("-") else ""
        return rows.order_by(way + self.columns[value.lstrip("-")], f"{way}pk")


class InstantFilter(django_filters.Filter):  # type: ignore[misc]
    """A time with its offset, as everywhere in the API."""

    field_class = InstantField

    def __init__(self, column: str, lookup: str, *, description: str) -> None:
        super().__init__(column, lookup)
        shape = {"type": "string", "format": "date-time", "description": description}
        set_override(self, "field", shape)


class UpdatedSince(InstantFilter):
    """`?updated_since=2026-11-01T00:00:00Z`: what came or changed at that time or later."""

    def __init__(self, column: str) -> None:
        super().__init__(column, "gte", description="What came or changed at that time or later.")


def query_names(view: Any) -> set[str]:
    """The names that the query of a list may have."""
    names = {"cursor", "page_size"} if view.pagination_class else set()
    filters = getattr(view, "filterset_class", None)
    return names | set(filters.base_filters if filters else ())


def check_query(request: Request, allowed: set[str]) -> None:
    """Raises ValidationError for a name that nobody knows here, and for one that comes twice."""
    problems = {
        name: [_("There is no such parameter.") if name not in allowed else _("Send this once.")]
        for name, values in request.query_params.lists()
        if name not in allowed or len(values) > 1
    }
    if problems:
        raise ValidationError(problems)
