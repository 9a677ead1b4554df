"""The API of the editor: what its pages can do, through the same operations. Refusals answer 409."""

from typing import Any

from editor.api.imports import RoadmapImports
from editor.api.own_roadmaps import OwnRoadmaps

routes: list[tuple[str, Any, str]] = [
    ("own-roadmaps", OwnRoadmaps, "api-own-roadmap"),
    ("roadmap-imports", RoadmapImports, "api-roadmap-import"),
]
