"""The steps of a roadmap as a list: by stage and milestone, with what each row shows."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from roadmaps.choices import StepKind, StepStatus
from roadmaps.models import Gate, Milestone, Specialism, Stage, Step
from roadmaps.progress import Progress
from roadmaps.roadmap_view import GateDates, RoadmapView


@dataclass(frozen=True, slots=True)
class ListedStep:
    """All that a row of the list shows, by value: each value is rendered once and kept.

    `url` is from the roadmap's own page. `after` are the numbers of the steps that it is easier after.
    `track` is the title, where it is not the reader's own. `has_menu` for somebody who follows the roadmap.
    """

    key: str
    number: int
    title: str
    url: str
    status: StepStatus
    area: str
    area_title: str
    kind: StepKind
    hours: int
    is_required: bool
    after: tuple[int, ...]
    track: str
    has_menu: bool
    has_link: bool
    is_credit: bool


@dataclass(frozen=True)
class GateRow:
    """A gate with what the reader said about it."""

    gate: Gate
    state: GateDates | None


@dataclass(frozen=True)
class MilestoneSection:
    """`note` says how much a specialism is asked for, where every step of the milestone belongs to it."""

    milestone: Milestone
    rows: list[ListedStep]
    progress: Progress
    note: str = ""


@dataclass(frozen=True, slots=True)
class FoldedSpecialism:
    """A milestone of one specialism that was not chosen: a link instead of its rows."""

    key: str
    title: str
    step_count: int
    done_count: int


@dataclass(frozen=True)
class StageSection:
    """A stage, counted whole, with those of its milestones that are shown.

    Its hours are those that the reader takes, without what they skip or knew before; for somebody who only
    looks, those of the shortest and longest track.
    """

    stage: Stage
    number: int
    gates: list[GateRow]
    milestones: list[MilestoneSection]
    specialisms: list[FoldedSpecialism]
    progress: Progress
    shortest: int
    longest: int
    is_open: bool

    @property
    def rows(self) -> int:
        folded = sum(specialism.step_count for specialism in self.specialisms)
        return folded + sum(len(part.rows) for part in self.milestones)


def list_step(roadmap_view: RoadmapView, step: Step) -> ListedStep:
    is_theirs = roadmap_view.enrolment is not None
    return ListedStep(
        key=step.key,
        number=step.number,
        title=step.title,
        url=f"steps/{step.key}/",
        status=roadmap_view.get_status(step),
        area=step.area.slug,
        area_title=step.area.title,
        kind=StepKind(step.kind),
        hours=step.hours,
        is_required=roadmap_view.is_required(step),
        after=_numbers_before(roadmap_view, step),
        track=step.track.title if step.track and step.track.key != roadmap_view.track else "",
        has_menu=is_theirs,
        has_link=not is_theirs and not roadmap_view.is_archived,
        is_credit=step.key in roadmap_view.credited,
    )


def _numbers_before(roadmap_view: RoadmapView, step: Step) -> tuple[int, ...]:
    """Of its prerequisites on the reader's track. That a step follows the one above it, the order says."""
    needs = (roadmap_view.by_key[key] for key in roadmap_view.contents.needs.get(step.key, ()))
    numbers = tuple(need.number for need in needs if roadmap_view.is_taken(need))
    return () if numbers == (step.number - 1,) else numbers


def _specialism_of(steps: list[Step]) -> Specialism | None:
    """The one that all of these steps belong to."""
    is_one = len({step.specialism_id for step in steps}) == 1
    return steps[0].specialism if is_one else None


def _is_folded(roadmap_view: RoadmapView, steps: list[Step]) -> bool:
    """Are they all of a specialism that was not chosen; and not begun, if nothing was chosen yet?"""
    specialism = _specialism_of(steps)
    if specialism is None:
        return False
    if roadmap_view.chosen:
        return specialism.key not in roadmap_view.chosen
    return not any(step.key in roadmap_view.marks for step in steps)


def find_open_stages(roadmap_view: RoadmapView) -> set[int]:
    """By primary key, the stages to show unfolded: where the reader is, and the first for all others."""
    if roadmap_view.enrolment is None:
        return {step.milestone.stage_id for step in roadmap_view.steps[:1]}
    at = [step for step in roadmap_view.steps if roadmap_view.get_status(step) == StepStatus.IN_PROGRESS]
    if roadmap_view.next_step:
        at.append(roadmap_view.next_step.step)
    return {step.milestone.stage_id for step in at}


def build_sections(
    roadmap_view: RoadmapView,
    shown: Iterable[Step] | None = None,
    *,
    open_stages: Collection[int] | None = None,
) -> list[StageSection]:
    """The steps `shown` (all of them, if nobody says) by stage and milestone, with counts of the whole.

    A stage without a step to show stays, empty, so that the rail always has the whole roadmap.
    Without `open_stages` every stage is open, and every specialism too; with them, those that were not chosen
    are only named, as a roadmap may have many of which the reader takes two.
    """
    visible = {step.pk for step in (roadmap_view.steps if shown is None else shown)}
    steps_of: dict[int, dict[Milestone, list[Step]]] = defaultdict(lambda: defaultdict(list))
    for step in roadmap_view.steps:
        steps_of[step.milestone.stage_id][step.milestone].append(step)
    return [
        _build_section(
            roadmap_view,
            number,
            stage,
            steps_of[stage.pk],
            visible,
            is_open=open_stages is None or stage.pk in open_stages,
            folds_specialisms=open_stages is not None,
        )
        for number, stage in enumerate(roadmap_view.contents.stages, start=1)
    ]


def _build_section(
    roadmap_view: RoadmapView,
    number: int,
    stage: Stage,
    milestones: dict[Milestone, list[Step]],
    visible: set[int],
    *,
    is_open: bool,
    folds_specialisms: bool,
) -> StageSection:
    whole = [step for steps in milestones.values() for step in steps]
    folded = [
        milestone
        for milestone, steps in milestones.items()
        if folds_specialisms and _is_folded(roadmap_view, steps)
    ]
    gates = [gate for gate in roadmap_view.contents.gates if gate.stage_id == stage.pk]
    progress = roadmap_view.count(whole, [gate.key for gate in gates])
    tracks = [] if roadmap_view.enrolment else [length.key for length in roadmap_view.lengths]
    hours = [roadmap_view.hours_on(track, whole) for track in tracks] or [progress.hours_total]
    return StageSection(
        stage=stage,
        number=number,
        gates=[GateRow(gate, roadmap_view.gate_dates.get(gate.key)) for gate in gates],
        milestones=[
            MilestoneSection(
                milestone,
                [list_step(roadmap_view, step) for step in seen],
                roadmap_view.count(steps),
                note=specialism.summary if (specialism := _specialism_of(steps)) else "",
            )
            for milestone, steps in milestones.items()
            if milestone not in folded and (seen := [step for step in steps if step.pk in visible])
        ],
        specialisms=[
            FoldedSpecialism(
                milestone.key,
                milestone.title,
                len(milestones[milestone]),
                sum(roadmap_view.get_status(step) == StepStatus.DONE for step in milestones[milestone]),
            )
            for milestone in folded
        ],
        progress=progress,
        shortest=min(hours),
        longest=max(hours),
        is_open=is_open,
    )
