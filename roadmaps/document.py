"""A roadmap written as a file (docs/roadmap-format.md): read, checked, and made into plain values.

Nothing here touches the database. What is wrong is said with the place in the file where it is.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

import msgspec
import yaml
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from msgspec import Meta, field
from yaml._yaml import CParser
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from roadmaps.choices import ResourceCost, ResourceType, StepKind
from roadmaps.graph import find_cycle
from roadmaps.tracks import SHARED

MOST_STEPS = 3_000
NO_CONTROLS = r"[^\x00-\x1f\x7f\ud800-\udfff]"
NO_NULS = r"[^\x00\ud800-\udfff]"

Key = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]*\Z", max_length=50)]
Line = Annotated[str, Meta(pattern=rf"^(?=.*\S){NO_CONTROLS}+\Z", max_length=120)]
ShortLine = Annotated[str, Meta(pattern=rf"^(?=.*\S){NO_CONTROLS}+\Z", max_length=80)]
ShortText = Annotated[str, Meta(pattern=rf"^{NO_NULS}*\Z", max_length=300)]
Text = Annotated[str, Meta(pattern=rf"^{NO_NULS}*\Z", max_length=5_000)]
FilledText = Annotated[str, Meta(pattern=rf"^(?=[\s\S]*\S){NO_NULS}*\Z", max_length=5_000)]
Language = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", max_length=12)]
Amount = Annotated[int, Meta(ge=1, le=30_000)]

# What is said about a field that holds something else; fields of one name are of one kind everywhere.
MUST_BE = {
    "format": "longroad-roadmap",
    "format_version": "1",
    "slug": "1 to 50 small letters, digits, hyphens and underscores, such as my-roadmap",
    "key": "1 to 50 small letters, digits, hyphens and underscores",
    "area": "the slug of an area",
    "areas": "a list of the slugs of areas",
    "track": "the key of a track",
    "specialism": "the key of a specialism",
    "prerequisites": "a list of keys of steps",
    "title": "one line of 1 to 120 characters (80 for a track or a specialism)",
    "summary": "text of 300 characters at most (5,000 for the roadmap)",
    "mapping": "a list of former keys, each with a key, a list of keys, or null",
    "note": "text of 5,000 characters at most",
    "why": "text of 5,000 characters at most",
    "done_when": "text of 1 to 5,000 characters",
    "url": "a web address of 500 characters at most that begins with https:// or http://",
    "language": "a language code such as en or en-GB",
    "hours": "a whole number from 1 to 30,000",
    "minutes": "a whole number from 1 to 30,000",
    "months": "a whole number from 1 to 120",
    "required": "true or false",
    "on_radar": "true or false",
    "kind": f"one of {', '.join(StepKind.values)}",
    "type": f"one of {', '.join(ResourceType.values)}",
    "cost": f"one of {', '.join(ResourceCost.values)}",
    "starting_point": "one of data_scientist, software_engineer",
}
COLLECTIONS = ("tracks", "specialisms", "stages", "gates", "milestones", "steps")


class DocumentError(ValueError):
    """The file is not a roadmap; the message says where and why."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping in the file."""


class AreaDocument(Part, frozen=True, kw_only=True):
    slug: Key
    title: ShortLine
    on_radar: bool = False


class AreasDocument(Part, frozen=True, kw_only=True):
    format: Literal["longroad-areas"]
    areas: tuple[AreaDocument, ...]


class TrackDocument(Part, frozen=True, kw_only=True):
    key: Key
    title: ShortLine
    summary: ShortText = ""
    starting_point: Literal["", "data_scientist", "software_engineer"] = ""


class SpecialismDocument(Part, frozen=True, kw_only=True):
    key: Key
    title: ShortLine
    summary: ShortText = ""


class ResourceDocument(Part, frozen=True, kw_only=True):
    title: Line
    url: Annotated[str, Meta(max_length=500)]
    type: ResourceType
    cost: ResourceCost
    language: Language = "en"
    minutes: Amount | None = None


class StepDocument(Part, frozen=True, kw_only=True):
    key: Key
    title: Line
    area: Key
    kind: StepKind
    hours: Amount
    track_key: Key = field(name="track", default=SHARED)
    specialism_key: Key | None = field(name="specialism", default=None)
    is_required: bool = field(name="required", default=True)
    prerequisites: tuple[Key, ...] = ()
    why: Text = ""
    done_when: FilledText
    resources: tuple[Key, ...] = ()


class MilestoneDocument(Part, frozen=True, kw_only=True):
    key: Key
    title: Line
    steps: tuple[StepDocument, ...] = ()


class GateDocument(Part, frozen=True, kw_only=True):
    key: Key
    title: Line
    months: Annotated[int, Meta(ge=1, le=120)]
    why: Text = ""
    done_when: FilledText


