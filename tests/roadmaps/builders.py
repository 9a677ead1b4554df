"""Small roadmaps for tests: a road of a few steps is easier to think about than one of ninety."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

import roadmaps
from roadmaps.document import RoadmapDocument, read_document
from roadmaps.models import Edition
from roadmaps.operations import load_roadmap

OFFICIAL = Path(roadmaps.__file__).parent / "data" / "ml-engineer.yaml"
EARLIER = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


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


def content(*steps: Mapping[str, Any], slug: str = "walking", **more: Any) -> dict[str, Any]:
    """A whole file: one stage, one milestone, these steps."""
    return {
        "format": "longroad-roadmap",
        "format_version": 1,
        "slug": slug,
        "title": slug.title(),
        "areas": [{"slug": "maths", "title": "Maths", "on_radar": True}],
        "stages": [
            {
                "key": "s1",
                "title": "First stage",
                "milestones": [{"key": "m1", "title": "First milestone", "steps": list(steps)}],
            }
        ],
        **more,
    }


def document(*steps: Mapping[str, Any], **more: Any) -> RoadmapDocument:
    return read_document(yaml.safe_dump(content(*steps, **more)))


def published(*steps: Mapping[str, Any], now: datetime = EARLIER, **more: Any) -> Edition:
    """The edition that these steps make."""
    return load_roadmap(document=document(*steps, **more), now=now).edition


def official() -> RoadmapDocument:
    return read_document(OFFICIAL.read_text(encoding="utf-8"))
