"""The guesses about where steps belong, in the keys of the outline, for somebody to confirm."""

from collections.abc import Mapping
from typing import Any

from editor.formats.report import Placement, Report
from editor.outline import Outline

MOST_SHOWN = 300


def place(outline: Outline, loose: Mapping[str, Any], report: Report, _renamed: Mapping[str, str]) -> None:
    """Adds each guessed placement to the report. Loose values and the outline are in the same order."""
    milestones = [each for stage in loose["stages"] for each in stage["milestones"]]
    key_of: dict[str, str] = {}
    for described, milestone in zip(milestones, outline.milestones, strict=True):
        for step in described["steps"]:
            key_of.setdefault(_topic_of(step, loose["_members"]), milestone.key)
    for described, milestone in zip(milestones, outline.milestones, strict=True):
        for said, step in zip(described["steps"], milestone.steps, strict=True):
            member = loose["_members"].get(said.get("_id"))
            if member is not None and member.rule == "guess" and len(report.placements) < MOST_SHOWN:
                near = [key_of[topic] for topic in member.near if topic in key_of]
                candidates = list(dict.fromkeys([milestone.key, *near]))
                report.placements.append(
                    Placement(step=step.key, title=step.title, milestone=milestone.key, candidates=candidates)
                )


def _topic_of(step: Mapping[str, Any], members: Mapping[str, Any]) -> str:
    """The id of the topic that the step is under; its own where the topic is itself the step."""
    id_ = str(step.get("_id", ""))
    return str(members[id_].topic) if id_ in members else id_
