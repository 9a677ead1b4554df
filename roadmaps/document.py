"""A roadmap written as a file (docs/roadmap-format.md): read, checked, and made into plain values.

Nothing here touches the database. What is wrong is said with the place in the file where it is.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import yaml

from roadmaps.graph import find_cycle
from roadmaps.terms import Kind, Track

FORMAT = "longroad-roadmap"
FORMAT_VERSION = 1
RESOURCE_TYPES = ("official", "course", "book", "article", "video", "interactive")
RESOURCE_COSTS = ("free", "free_to_start", "paid")
LARGEST = 30_000


class DocumentError(ValueError):
    """The file is not a roadmap; the message says where and why."""


@dataclass(frozen=True, slots=True)
class AreaDocument:
    slug: str
    title: str
    on_radar: bool


@dataclass(frozen=True, slots=True)
class ResourceDocument:
    title: str
    url: str
    type: str
    cost: str
    language: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class StepDocument:
    key: str
    title: str
    area: str
    kind: str
    hours: int
    track: str
    is_required: bool
    prerequisites: tuple[str, ...]
    why: str
    done_when: str
    resources: tuple[ResourceDocument, ...]


@dataclass(frozen=True, slots=True)
class MilestoneDocument:
    key: str
    title: str
    steps: tuple[StepDocument, ...]


@dataclass(frozen=True, slots=True)
class StageDocument:
    key: str
    title: str
    why: str
    gate_months: int
    gate_text: str
    milestones: tuple[MilestoneDocument, ...]


@dataclass(frozen=True, slots=True)
class RoadmapDocument:
    slug: str
    title: str
    summary: str
    language: str
    note: str
    areas: tuple[AreaDocument, ...]
    stages: tuple[StageDocument, ...]

    @property
    def steps(self) -> list[StepDocument]:
        """Every step in order; the first is number 1."""
        return [step for stage in self.stages for milestone in stage.milestones for step in milestone.steps]

    @property
    def fingerprint(self) -> str:
        """The same for two files that say the same, whatever their comments, order of fields or note."""
        content = {**asdict(self), "note": ""}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read_document(text: str) -> RoadmapDocument:
    """Parse YAML (or JSON, which is YAML) into a roadmap whose references all resolve.

    Raises DocumentError.
    """
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DocumentError(f"The file is not YAML: {error}") from error
    root = _Node(content, "the file")
    if root.text("format") != FORMAT or root.whole("format_version") != FORMAT_VERSION:
        raise DocumentError(f"The file must say format: {FORMAT} and format_version: {FORMAT_VERSION}.")
    library = {key: _resource(node, default_language="en") for key, node in root.child("resources").items()}
    document = RoadmapDocument(
        slug=root.text("slug"),
        title=root.text("title"),
        summary=root.text("summary", ""),
        language=root.text("language", "en"),
        note=root.text("note", ""),
        areas=tuple(_area(node) for node in root.children("areas")),
        stages=tuple(_stage(node, library) for node in root.children("stages")),
    )
    _check(document)
    return document


def _area(node: "_Node") -> AreaDocument:
    return AreaDocument(
        slug=node.text("slug"), title=node.text("title"), on_radar=node.truth("on_radar", default=False)
    )


def _resource(node: "_Node", *, default_language: str) -> ResourceDocument:
    url = node.text("url")
    if not url.startswith(("https://", "http://")):
        raise DocumentError(f"{node.place}: url must begin with https:// or http://.")
    return ResourceDocument(
        title=node.text("title"),
        url=url,
        type=node.one_of("type", RESOURCE_TYPES),
        cost=node.one_of("cost", RESOURCE_COSTS),
        language=node.text("language", default_language),
        minutes=node.whole("minutes") if "minutes" in node else None,
    )


def _stage(node: "_Node", library: Mapping[str, ResourceDocument]) -> StageDocument:
    gate = node.child("gate")
    return StageDocument(
        key=node.text("key"),
        title=node.text("title"),
        why=node.text("why", ""),
        gate_months=gate.whole("months", 0),
        gate_text=gate.text("text", ""),
        milestones=tuple(_milestone(child, library) for child in node.children("milestones")),
    )


def _milestone(node: "_Node", library: Mapping[str, ResourceDocument]) -> MilestoneDocument:
    return MilestoneDocument(
        key=node.text("key"),
        title=node.text("title"),
        steps=tuple(_step(child, library) for child in node.children("steps")),
    )


def _step(node: "_Node", library: Mapping[str, ResourceDocument]) -> StepDocument:
    unknown = [key for key in node.texts("resources") if key not in library]
    if unknown:
        raise DocumentError(f"{node.place}: there is no resource {unknown[0]!r}.")
    return StepDocument(
        key=node.text("key"),
        title=node.text("title"),
        area=node.text("area"),
        kind=node.one_of("kind", Kind.values),
        hours=node.whole("hours"),
        track=node.one_of("track", Track.values, Track.SHARED.value),
        is_required=node.truth("required", default=True),
        prerequisites=node.texts("prerequisites"),
        why=node.text("why", ""),
        done_when=node.text("done_when"),
        resources=tuple(library[key] for key in node.texts("resources")),
    )


def _check(document: RoadmapDocument) -> None:
    """What only the whole can tell: keys are unique, references resolve, nothing goes in a circle."""
    steps = document.steps
    if not steps:
        raise DocumentError("The roadmap has no steps.")
    _unique("area", [area.slug for area in document.areas])
    _unique("stage", [stage.key for stage in document.stages])
    _unique("milestone", [child.key for stage in document.stages for child in stage.milestones])
    _unique("step", [step.key for step in steps])
    areas = {area.slug for area in document.areas}
    keys = {step.key for step in steps}
    for step in steps:
        if step.area not in areas:
            raise DocumentError(f"Step {step.key}: there is no area {step.area!r}.")
        missing = [key for key in step.prerequisites if key not in keys]
        if missing:
            raise DocumentError(f"Step {step.key}: there is no step {missing[0]!r} to come before it.")
        _unique(f"prerequisite of {step.key}", step.prerequisites)
    cycle = find_cycle({step.key: step.prerequisites for step in steps})
    if cycle:
        raise DocumentError(f"These steps wait for one another: {' → '.join(cycle)}.")


def _unique(noun: str, keys: Sequence[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise DocumentError(f"Two entries share the {noun} key {key!r}.")
        seen.add(key)


class _Node:
    """A mapping of the file that knows where it stands, so that errors can say so."""

    def __init__(self, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise DocumentError(f"{place} must be a list of names with values.")
        self._value: dict[str, Any] = value
        key = value.get("key")
        self.place = f"{place} ({key})" if isinstance(key, str) else place

    def __contains__(self, name: str) -> bool:
        return name in self._value

    def items(self) -> list[tuple[str, "_Node"]]:
        return [(str(key), _Node(value, f"{self.place}: {key}")) for key, value in self._value.items()]

    def child(self, name: str) -> "_Node":
        return _Node(self._value.get(name) or {}, f"{self.place}: {name}")

    def children(self, name: str) -> list["_Node"]:
        return [
            _Node(value, f"{self.place}: {name}[{index}]") for index, value in enumerate(self._list(name))
        ]

    def text(self, name: str, default: str | None = None) -> str:
        value = self._value.get(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise DocumentError(f"{self.place}: {name} must be text.")
        return value.strip()

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._list(name)
        if not all(isinstance(value, str) for value in values):
            raise DocumentError(f"{self.place}: {name} must be a list of keys.")
        return tuple(values)

    def whole(self, name: str, default: int | None = None) -> int:
        """A number of hours, months or minutes: whole, not negative, within reason."""
        value = self._value.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
            raise DocumentError(f"{self.place}: {name} must be a whole number, 0 or more.")
        return value

    def truth(self, name: str, *, default: bool) -> bool:
        value = self._value.get(name, default)
        if not isinstance(value, bool):
            raise DocumentError(f"{self.place}: {name} must be true or false.")
        return value

    def one_of(self, name: str, allowed: Sequence[str], default: str | None = None) -> str:
        value = self._value.get(name, default)
        if value not in allowed:
            raise DocumentError(f"{self.place}: {name} must be one of {', '.join(allowed)}.")
        return str(value)

    def _list(self, name: str) -> list[Any]:
        value = self._value.get(name) or []
        if not isinstance(value, list):
            raise DocumentError(f"{self.place}: {name} must be a list.")
        return value
