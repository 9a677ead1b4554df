"""What the OpenAPI schema says beyond what drf-spectacular finds out by itself."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import SAFE_METHODS, IsAuthenticatedOrReadOnly

PROBLEM = {
    "type": "object",
    "description": "Why it was not done (RFC 9457). Programs should look at `code`, people at `title`.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri", "example": "urn:longroad:problem:slot_taken"},
        "title": {"type": "string", "example": "Someone has just taken that time. Pick another."},
        "status": {"type": "integer", "example": 409},
        "code": {"type": "string", "example": "slot_taken"},
        "errors": {"type": "object", "description": "By field, when code is `invalid`."},
        "data": {
            "type": "object",
            "description": "Facts beside the refusal, such as the nearest free times.",
        },
    },
}
ANSWER = {
    "description": "Not done.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class Schema(AutoSchema):
    """Knows that our own "strangers may read" lets strangers read: drf-spectacular knows only DRF's."""

    def get_auth(self) -> list[dict[str, Any]]:
        ways: list[dict[str, Any]] = super().get_auth()
        open_to_readers = any(
            isinstance(permission, IsAuthenticatedOrReadOnly) for permission in self.view.get_permissions()
        )
        return [*ways, {}] if open_to_readers and self.method in SAFE_METHODS and {} not in ways else ways


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A drf-spectacular post-processing hook."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", ANSWER)
    return result