class StageDocument(Part, frozen=True, kw_only=True):
    key: Key
    title: Line
    why: Text = ""
    gates: tuple[GateDocument, ...] = ()
    milestones: tuple[MilestoneDocument, ...] = ()


class RoadmapDocument(Part, frozen=True, kw_only=True):
    """`questions`, `self_assessment` and `mock_interviews` are not read here and do not count as content."""

    format: Literal["longroad-roadmap"]
    format_version: Literal[1]
    slug: Key
    title: Line
    summary: Text = ""
    language: Language = "en"
    note: Text = ""
    mapping: dict[Key, Key | tuple[Key, ...] | None] = {}
    areas: tuple[Key, ...] = ()
    tracks: tuple[TrackDocument, ...] = ()
    specialisms: tuple[SpecialismDocument, ...] = ()
    stages: tuple[StageDocument, ...] = ()
    resources: dict[Key, ResourceDocument] = {}
    questions: Any = None
    self_assessment: Any = None
    mock_interviews: Any = None

    @property
    def successors(self) -> dict[str, list[str]]:
        """What took the place of each key that vanished; nothing for one that was retired."""
        return {
            old: [] if new is None else [new] if isinstance(new, str) else list(new)
            for old, new in self.mapping.items()
        }

    @property
    def gates(self) -> list[GateDocument]:
        return [gate for stage in self.stages for gate in stage.gates]

    @property
    def steps(self) -> list[StepDocument]:
        """Every step in order; the first is number 1."""
        return [step for stage in self.stages for milestone in stage.milestones for step in milestone.steps]

    @property
    def fingerprint(self) -> str:
        """The same for two files that say the same, whatever their comments, order, note or mapping."""
        content = msgspec.structs.replace(
            self, note="", mapping={}, questions=None, self_assessment=None, mock_interviews=None
        )
        return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


AnyPart = TypeVar("AnyPart")


def read_document(text: str) -> RoadmapDocument:
    """Parse YAML (or JSON, which is YAML) into a roadmap whose references all resolve.

    Raises DocumentError.
    """
    return read_content(parse_yaml(text))


def read_content(content: Any) -> RoadmapDocument:
    """The roadmap that these plain values say; its references all resolve. Raises DocumentError."""
    if not isinstance(content, dict):
        raise DocumentError("The file must be a list of names with values.")
    library = content.get("resources") or {}
    if not isinstance(library, dict):
        raise DocumentError("the file: resources must be a list of names with values.")
    for key, resource in library.items():
        place = f"the file: resources: {key}"
        if not re.match(r"[a-z0-9][a-z0-9_-]{0,49}\Z", str(key)):
            raise DocumentError(f"{place}: key must be {MUST_BE['key']}.")
        _check_url(convert(resource, ResourceDocument, place).url, place)
    document = convert(content, RoadmapDocument, "the file")
    _check_references(document)
    return document


def read_areas(text: str) -> tuple[AreaDocument, ...]:
    """The areas of the site in their order, from the site's own file. Raises DocumentError."""
    areas = convert(parse_yaml(text), AreasDocument, "the file").areas
    _check_unique("area", [area.slug for area in areas])
    return areas


class _Loader(Composer, CParser, SafeConstructor, Resolver):
    """Without aliases, by which a short file could stand for an endless one, and without tags.

    A SafeLoader that libyaml reads for, in an eighth of the time.
    """

    def __init__(self, stream: str) -> None:
        CParser.__init__(self, stream)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent) or getattr(self.peek_event(), "tag", None):
            raise DocumentError("The file must not use YAML aliases (*name) or tags (!name).")
        return super().compose_node(parent, index)


def parse_yaml(text: str) -> Any:
    """Raises DocumentError."""
    try:
        return _Loader(text).get_single_data()
    except DocumentError:
        raise
    except yaml.YAMLError as error:
        raise DocumentError(f"The file is not YAML: {' '.join(str(error).split())}.") from error
    except RecursionError as error:
        raise DocumentError("The file is nested too deeply.") from error
    except ValueError as error:  # a date that does not exist, a number of ten thousand digits
        raise DocumentError(f"The file holds a value that cannot be read: {error}") from error


def convert(
    content: Any, part: type[AnyPart], place: str, *, must_be: Mapping[str, str] = MUST_BE
) -> AnyPart:
    """What the file says as a value of this type; `place` says where it stands. Raises DocumentError.

    `must_be` are the words for each field that holds something else; another kind of file has its own.
    """
    try:
        return msgspec.convert(content, part)
    except msgspec.ValidationError as error:
        reason, _at, path = str(error).partition(" - at `$")
        raise DocumentError(_explain_error(reason, path.rstrip("`"), content, place, must_be)) from error
    except RecursionError as error:
        raise DocumentError("The file is nested too deeply.") from error


