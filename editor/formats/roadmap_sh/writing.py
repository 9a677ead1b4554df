"""An outline as a drawing: topics down the middle, their steps beside them, and our own fields in `data`."""

from hashlib import sha256
from typing import Any

import msgspec

from editor.formats.roadmap_sh.reading import EXTRA
from editor.outline import Outline, StepOutline, to_filled

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
ID_LENGTH = 21
TOPIC_X, STEP_X, WIDTH, HEIGHT = 0, 340, 260, 49
ROW, GAP = 60, 70


def node_id(kind: str, key: str) -> str:
    """21 letters, always the same for a key."""
    digest = sha256(f"{kind}:{key}".encode()).digest()
    return "".join(ALPHABET[byte % 64] for byte in digest[:ID_LENGTH])


def write_drawing(outline: Outline) -> str:
    nodes, edges = _title_nodes(outline), []
    y, before = 120, ""
    for stage in outline.stages:
        said = {"key": stage.key, "title": stage.title, "why": stage.why}
        gates = [to_filled(gate) for gate in stage.gates]
        for milestone in stage.milestones:
            topic = node_id("milestone", milestone.key)
            extra = {"key": milestone.key, "stage": {**said, "gates": gates}, "is_empty": not milestone.steps}
            nodes.append(_node(topic, "topic", milestone.title, (TOPIC_X, y), extra))
            if before:
                edges.append(_edge(before, topic, "solid"))
            for number, step in enumerate(milestone.steps):
                id_ = node_id("step", step.key)
                nodes.append(_node(id_, "subtopic", step.title, (STEP_X, y + number * ROW), _extra_of(step)))
                edges.append(_edge(topic, id_, "dashed"))
            y += max(1, len(milestone.steps)) * ROW + GAP
            before = topic
    drawing = msgspec.json.encode({"nodes": nodes, "edges": edges})
    return msgspec.json.format(drawing, indent=2).decode() + "\n"


def _title_nodes(outline: Outline) -> list[dict[str, Any]]:
    extra = {
        "summary": outline.summary,
        "language": outline.language,
        "areas": outline.areas,
        "tracks": [to_filled(track) for track in outline.tracks],
        "specialisms": [to_filled(specialism) for specialism in outline.specialisms],
    }
    return [_node(node_id("title", ""), "title", outline.title, (TOPIC_X, 0), extra)]


def _extra_of(step: StepOutline) -> dict[str, Any]:
    extra = to_filled(step)
    extra["resources"] = [to_filled(resource) for resource in step.resources]
    extra["required"] = step.required
    extra.pop("title", None)
    return extra


def _node(id_: str, kind: str, label: str, at: tuple[int, int], extra: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id_,
        "type": kind,
        "position": {"x": at[0], "y": at[1]},
        "width": WIDTH,
        "height": HEIGHT,
        "selected": False,
        "data": {"label": label, "style": {"fontSize": 17}, EXTRA: extra},
    }


def _edge(source: str, target: str, style: str) -> dict[str, Any]:
    is_solid = style == "solid"
    return {
        "id": f"{source}-{target}",
        "source": source,
        "target": target,
        "sourceHandle": "x2" if is_solid else "z2",
        "targetHandle": "w1" if is_solid else "y1",
        "data": {"edgeStyle": style},
        "style": {
            "strokeWidth": 3.5,
            "strokeLinecap": "round",
            "strokeDasharray": "0" if is_solid else "0.8 8",
        },
        "selected": False,
    }
