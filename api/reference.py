"""The API's reference, drawn from its own OpenAPI schema as a plain page: no script, no foreign code."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from api.generated import Schema, current_schema
from core.http import public_page

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """A property or a parameter. `shape` is its type in words; `shown_at` the schema that it refers to."""

    name: str
    shape: str
    shown_at: str
    is_required: bool
    note: str


@dataclass(frozen=True)
class Answer:
    status: str
    shape: str
    shown_at: str


@dataclass(frozen=True)
class Operation:
    anchor: str
    tag: str
    method: str
    path: str
    summary: str
    needs: str
    parameters: list[Field]
    body_shape: str
    body_shown_at: str
    example: str
    answers: list[Answer]
    headers: list[str]
    problems: list[str]

    @property
    def title(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Component:
    name: str
    description: str
    fields: list[Field]
    choices: list[str]


@public_page(max_age=600)
def reference(request: HttpRequest) -> HttpResponse:
    schema = current_schema()
    page = {
        "groups": [(tag, list(group)) for tag, group in groupby(operations(schema), key=lambda o: o.tag)],
        "components": list(components(schema)),
    }
    return render(request, "api/reference.html", page)


def operations(schema: Schema) -> list[Operation]:
    """Sorted by tag, then by path."""
    found = [
        _operation(path, method, item[method])
        for path, item in schema["paths"].items()
        for method in METHODS
        if method in item
    ]
    return sorted(found, key=lambda operation: (operation.tag, operation.path))


def components(schema: Schema) -> Iterator[Component]:
    for name, component in sorted(schema["components"]["schemas"].items()):
        yield Component(
            name=name,
            description=_marked_up(component.get("description", "")) if "enum" not in component else "",
            fields=[
                _field({"name": field, "required": field in component.get("required", [])}, described)
                for field, described in component.get("properties", {}).items()
            ],
            choices=[str(choice) for choice in component.get("enum", [])],
        )


def _operation(path: str, method: str, described: Schema) -> Operation:
    body = _content(described.get("requestBody", {}))
    return Operation(
        anchor=described["operationId"],
        tag=described.get("tags", ["more"])[0],
        method=method.upper(),
        path=path,
        summary=_marked_up(described.get("description", "")),
        needs=_needs(described),
        parameters=[
            _field(parameter, parameter["schema"])
            for parameter in described.get("parameters", [])
            if "$ref" not in parameter
        ],
        headers=[_reference(each) for each in described.get("parameters", []) if "$ref" in each],
        problems=sorted(status for status, answer in described["responses"].items() if "$ref" in answer),
        body_shape=_shape(body),
        body_shown_at=_shown_at(body),
        example=_example(described.get("requestBody", {})),
        answers=[
            Answer(status, _shape(content), _shown_at(content))
            for status, answer in described["responses"].items()
            if "$ref" not in answer  # an error, which every operation has
            for content in [_content(answer)]
        ],
    )


def _marked_up(text: str) -> SafeString:
    """Plain text with `code` in it, as our docstrings have."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))  # noqa: S308


def _needs(described: Schema) -> str:
    """`nothing` when anybody may call it, else `token` or `session`."""
    ways = [name for way in described.get("security", []) for name in (way or {"": None})]
    if "" in ways or not ways:
        return "nothing"
    return "token" if "token" in ways else "session"


def _content(described: Schema) -> Schema:
    contents = described.get("content", {})
    return next((content.get("schema", {}) for content in contents.values()), {})


def _example(body: Schema) -> str:
    examples = [content["example"] for content in body.get("content", {}).values()]
    return json.dumps(examples[0], indent=2, ensure_ascii=False) if examples else ""


def _field(named: Schema, described: Schema) -> Field:
    notes = [named.get("description") or described.get("description") or ""]
    notes += ["Read only."] if described.get("readOnly") else []
    return Field(
        name=named["name"],
        shape=_shape(described),
        shown_at=_shown_at(described),
        is_required=named.get("required", False),
        note=_marked_up(" ".join(filter(None, notes))),
    )


def _shape(described: Schema) -> str:
    """`string (date-time)`, `list of Booking`, `one of read, write`; nothing for nothing."""
    if reference := _reference(described):
        return reference
    if described.get("type") == "array":
        return f"list of {_shape(described['items'])}"
    if "enum" in described:
        return "one of " + ", ".join(str(choice) for choice in described["enum"])
    kinds = described.get("type", "")
    words = " or ".join(kinds) if isinstance(kinds, list) else kinds
    return f"{words} ({described['format']})" if "format" in described else words


def _shown_at(described: Schema) -> str:
    return _reference(described) or _reference(described.get("items", {}))


def _reference(described: Schema) -> str:
    several = [*described.get("allOf", []), *described.get("oneOf", []), *described.get("anyOf", [])]
    references = [part["$ref"] for part in (described, *several) if "$ref" in part]
    return references[0].rpartition("/")[2] if references else ""
