"""The specialisms that somebody may choose from: what each asks, and how its steps stand."""

from dataclasses import dataclass

from roadmaps.choices import StepStatus
from roadmaps.models import Specialism
from roadmaps.roadmap_view import RoadmapView, StepRow


@dataclass(frozen=True, slots=True)
class SpecialismStep:
    """A step of a specialism, and those outside of it that it is easier after."""

    row: StepRow
    needs: list[StepRow]


@dataclass(frozen=True, slots=True)
class SpecialismChoice:
    specialism: Specialism
    steps: list[SpecialismStep]
    is_chosen: bool

    @property
    def hours(self) -> int:
        return sum(each.row.step.hours for each in self.steps)

    @property
    def done_count(self) -> int:
        return sum(each.row.status == StepStatus.DONE for each in self.steps)


def specialism_choices(roadmap_view: RoadmapView) -> list[SpecialismChoice]:
    """Each specialism of the edition, in its order, with the steps of the reader's own track."""
    return [
        SpecialismChoice(
            specialism,
            [
                SpecialismStep(
                    roadmap_view.build_row(step),
                    [
                        need
                        for need in roadmap_view.needs_of(step)
                        if need.step.specialism_key != specialism.key
                    ],
                )
                for step in roadmap_view.steps
                if step.specialism_key == specialism.key and roadmap_view.is_on_own_track(step)
            ],
            specialism.key in roadmap_view.chosen,
        )
        for specialism in roadmap_view.contents.specialisms
    ]
