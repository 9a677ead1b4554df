"""From a drawing to the loose values of a roadmap: topics become milestones, what belongs to them steps."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.text import one_line, without_controls
from editor.formats.report import Report
from editor.formats.roadmap_sh.membership import Member, find_members
from editor.formats.roadmap_sh.nodes import (
    CHECKLIST,
    DECORATION,
    KNOWN,
    LINKS,
    STEPS,
    TEXTS,
    TOPIC,
    Box,
    Drawing,
    read_nodes,
)

OPTIONAL = ("optional", "alternative")
EXTRA = "longroad"  # what this site adds to a drawing, and finds again
LONGEST_SUMMARY = 3_000
NEAR = 120.0


def is_drawing(content: Any) -> bool:
    return isinstance(content, Mapping) and _holder_of(content) is not None


def is_old(content: Any) -> bool:
    """The format until 2024, made with another drawing program."""
    return isinstance(content, Mapping) and isinstance(content.get("mockup"), Mapping)


def _holder_of(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Where the nodes are: at the top, or in the draft of a document of the site's API."""
    for holder in (content, content.get("draft")):
        if isinstance(holder, Mapping) and isinstance(holder.get("nodes"), list):
            return holder
    return None


def read_drawing(content: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Loose values of a roadmap; `_members` says how each step found its milestone. Raises FileRefused."""
    holder = _holder_of(content)
    assert holder is not None  # noqa: S101  # is_drawing
    drawing = read_nodes(holder, report)
    members = find_members(drawing)
    milestones = list(_read_milestones(drawing, members, report))
    _attach_links(drawing, milestones, report)
    extra = next((_extra_of(box) for box in drawing.of_type("title") if _extra_of(box)), {})
    loose = {
        **extra,
        "title": _title_of(content, drawing),
        "summary": extra.get("summary") or _summary_of(content, drawing, report),
        "stages": _group(milestones, _title_of(content, drawing)),
        "_members": members,
    }
    _note_rest(drawing, members, report)
    return loose


def _title_of(content: Mapping[str, Any], drawing: Drawing) -> str:
    title = content.get("title")
    if isinstance(title, Mapping):
        title = title.get("page") or title.get("card")
    if isinstance(title, str) and title.strip():
        return title
    return next((box.label for box in drawing.of_type("title") if box.label), "")


def _summary_of(content: Mapping[str, Any], drawing: Drawing, report: Report) -> str:
    texts = [content["description"]] if isinstance(content.get("description"), str) else []
    for box in drawing.of_type("paragraph"):
        if box.label:
            texts.append(box.label)
            report.note("texts_kept", box.label)
    return without_controls("\n\n".join(texts))[:LONGEST_SUMMARY]


def _read_milestones(
    drawing: Drawing, members: Mapping[str, Member], report: Report
) -> Iterator[dict[str, Any]]:
    """Topics from the top of the drawing down; steps without any topic make one of their own."""
    of_topic: dict[str, list[Box]] = defaultdict(list)
    alone: list[Box] = []
    for box in drawing.of_type(*STEPS, CHECKLIST):
        if box.id in members:
            of_topic[members[box.id].topic].append(box)
        else:
            alone.append(box)
    for topic in drawing.of_type(TOPIC):
        steps = [step for box in of_topic[topic.id] for step in _read_steps(box, report)]
        if not steps and not topic.label:
            report.note("empty_dropped")
            continue
        if not steps and not _extra_of(topic).get("is_empty"):
            report.note("topics_alone", topic.label)
            steps = [_read_step(topic)]
        extra = _extra_of(topic)
        yield {
            "key": extra.get("key"),
            "title": topic.label,
            "steps": steps,
            "_box": topic,
            "_stage": extra.get("stage"),
        }
    if alone:
        report.note("groups_made", count=len(alone))
        yield {"title": "", "steps": [step for box in alone for step in _read_steps(box, report)]}


def _read_steps(box: Box, report: Report) -> list[dict[str, Any]]:
    """One, or one for each point of a checklist."""
    if box.type != CHECKLIST:
        if not box.label:
            report.note("empty_dropped")
            return []
        step = _read_step(box)
        if step.get("required") is False and not _extra_of(box):
            report.note("optional_found", box.label)
        return [step]
    points = box.data.get("checklists")
    labels = [
        one_line(point["label"])
        for point in (points if isinstance(points, list) else [])[:200]
        if isinstance(point, Mapping) and isinstance(point.get("label"), str)
    ]
    return [{"title": label, "_id": box.id, "_box": box} for label in labels if label]


def _read_step(box: Box) -> dict[str, Any]:
    legend = box.data.get("legend")
    words = legend.get("label") if isinstance(legend, Mapping) else ""
    is_optional = isinstance(words, str) and any(word in words.lower() for word in OPTIONAL)
    extra = dict(_extra_of(box)) if box.type != TOPIC else {}
    step = {**extra, "title": box.label, "_id": box.id, "_box": box}
    if is_optional:
        step["required"] = False
    return step


def _extra_of(box: Box) -> Mapping[str, Any]:
    extra = box.data.get(EXTRA)
    return extra if isinstance(extra, Mapping) else {}


def _attach_links(drawing: Drawing, milestones: Sequence[dict[str, Any]], report: Report) -> None:
    """Buttons and groups of links become resources of the step that is nearest, unchecked."""
    steps = [step for milestone in milestones for step in milestone["steps"] if step["_box"].is_placed]
    if not steps:
        return
    for box in drawing.of_type(*LINKS, "linksgroup", "label"):
        for title, url in _links_of(box):
            x, y = box.middle
            nearest = min(
                steps, key=lambda step: abs(step["_box"].middle[0] - x) + abs(step["_box"].middle[1] - y)
            )
            nearest.setdefault("resources", [])
            if isinstance(nearest["resources"], list):
                nearest["resources"] = [*nearest["resources"], {"title": title or url, "url": url}]
                report.note("links_attached", title or url)


def _links_of(box: Box) -> Iterator[tuple[str, str]]:
    href = box.data.get("href")
    if isinstance(href, str) and href.strip():
        yield box.label, href.strip()[:500]
    links = box.data.get("links")
    for link in (links if isinstance(links, list) else [])[:50]:
        if isinstance(link, Mapping):
            url = link.get("url") or link.get("href")
            label = link.get("label")
            if isinstance(url, str) and url.strip():
                yield label if isinstance(label, str) else "", url.strip()[:500]


def _group(milestones: Sequence[dict[str, Any]], title: str) -> list[dict[str, Any]]:
    """Into stages that this site wrote into the drawing; otherwise all of it is one stage."""
    stages: list[dict[str, Any]] = []
    for milestone in milestones:
        stage = milestone.pop("_stage", None)
        said = dict(stage) if isinstance(stage, Mapping) else None
        if said and (not stages or stages[-1].get("key") != said.get("key")):
            stages.append({**said, "milestones": []})
        elif not stages:
            stages.append({"title": title, "milestones": []})
        milestone.pop("_box", None)
        stages[-1]["milestones"].append(milestone)
    return stages


def _note_rest(drawing: Drawing, members: Mapping[str, Member], report: Report) -> None:
    """What was guessed about membership, and what has no place in an outline."""
    for box in drawing.boxes.values():
        if box.type not in KNOWN:
            report.note("nodes_unknown", box.type or box.label)
        elif box.type in DECORATION | {"section"} or (box.type == "label" and not box.data.get("href")):
            report.note("decoration_dropped", box.label)
        elif box.type in TEXTS and not box.label:
            report.note("empty_dropped")
    for step, member in members.items():
        if member.rule in ("touch", "frame"):
            report.note("placed_by_touch", drawing.boxes[step].label)
        elif member.rule == "guess":
            report.note("placed_by_guess", drawing.boxes[step].label)
    types = {id_: box.type for id_, box in drawing.boxes.items()}
    order = sum(1 for one, other in drawing.edges if types[one] == types[other] == TOPIC)
    if order:
        report.note("edges_order", count=order)
