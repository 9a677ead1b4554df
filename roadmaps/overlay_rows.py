"""What the page shows where somebody makes a roadmap their own: each step, and what is hidden."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from roadmaps.models import Milestone, Stage, Step
from roadmaps.roadmap_view import RoadmapView


@dataclass(frozen=True, slots=True)
class OverlayRow:
    """A step; it can go up and down where another one of its milestone stands there."""

    step: Step
    url: str
    is_own: bool
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class OverlayMilestone:
    milestone: Milestone
    rows: list[OverlayRow]


@dataclass(frozen=True, slots=True)
class OverlayStage:
    stage: Stage
    milestones: list[OverlayMilestone]


@dataclass(frozen=True, slots=True)
class HiddenPart:
    """A hidden step, or with `step_count` a whole hidden milestone."""

    kind: str
    key: str
    title: str
    url: str
    is_own: bool = False
    step_count: int = 0


def overlay_stages(roadmap_view: RoadmapView) -> list[OverlayStage]:
    """The steps that the learner has to do with, and that are not hidden. A stage without any stays."""
    steps_of: dict[int, dict[Milestone, list[Step]]] = {}
    for step in roadmap_view.steps:
        if roadmap_view.is_on_own_track(step):
            of_stage = steps_of.setdefault(step.milestone.stage_id, {})
            of_stage.setdefault(step.milestone, []).append(step)
    return [
        OverlayStage(
            stage,
            [
                OverlayMilestone(milestone, list(_build_rows(roadmap_view, steps)))
                for milestone, steps in steps_of.get(stage.pk, {}).items()
            ],
        )
        for stage in roadmap_view.contents.stages
    ]


def _build_rows(roadmap_view: RoadmapView, steps: list[Step]) -> Iterable[OverlayRow]:
    for step in steps:
        yield OverlayRow(
            step,
            roadmap_view.url_of(step),
            is_own=step.key in roadmap_view.contents.own,
            is_first=step is steps[0],
            is_last=step is steps[-1],
        )


def hidden_parts(roadmap_view: RoadmapView) -> list[HiddenPart]:
    """In the roadmap's order; the steps of a hidden milestone are one part."""
    contents = roadmap_view.contents
    seen = [step for step in contents.hidden if roadmap_view.is_on_own_track(step)]
    counts = Counter(step.milestone.key for step in seen)
    parts: dict[tuple[str, str], HiddenPart] = {}
    for step in seen:
        milestone = step.milestone
        if milestone.key in contents.hidden_milestones:
            url = f"{roadmap_view.url}#{milestone.stage.key}"
            part = HiddenPart(
                "milestone", milestone.key, milestone.title, url, step_count=counts[milestone.key]
            )
        else:
            is_own = step.key in contents.own
            part = HiddenPart("step", step.key, step.title, roadmap_view.url_of(step), is_own=is_own)
        parts.setdefault((part.kind, part.key), part)
    return list(parts.values())


def milestone_choices(roadmap_view: RoadmapView) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where an own step can stand, by stage: every milestone of the edition, hidden or not."""
    choices: dict[int, dict[str, str]] = {}
    for step in roadmap_view.contents.all_steps:
        choices.setdefault(step.milestone.stage_id, {})[step.milestone.key] = step.milestone.title
    return [
        (stage.title, list(choices[stage.pk].items()))
        for stage in roadmap_view.contents.stages
        if stage.pk in choices
    ]
