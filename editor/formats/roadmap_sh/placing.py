"""The guesses about where steps belong, in the keys of the outline, for somebody to confirm."""

from collections.abc import Mapping
from typing import Any

from editor.formats.report import Placement, Report
from editor.formats.roadmap_sh.membership import Member
from editor.outline import Outline

MOST_SHOWN = 300


def place(outline: Outline, loose: Mapping[str, Any], report: Report, _renamed: Mapping[str, str]) -> None:
    """Adds each guessed placement to the report. Loose values and the outline are in the same order."""
    milestones = [each for stage in loose["stages"] for each in stage["milestones"]]
    members: Mapping[str, Member] = loose["_members"]
    key_of: dict[str, str] = {}
    for described, milestone in zip(milestones, outline.milestones, strict=True):
        for said in described["steps"]:
            id_ = said.get("_id", "")
            topic = members[id_].topic if id_ in members else id_  # a topic may itself be the step
            key_of.setdefault(topic, milestone.key)
    for described, milestone in zip(milestones, outline.milestones, strict=True):
        for said, step in zip(described["steps"], milestone.steps, strict=True):
            member = members.get(said.get("_id", ""))
            if member is not None and member.rule == "guess" and len(report.placements) < MOST_SHOWN:
                near = [key_of[topic] for topic in member.near if topic in key_of]
                candidates = list(dict.fromkeys([milestone.key, *near]))
                report.placements.append(
                    Placement(step=step.key, title=step.title, milestone=milestone.key, candidates=candidates)
                )
