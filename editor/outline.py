"""A roadmap that is being written: like the file that is published, but anything may be missing. Pure.

What an outline lacks for being published is found by `editor.checks`; `as_document` needs nothing to lack.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from msgspec import field

from roadmaps.document import RoadmapDocument, read_content
from roadmaps.tracks import SHARED

FIRST_STAGE, FIRST_MILESTONE = "first-stage", "first-milestone"
USUAL_LANGUAGE = "en-GB"


class ResourceOutline(msgspec.Struct, kw_only=True):
    title: str = ""
    url: str = ""
    type: str = "article"
    cost: str = "free"
    language: str = "en"
    minutes: int | None = None


class StepOutline(msgspec.Struct, kw_only=True):
    key: str
    title: str = ""
    area: str = ""
    kind: str = "study"
    hours: int | None = None
    track: str = SHARED
    specialism: str = ""
    required: bool = True
    prerequisites: list[str] = field(default_factory=list)
    why: str = ""
    done_when: str = ""
    resources: list[ResourceOutline] = field(default_factory=list)


class MilestoneOutline(msgspec.Struct, kw_only=True):
    key: str
    title: str = ""
    steps: list[StepOutline] = field(default_factory=list)


class GateOutline(msgspec.Struct, kw_only=True):
    key: str
    title: str = ""
    months: int | None = None
    why: str = ""
    done_when: str = ""


class StageOutline(msgspec.Struct, kw_only=True):
    key: str
    title: str = ""
    why: str = ""
    gates: list[GateOutline] = field(default_factory=list)
    milestones: list[MilestoneOutline] = field(default_factory=list)


class TrackOutline(msgspec.Struct, kw_only=True):
    key: str
    title: str = ""
    summary: str = ""
    starting_point: str = ""


class SpecialismOutline(msgspec.Struct, kw_only=True):
    key: str
    title: str = ""
    summary: str = ""


class Outline(msgspec.Struct, kw_only=True):
    """`mapping` says what became of steps and gates of the edition before: none, one or several keys."""

    title: str = ""
    summary: str = ""
    language: str = USUAL_LANGUAGE
    mapping: dict[str, list[str]] = field(default_factory=dict)
    areas: list[str] = field(default_factory=list)
    tracks: list[TrackOutline] = field(default_factory=list)
    specialisms: list[SpecialismOutline] = field(default_factory=list)
    stages: list[StageOutline] = field(default_factory=list)

    @property
    def milestones(self) -> list[MilestoneOutline]:
        return [milestone for stage in self.stages for milestone in stage.milestones]

    @property
    def steps(self) -> list[StepOutline]:
        """Every step in order; the first is number 1."""
        return [step for milestone in self.milestones for step in milestone.steps]

    @property
    def gates(self) -> list[GateOutline]:
        return [gate for stage in self.stages for gate in stage.gates]

    @property
    def keys(self) -> set[str]:
        """Of what progress points at: steps and gates."""
        return {step.key for step in self.steps} | {gate.key for gate in self.gates}


def empty_outline(title: str) -> Outline:
    """Where somebody begins who begins with nothing: a stage with a milestone, for the first steps."""
    milestone = MilestoneOutline(key=FIRST_MILESTONE, title=_("Begin here"))
    stage = StageOutline(key=FIRST_STAGE, title=_("First stage"), milestones=[milestone])
    return Outline(title=title, stages=[stage])


def from_plain(contents: Any) -> Outline:
    """Of what `to_plain` made."""
    return msgspec.convert(contents, Outline)


def to_plain(outline: msgspec.Struct) -> dict[str, Any]:
    """As lists, mappings and plain values, for a column or a file."""
    plain: dict[str, Any] = msgspec.to_builtins(outline)
    return plain


def as_content(outline: Outline, slug: str, note: str = "") -> dict[str, Any]:
    """What a file would say (docs/roadmap-format.md); resources of the same words share a key."""
    library: dict[tuple[Any, ...], str] = {}
    content = {
        "format": "longroad-roadmap",
        "format_version": 1,
        "slug": slug,
        "title": outline.title,
        "summary": outline.summary,
        "language": outline.language,
        "note": note,
        "mapping": {
            old: None if not new else new[0] if len(new) == 1 else new for old, new in outline.mapping.items()
        },
        "areas": areas_of(outline),
        "tracks": [to_filled(track) for track in outline.tracks],
        "specialisms": [to_filled(specialism) for specialism in outline.specialisms],
        "stages": [_stage_content(stage, library) for stage in outline.stages],
    }
    content["resources"] = {key: dict(described) for described, key in library.items()}
    return {name: value for name, value in content.items() if value not in ("", [], {})}


def as_document(outline: Outline, slug: str, note: str = "") -> RoadmapDocument:
    """The file that is published. Raises DocumentError for whatever is wrong with it."""
    return read_content(as_content(outline, slug, note))


def from_document(document: RoadmapDocument) -> Outline:
    """The outline of a file that is complete."""
    content = msgspec.to_builtins(document)
    library = content["resources"]
    stages = [
        {
            **stage,
            "milestones": [
                {
                    **milestone,
                    "steps": [
                        {
                            **step,
                            "specialism": step["specialism"] or "",
                            "resources": [library[key] for key in step["resources"]],
                        }
                        for step in milestone["steps"]
                    ],
                }
                for milestone in stage["milestones"]
            ],
        }
        for stage in content["stages"]
    ]
    named = {name: content[name] for name in ("title", "summary", "language", "areas", "tracks")}
    return msgspec.convert(
        {
            **named,
            "specialisms": content["specialisms"],
            "stages": stages,
            "mapping": document.successors,
        },
        Outline,
    )


def areas_of(outline: Outline) -> list[str]:
    """Those that its steps name: in the outline's own order, then in that of the steps."""
    named = {step.area for step in outline.steps if step.area}
    return list(
        dict.fromkeys(slug for slug in [*outline.areas, *(s.area for s in outline.steps)] if slug in named)
    )


