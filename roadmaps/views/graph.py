"""The roadmap as a graph: at the address of its list, with one step in a panel beside it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.http import wants_fragment
from roadmaps.choices import StepStatus
from roadmaps.graph_drawing import NODE_HEIGHT, NODE_WIDTH, Edge, Node, find_way
from roadmaps.roadmap_view import RoadmapView
from roadmaps.step_list import build_sections


@dataclass(frozen=True, slots=True)
class GraphStep:
    """All that a step in the graph shows, by value: each value is rendered once and kept.

    `is_open` when its panel is; `has_status` for somebody who follows the roadmap.
    """

    node: Node
    title: str
    status: StepStatus
    hours: int
    area: str
    needs: tuple[str, ...]
    is_theirs: bool
    is_lit: bool
    is_open: bool
    has_status: bool


def graph_page(request: HttpRequest, roadmap_view: RoadmapView) -> HttpResponse:
    """With `step` in the address its panel is shown and its way is lit; htmx asks for the panel alone."""
    key = request.GET.get("step", "")
    if key and key not in roadmap_view.by_key:
        raise Http404
    context: dict[str, Any] = {"roadmap_view": roadmap_view, "row": None}
    if key:
        step = roadmap_view.by_key[key]
        context["row"] = roadmap_view.build_row(step)
        context["needs"] = roadmap_view.needs_of(step)
        context["unlocks"] = roadmap_view.unlocks_of(step)
        if wants_fragment(request):
            return render(request, "roadmaps/_graph_panel.html", context)
    way = find_way(key, roadmap_view.contents.needs) if key else set()
    context["drawing"] = drawing = roadmap_view.contents.drawing
    context["nodes"] = [_list_node(roadmap_view, node, way, key) for node in drawing.nodes]
    context["lit"] = _light(roadmap_view, way)
    context["stages"] = build_sections(roadmap_view, [])
    context["node_width"], context["node_height"] = NODE_WIDTH, NODE_HEIGHT
    return render(request, "roadmaps/graph.html", context)


def _list_node(roadmap_view: RoadmapView, node: Node, way: set[str], key: str) -> GraphStep:
    step = roadmap_view.by_key[node.key]
    return GraphStep(
        node=node,
        title=step.title,
        status=roadmap_view.get_status(step),
        hours=step.hours,
        area=step.area.slug,
        needs=tuple(
            roadmap_view.by_key[need].title for need in roadmap_view.contents.needs.get(node.key, ())
        ),
        is_theirs=roadmap_view.is_taken(step),
        is_lit=node.key in way,
        is_open=node.key == key,
        has_status=roadmap_view.enrolment is not None,
    )


def _light(roadmap_view: RoadmapView, way: set[str]) -> list[Edge]:
    """The lines between the steps of a way."""
    numbers = {roadmap_view.by_key[key].number for key in way}
    edges = roadmap_view.contents.drawing.edges
    return [edge for edge in edges if edge.needs in numbers and edge.step in numbers] if way else []
