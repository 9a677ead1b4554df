"""What somebody may say they knew before: the steps that they take, by stage and milestone."""

from collections.abc import Mapping
from dataclasses import dataclass

from roadmaps.choices import StepStatus
from roadmaps.done_elsewhere import DoneElsewhere
from roadmaps.models import Milestone, Stage, Step
from roadmaps.roadmap_view import RoadmapView


@dataclass(frozen=True, slots=True)
class CreditChoice:
    """A step, and whether it counts as known now; one that was done here is only shown."""

    step: Step
    is_required: bool
    is_known: bool
    is_done_here: bool
    elsewhere: DoneElsewhere | None


@dataclass(frozen=True, slots=True)
class CreditMilestone:
    milestone: Milestone
    choices: list[CreditChoice]

    @property
    def is_open(self) -> bool:
        """Is there a step that is neither known nor done?"""
        return any(not (choice.is_known or choice.is_done_here) for choice in self.choices)


@dataclass(frozen=True, slots=True)
class CreditStage:
    stage: Stage
    milestones: list[CreditMilestone]

    @property
    def choices(self) -> list[CreditChoice]:
        return [choice for of in self.milestones for choice in of.choices]

    @property
    def is_open(self) -> bool:
        return any(of.is_open for of in self.milestones)

    @property
    def hours(self) -> int:
        """Of what the learner must do: what leaves the hours ahead of them when it is known."""
        return sum(choice.step.hours for choice in self.choices if choice.is_required)

    @property
    def optional_count(self) -> int:
        return sum(not choice.is_required for choice in self.choices)

    @property
    def known_count(self) -> int:
        return sum(choice.is_known for choice in self.choices)


def credit_stages(roadmap_view: RoadmapView, elsewhere: Mapping[str, DoneElsewhere]) -> list[CreditStage]:
    """Every stage in order with the steps that the learner takes; a stage without any is left out."""
    of_milestone: dict[int, list[CreditChoice]] = {}
    milestones: dict[int, list[Milestone]] = {}
    for step in roadmap_view.steps:
        if not roadmap_view.is_taken(step):
            continue
        is_known = step.key in roadmap_view.credited
        is_done = roadmap_view.get_status(step) == StepStatus.DONE
        if step.milestone_id not in of_milestone:
            milestones.setdefault(step.milestone.stage_id, []).append(step.milestone)
        choice = CreditChoice(
            step,
            roadmap_view.is_required(step),
            is_known,
            is_done_here=is_done and not is_known,
            elsewhere=elsewhere.get(step.key),
        )
        of_milestone.setdefault(step.milestone_id, []).append(choice)
    return [
        CreditStage(stage, [CreditMilestone(each, of_milestone[each.pk]) for each in milestones[stage.pk]])
        for stage in roadmap_view.contents.stages
        if stage.pk in milestones
    ]
