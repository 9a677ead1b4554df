"""The last touch to the OpenAPI schema: every operation may answer with a problem (RFC 9457)."""

from typing import Any

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


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A drf-spectacular post-processing hook."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", ANSWER)
    return result
