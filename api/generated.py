"""The OpenAPI schema as it is served: drawn once for each language, as it changes only with the code."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.request import Request
from rest_framework.response import Response

Schema = dict[str, Any]


class SchemaView(SpectacularJSONAPIView):
    def _get_schema_response(self, request: Request) -> Response:
        name = self._get_filename(request, None)  # type: ignore[no-untyped-call]
        headers = {"Content-Disposition": f'inline; filename="{name}"'}
        return Response(current_schema(), headers=headers)


def current_schema() -> Schema:
    """In the language of the reader; nobody may change it."""
    language = get_language()
    return _draw_schema(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)


@cache
def _draw_schema(language: str) -> Schema:
    with override(language):
        drawn: Schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return drawn
