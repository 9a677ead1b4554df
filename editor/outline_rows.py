"""The outline as its page lists it: numbered, folded where it is long, with what each part lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from editor.checks import Problem
from editor.outline import (
    GateOutline,
    Group,
    MilestoneOutline,
    Outline,
    StageOutline,
    StepOutline,
    steps_in,
)

SHOWN_WHOLE = 200  # steps; a longer outline shows one stage at a time

Problems = Mapping[tuple[str, str], Sequence[Problem]]


@dataclass(frozen=True, slots=True)
class StepLine:
    step: StepOutline
    number: int
    needs: str
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class MilestoneLines:
    milestone: MilestoneOutline
    steps: Sequence[StepLine]
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class StageLines:
    """`problem_count` is of all that is in the stage, for when it is folded."""

    stage: StageOutline
    milestones: Sequence[MilestoneLines]
    gates: Sequence[tuple[GateOutline, Sequence[Problem]]]
    problems: Sequence[Problem]
    is_open: bool
    step_count: int
    hours: int
    problem_count: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A track or a specialism; its hours are those of its steps."""

    kind: str
    part: Group
    step_count: int
    hours: int
    problems: Sequence[Problem]


def build_groups(outline: Outline, problems: Problems) -> dict[str, list[GroupLine]]:
    """The tracks and the specialisms, under the name of their kind."""
    parts: dict[str, Sequence[Group]] = {"track": outline.tracks, "specialism": outline.specialisms}
    return {
        kind: [
            GroupLine(
                kind,
                part,
                len(steps := steps_in(outline, kind, part.key)),
                sum(step.hours or 0 for step in steps),
                problems.get((kind, part.key), ()),
            )
            for part in of
        ]
        for kind, of in parts.items()
    }


def build_rows(outline: Outline, problems: Problems, *, opened: str = "") -> list[StageLines]:
    """Every stage; `opened` is the key of the one to show where the outline is too long to show all."""
    numbers = {step.key: number for number, step in enumerate(outline.steps, start=1)}
    shows_all = len(numbers) <= SHOWN_WHOLE
    opened = opened or (outline.stages[0].key if outline.stages else "")
    return [
        _build_stage(stage, numbers, problems, is_open=shows_all or stage.key == opened)
        for stage in outline.stages
    ]


def _build_stage(
    stage: StageOutline, numbers: Mapping[str, int], problems: Problems, *, is_open: bool
) -> StageLines:
    milestones = [
        MilestoneLines(
            milestone,
            [_build_step(step, numbers, problems) for step in milestone.steps],
            problems.get(("milestone", milestone.key), ()),
        )
        for milestone in stage.milestones
    ]
    gates = [(gate, problems.get(("gate", gate.key), ())) for gate in stage.gates]
    own = problems.get(("stage", stage.key), ())
    steps = [line for of in milestones for line in of.steps]
    found = [own, *(of.problems for of in milestones), *(lacks for _gate, lacks in gates)]
    return StageLines(
        stage=stage,
        milestones=milestones,
        gates=gates,
        problems=own,
        is_open=is_open,
        step_count=len(steps),
        hours=sum(line.step.hours or 0 for line in steps),
        problem_count=sum(map(len, found)) + sum(len(line.problems) for line in steps),
    )


def _build_step(step: StepOutline, numbers: Mapping[str, int], problems: Problems) -> StepLine:
    needs = ", ".join(str(numbers[key]) for key in step.prerequisites if key in numbers)
    return StepLine(step, numbers[step.key], needs, problems.get(("step", step.key), ()))