def _explain_error(reason: str, path: str, content: Any, place: str, must_be: Mapping[str, str]) -> str:
    """Our words for an error of msgspec at a path such as `.stages[0].milestones[1].title`."""
    names: list[str] = re.findall(r"\w+|\[\d+\]", path)
    here, parts = content, [place]
    for name in names:
        if name.startswith("["):
            here = here[int(name[1:-1])]
            key = here.get("key") if isinstance(here, dict) else None
            parts[-1] += f"{name} ({key})" if isinstance(key, str) else name
        else:
            here = here.get(name) if isinstance(here, dict) else None
            parts.append(name)
    if missing := re.match(r"Object missing required field `(\w+)`", reason):
        return f"{': '.join(parts)}: {missing[1]} is missing."
    if unknown := re.match(r"Object contains unknown field `(.*)`", reason, re.DOTALL):
        return f"{': '.join(parts)}: there is no field {unknown[1]!r}."
    last = re.sub(r"\[\d+\].*", "", parts[-1])
    if last in must_be or (last == "resources" and len(names) > 1):
        what = must_be.get(last, "a list of keys from the resources of the file")
        return f"{': '.join(parts[:-1])}: {last} must be {what}."
    what = (
        "a list"
        if last in COLLECTIONS and not parts[-1].endswith(("]", ")"))
        else "a list of names with values"
    )
    return f"{': '.join(parts)} must be {what}."


def _check_url(url: str, place: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(url)
    except (ValidationError, ValueError) as error:
        raise DocumentError(f"{place}: url must be {MUST_BE['url']}.") from error


def _check_references(document: RoadmapDocument) -> None:
    """What only the whole can tell: keys are unique, references resolve, nothing is in a cycle."""
    steps = document.steps
    if not steps:
        raise DocumentError("The roadmap has no steps.")
    if len(steps) > MOST_STEPS:
        raise DocumentError(f"The roadmap has more than {MOST_STEPS} steps.")
    _check_unique("area", document.areas)
    _check_unique("track", [SHARED, *(track.key for track in document.tracks)])
    _check_unique("specialism", [specialism.key for specialism in document.specialisms])
    _check_unique("stage", [stage.key for stage in document.stages])
    _check_unique("milestone", [child.key for stage in document.stages for child in stage.milestones])
    _check_unique("step", [*(step.key for step in steps), *(gate.key for gate in document.gates)])
    known: Mapping[str, set[str]] = {
        "area": set(document.areas),
        "track": {SHARED, *(track.key for track in document.tracks)},
        "specialism": {specialism.key for specialism in document.specialisms},
        "resource": set(document.resources),
    }
    keys = {step.key for step in steps}
    for step in steps:
        named = {
            "area": [step.area],
            "track": [step.track_key],
            "specialism": [step.specialism_key] if step.specialism_key else [],
            "resource": step.resources,
        }
        for noun, values in named.items():
            for value in values:
                if value not in known[noun]:
                    raise DocumentError(f"Step {step.key}: there is no {noun} {value!r}.")
        for key in step.prerequisites:
            if key not in keys:
                raise DocumentError(f"Step {step.key}: there is no step {key!r} to come before it.")
        _check_unique(f"prerequisite of {step.key}", step.prerequisites)
    if cycle := find_cycle({step.key: step.prerequisites for step in steps}):
        raise DocumentError(f"These steps wait for one another: {' → '.join(cycle)}.")
    _check_order(steps)
    _check_mapping(document)


def _check_order(steps: Sequence[StepDocument]) -> None:
    """Steps are numbered in their order, so what comes first must have the lower number."""
    places = {step.key: number for number, step in enumerate(steps)}
    for step in steps:
        for key in step.prerequisites:
            if places[key] > places[step.key]:
                raise DocumentError(f"Step {step.key}: its prerequisite {key!r} comes later. Move it up.")


def _check_mapping(document: RoadmapDocument) -> None:
    """A key that vanished is in the file no more, and what took its place is."""
    steps, gates = {step.key for step in document.steps}, {gate.key for gate in document.gates}
    for old, successors in document.successors.items():
        if old in steps | gates:
            raise DocumentError(f"mapping: {old!r} is still in the file; only keys that vanished are mapped.")
        for key in successors:
            if key not in steps | gates:
                raise DocumentError(f"mapping: {old!r} becomes {key!r}, which is not in the file.")


def _check_unique(noun: str, keys: Sequence[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise DocumentError(f"Two entries share the {noun} key {key!r}.")
        seen.add(key)
