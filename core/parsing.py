"""JSON as the API takes it: bounded, before anybody looks at what it says."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 20  # nothing that we ask for is nested deeper than four
TOO_DEEP = "JSON parse error - nested too deeply."


class Json(JSONParser):
    """JSON no deeper than a serializer can describe in its refusal; how long, Django limits."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(TOO_DEEP) from error
        if _is_deeper(data, DEEPEST):
            raise ParseError(TOO_DEEP)
        return data


def _is_deeper(data: Any, depth: int) -> bool:
    """Looked at level by level: a recursion would be the very thing to avoid."""
    level = [data]
    for _level in range(depth):
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in (each.values() if isinstance(each, dict) else each)
        ]
    return bool(level)
