"""The boxes and lines of a drawing, as far as they can be trusted. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from core.text import one_line
from editor.formats.cleaning import FileRefused
from editor.formats.report import Report

MOST_NODES = 3_000
MOST_EDGES = 20_000
LONGEST_LABEL = 500
FARTHEST = 10_000_000.0
USUAL_SIZE = (160.0, 50.0)

TOPIC = "topic"
STEPS = frozenset({"subtopic", "todo"})
CHECKLIST = "checklist"
TEXTS = frozenset({"paragraph", "label"})
LINKS = frozenset({"button", "resourceButton"})
DECORATION = frozenset({"vertical", "horizontal", "legend"})
KNOWN = STEPS | TEXTS | LINKS | DECORATION | {TOPIC, CHECKLIST, "title", "section", "linksgroup"}


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its rectangle; without a position it stands nowhere."""

    id: str
    type: str
    label: str
    data: Mapping[str, Any]
    left: float = 0.0
    top: float = 0.0
    width: float = USUAL_SIZE[0]
    height: float = USUAL_SIZE[1]
    is_placed: bool = True

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2

    @property
    def place(self) -> tuple[bool, float, float, str]:
        """What is higher comes first, then what is further left; what stands nowhere comes last."""
        return not self.is_placed, self.top, self.left, self.id

    def holds(self, other: "Box") -> bool:
        x, y = other.middle
        return (
            self.is_placed
            and other.is_placed
            and self.left <= x <= self.right
            and self.top <= y <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    boxes: dict[str, Box]
    edges: list[tuple[str, str]] = field(default_factory=list)

    def of_type(self, *types: str) -> list[Box]:
        """In their order on the plane."""
        return sorted((box for box in self.boxes.values() if box.type in types), key=lambda box: box.place)


def read_nodes(content: Mapping[str, Any], report: Report) -> Drawing:
    """Every node with an id of its own, and the lines between two of them. Raises FileRefused."""
    nodes, edges = content.get("nodes"), content.get("edges")
    if not isinstance(nodes, list):
        raise FileRefused(_("The “nodes” of the drawing have to be a list."))
    edges = edges if isinstance(edges, list) else []
    if len(nodes) > MOST_NODES:
        raise FileRefused(_("The drawing has more than 3,000 things in it. Make two roadmaps of it."))
    if len(edges) > MOST_EDGES:
        raise FileRefused(_("The drawing has more than 20,000 lines in it. Make two roadmaps of it."))
    boxes: dict[str, Box] = {}
    for number, node in enumerate(nodes):
        if not isinstance(node, Mapping):
            report.note("nodes_unknown")
            continue
        box = _read_box(node, number, boxes, report)
        boxes[box.id] = box
    return Drawing(boxes, list(_read_edges(edges, boxes, report)))


def _read_box(node: Mapping[str, Any], number: int, taken: Mapping[str, Box], report: Report) -> Box:
    given = node.get("id")
    id_ = given[:100] if isinstance(given, str) and given else f"node-{number}"
    if id_ in taken:
        report.note("ids_repeated", id_)
        id_ = f"{id_}-{number}"
    type_ = kind if isinstance(kind := node.get("type"), str) else ""
    data, place = (
        value if isinstance(value := node.get(name), Mapping) else {} for name in ("data", "position")
    )
    left, top = _number(place.get("x")), _number(place.get("y"))
    is_placed = left is not None and top is not None
    if not is_placed and type_ in STEPS | {TOPIC}:
        report.note("positions_missing", _label_of(data))
    width, height = (
        _size(node, name, usual) for name, usual in zip(("width", "height"), USUAL_SIZE, strict=True)
    )
    return Box(id_, type_, _label_of(data), data, left or 0.0, top or 0.0, width, height, is_placed)


def _label_of(data: Mapping[str, Any]) -> str:
    label = data.get("label")
    return one_line(label[: LONGEST_LABEL * 2])[:LONGEST_LABEL] if isinstance(label, str) else ""


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return float(value) if abs(value) <= FARTHEST else None


def _size(node: Mapping[str, Any], name: str, usual: float) -> float:
    """`width`, else `measured`, else `style`."""
    for holder in (node, node.get("measured"), node.get("style")):
        size = _number(holder.get(name)) if isinstance(holder, Mapping) else None
        if size is not None and size > 0:
            return size
    return usual


def _read_edges(edges: list[Any], boxes: Mapping[str, Box], report: Report) -> Iterator[tuple[str, str]]:
    for edge in edges:
        if not isinstance(edge, Mapping):
            report.note("edges_broken")
            continue
        source, target = edge.get("source"), edge.get("target")
        ends = [end for end in (source, target) if isinstance(end, str) and end in boxes]
        if len(ends) < 2:
            named = next(
                (str(end) for end in (source, target) if isinstance(end, str) and end not in boxes), ""
            )
            report.note("edges_broken", named)
        elif source == target:
            report.note("edges_looped", boxes[ends[0]].label)
        else:
            yield ends[0], ends[1]
