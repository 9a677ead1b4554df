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
ERRORS = {
    "400": ("Invalid", "What was sent, or asked for, can't be used."),
    "401": ("Unauthenticated", "Nobody is signed in, or the token is not valid."),
    "403": ("Forbidden", "This person or this token may not do that."),
    "404": ("NotFound", "There is no such thing, or not for you."),
    "406": ("NotAcceptable", "Only JSON is answered."),
    "409": ("Refused", "Not done, for the reason in `code`."),
    "413": ("TooLarge", "More than a request may carry."),
    "415": ("UnsupportedMediaType", "Only JSON is read."),
    "429": ("TooManyRequests", "Too many requests; `Retry-After` says when to come back."),
    "500": ("ServerError", "Something broke, and it was not your request."),
    "503": ("Unavailable", "Away for a moment; `Retry-After` says when to come back."),
}
ANYWHERE = ("400", "401", "403", "406", "429", "500", "503")
WITH_A_BODY = ("409", "413", "415")


def _header(description: str, kind: str = "string") -> dict[str, Any]:
    return {"description": description, "schema": {"type": kind}}


RATE_HEADERS = {
    "RateLimit-Policy": _header('As `"user";q=600;w=60`: how many requests in how many seconds.'),
    "RateLimit": _header('As `"user";r=599;t=60`: how many are left, and in how many seconds all are back.'),
}
HEADERS = {
    "429": {**RATE_HEADERS, "Retry-After": _header("Seconds.", "integer")},
    "503": {"Retry-After": _header("Seconds.", "integer")},
}
LOCATION = {"Location": {**_header("The address of what was made."), "required": True}}


class Schema(AutoSchema):
    """Knows that our own "strangers may read" lets strangers read: drf-spectacular knows only DRF's."""

    def get_auth(self) -> list[dict[str, Any]]:
        ways: list[dict[str, Any]] = super().get_auth()
        open_to_readers = any(
            isinstance(permission, IsAuthenticatedOrReadOnly) for permission in self.view.get_permissions()
        )
        return [*ways, {}] if open_to_readers and self.method in SAFE_METHODS and {} not in ways else ways


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A drf-spectacular post-processing hook: each operation names the errors that it can answer with."""
    parts = result.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = PROBLEM
    parts["responses"] = {
        name: {
            "description": description,
            "headers": HEADERS.get(status, {}),
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, (name, description) in ERRORS.items()
    }
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            for status in _errors_of(path, method, operation):
                operation["responses"].setdefault(
                    status, {"$ref": f"#/components/responses/{ERRORS[status][0]}"}
                )
            if "201" in operation["responses"]:
                operation["responses"]["201"]["headers"] = LOCATION
    return result


def _errors_of(path: str, method: str, operation: dict[str, Any]) -> list[str]:
    """A page beyond the last is not found either."""
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    missing = ["404"] if "{" in path or "page" in names else []
    return [*ANYWHERE, *missing, *(() if method.upper() in SAFE_METHODS else WITH_A_BODY)]
