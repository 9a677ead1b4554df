"""Small roadmaps for tests: one of a few steps is easier to think about than one of ninety."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import yaml
from hypothesis import strategies as st

from accounts.models import User
from roadmaps.document import AreaDocument, RoadmapDocument, read_areas, read_document
from roadmaps.models import Edition, Roadmap
from roadmaps.official import AREAS, DATA
from roadmaps.operations import load_areas, load_roadmap
from roadmaps.tracks import SHARED

OFFICIAL = DATA / "ml-engineer.yaml"
EARLIER = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MATHS = AreaDocument(slug="maths", title="Maths", on_radar=True)
TRACKS = [
    {"key": "from_ds", "title": "From data science", "starting_point": "data_scientist"},
    {"key": "from_swe", "title": "From software engineering", "starting_point": "software_engineer"},
]

TRACK_KEYS = (SHARED, "from_ds", "from_swe")
FIELD_KEYS = ("soil", "rain", "wind", "snow")
FIELDS = [{"key": key, "title": key.title(), "summary": f"Who asks for {key}."} for key in FIELD_KEYS]


@dataclass(frozen=True)
class PlainStep:
    """What counting and choosing need to know of a step, without a database."""

    key: str
    hours: int
    is_required: bool = True
    track_key: str = SHARED
    specialism_key: str | None = None


STEP_LISTS = st.lists(
    st.builds(
        PlainStep,
        key=st.uuids().map(str),
        hours=st.integers(1, 100),
        is_required=st.booleans(),
        track_key=st.sampled_from(TRACK_KEYS),
    ),
    max_size=12,
)


def step(key: str, hours: int = 10, **more: Any) -> dict[str, Any]:
    """One step as it would stand in a file."""
    return {
        "key": key,
        "title": key.title(),
        "area": "maths",
        "kind": "study",
        "hours": hours,
        "done_when": f"You can show {key}.",
        **more,
    }


def gate(key: str, months: int = 12) -> dict[str, Any]:
    """One gate as it would stand in a file."""
    return {"key": key, "title": key.title(), "months": months, "done_when": f"{months} months have passed."}


def content(
    *steps: Mapping[str, Any], slug: str = "walking", gates: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    """A whole file: one stage, one milestone, these steps."""
    return {
        "format": "longroad-roadmap",
        "format_version": 1,
        "slug": slug,
        "title": str(slug).title(),
        "areas": ["maths"],
        "tracks": TRACKS,
        "stages": [
            {
                "key": "s1",
                "title": "First stage",
                "gates": gates or [],
                "milestones": [{"key": "m1", "title": "First milestone", "steps": list(steps)}],
            }
        ],
        **more,
    }


def document(*steps: Mapping[str, Any], **more: Any) -> RoadmapDocument:
    return read_document(yaml.dump(content(*steps, **more), Dumper=yaml.CSafeDumper))


def published(
    *steps: Mapping[str, Any], now: datetime = EARLIER, owner: User | None = None, **more: Any
) -> Edition:
    """The edition that these steps make; a key that vanishes is retired unless a mapping is given."""
    load_areas(areas=[MATHS])
    more.setdefault("mapping", retire_missing(*steps, **more))
    return load_roadmap(document=document(*steps, **more), now=now, owner=owner).edition


def retire_missing(*steps: Mapping[str, Any], **more: Any) -> dict[str, None]:
    """A mapping that retires every key of the current edition that these steps and gates lack."""
    former = Edition.objects.filter(current_of__slug=more.get("slug", "walking"))
    keys = {*former.values_list("steps__key", flat=True), *former.values_list("gates__key", flat=True)}
    kept = {one["key"] for one in (*steps, *(more.get("gates") or []))}
    return dict.fromkeys(sorted(key for key in keys if key and key not in kept))


def official() -> RoadmapDocument:
    return read_document(OFFICIAL.read_text(encoding="utf-8"))


def published_official() -> Edition:
    load_areas(areas=read_areas(AREAS.read_text(encoding="utf-8")))
    return load_roadmap(document=official(), now=EARLIER).edition


def current_of(roadmap: Roadmap) -> Edition:
    assert roadmap.current is not None
    return roadmap.current
