"""The words of addresses, and those that the reference says of methods."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view

View = TypeVar("View", bound=type)
A_SLUG = r"[-a-zA-Z0-9_]+"  # the part of an address that names a thing, as `<slug:…>` of Django
A_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def location(route: str, **parts: Any) -> dict[str, str]:
    """The header of a 201: where to find what was made."""
    return {"Location": reverse(route, kwargs=parts)}


def in_words(**sentences: str) -> Callable[[View], View]:
    """What the reference says of methods that DRF brings along: `@in_words(list="…", retrieve="…")`."""
    return extend_schema_view(
        **{method: extend_schema(description=sentence) for method, sentence in sentences.items()}
    )