def to_filled(part: msgspec.Struct) -> dict[str, Any]:
    """The fields of a part that say something; lists of parts are left to the caller."""
    plain: dict[str, Any] = msgspec.to_builtins(part)
    return {name: value for name, value in plain.items() if value not in ("", None, [])}


def _stage_content(stage: StageOutline, library: dict[tuple[Any, ...], str]) -> dict[str, Any]:
    milestones = [
        {
            "key": milestone.key,
            "title": milestone.title,
            "steps": [_step_content(step, library) for step in milestone.steps],
        }
        for milestone in stage.milestones
    ]
    gates = [to_filled(gate) for gate in stage.gates]
    content = {
        "key": stage.key,
        "title": stage.title,
        "why": stage.why,
        "gates": gates,
        "milestones": milestones,
    }
    return {name: value for name, value in content.items() if value not in ("", [])}


def _step_content(step: StepOutline, library: dict[tuple[Any, ...], str]) -> dict[str, Any]:
    content = to_filled(step)
    if step.track == SHARED:
        del content["track"]
    if step.required:
        del content["required"]
    if step.resources:
        described = [tuple(to_filled(resource).items()) for resource in step.resources]
        content["resources"] = [library.setdefault(each, f"r{len(library) + 1}") for each in described]
    return content


Group = TrackOutline | SpecialismOutline
Part = StageOutline | MilestoneOutline | StepOutline | GateOutline | Group


def parts_of(outline: Outline) -> Iterator[tuple[str, Part]]:
    """Every part with the name of its kind, in order."""
    for track in outline.tracks:
        yield "track", track
    for specialism in outline.specialisms:
        yield "specialism", specialism
    for stage in outline.stages:
        yield "stage", stage
        for gate in stage.gates:
            yield "gate", gate
        for milestone in stage.milestones:
            yield "milestone", milestone
            for step in milestone.steps:
                yield "step", step


def steps_in(outline: Outline, kind: str, key: str) -> list[StepOutline]:
    """The steps of a track or a specialism, in order."""
    return [step for step in outline.steps if getattr(step, kind) == key]


def numbers_of(outline: Outline) -> Mapping[str, int]:
    """The number of each step, by its key."""
    return {step.key: number for number, step in enumerate(outline.steps, start=1)}
