"""What the OpenAPI schema says beyond what drf-spectacular finds out by itself."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import SAFE_METHODS, IsAuthenticatedOrReadOnly

from api.examples import example_of

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
    "412": ("ChangedMeanwhile", "It was changed since the tag in `If-Match`."),
    "413": ("TooLarge", "More than a request may carry."),
    "415": ("UnsupportedMediaType", "Only JSON is read."),
    "429": ("TooManyRequests", "Too many requests; `Retry-After` says when to come back."),
    "500": ("ServerError", "Something broke, and it was not your request."),
    "503": ("Unavailable", "Away for a moment; `Retry-After` says when to come back."),
}


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
MADE_HEADERS = {"Location": {**_header("The address of what was made."), "required": True}}
READ_HEADERS = {"ETag": {**_header("The tag of what is here, for `If-Match`."), "required": True}}
PARAMETERS = {
    "Idempotency-Key": "1 to 200 printable characters. Sent again under the same key within a week, a"
    " person's request is not carried out again but gets the first answer.",
    "If-Match": "The `ETag` that GET gave. When it is another by now, nothing is changed.",
}
PARAMETER_OF = {
    "post": "Idempotency-Key",
    **dict.fromkeys(("put", "patch", "delete"), "If-Match"),
}


class Schema(AutoSchema):
    """Knows our views: that "strangers may read" lets strangers read, and which of them may find nothing."""

    def get_auth(self) -> list[dict[str, Any]]:
        ways: list[dict[str, Any]] = super().get_auth()
        open_to_readers = any(
            isinstance(permission, IsAuthenticatedOrReadOnly) for permission in self.view.get_permissions()
        )
        return [*ways, {}] if open_to_readers and self.method in SAFE_METHODS and {} not in ways else ways

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation and self.method.lower() in getattr(self.view, "may_be_missing", ()):
            operation["responses"]["404"] = {"$ref": "#/components/responses/NotFound"}
        return operation


def with_promises(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A drf-spectacular post-processing hook: what accounts.api_views.ApiView promises of each operation, and
    the errors that it can answer with.
    """
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
    parts["parameters"] = {
        name: {"name": name, "in": "header", "schema": {"type": "string"}, "description": description}
        for name, description in PARAMETERS.items()
    }
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
            for content in operation.get("requestBody", {}).get("content", {}).values():
                content["example"] = example_of(content["schema"], parts["schemas"])
    return result


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status in _errors_of(path, method, operation):
        responses.setdefault(status, {"$ref": f"#/components/responses/{ERRORS[status][0]}"})
    if "201" in responses:
        responses["201"]["headers"] = MADE_HEADERS
    if method == "get" and "200" in responses:
        is_download = "application/zip" in responses["200"].get("content", {})
        if not is_download:  # a file that is made while it is read has no tag
            responses["200"]["headers"] = READ_HEADERS
    if name := PARAMETER_OF.get(method):
        reference = {"$ref": f"#/components/parameters/{name}"}
        operation["parameters"] = [*operation.get("parameters", []), reference]


def _errors_of(path: str, method: str, operation: dict[str, Any]) -> list[str]:
    has_body = "requestBody" in operation
    possible = {
        "404": "{" in path,
        "409": method != "get",
        "412": PARAMETER_OF.get(method) == "If-Match",
        "413": has_body,
        "415": has_body,
    }
    return [status for status in ERRORS if possible.get(status, True)]
