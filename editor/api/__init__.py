"""The API of the editor: what its pages can do, through the same operations. Refusals answer 409."""

from typing import Any

from django.urls import URLPattern, re_path

from core.api import A_SLUG
from editor.api.imports import RoadmapImports
from editor.api.own_roadmaps import OwnRoadmaps
from editor.api.reading import RoadmapFile
from editor.api.shapes import FORMAT_NAMES

routes: list[tuple[str, Any, str]] = [
    ("own-roadmaps", OwnRoadmaps, "api-own-roadmap"),
    ("roadmap-imports", RoadmapImports, "api-roadmap-import"),
]

urlpatterns: list[URLPattern] = [
    re_path(
        rf"^roadmaps/(?P<slug>{A_SLUG})/files/(?P<name>{FORMAT_NAMES})/$",
        RoadmapFile.as_view(),
        name="api-roadmap-file",
    ),
]
