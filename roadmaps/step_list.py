"""The steps of a roadmap as a list: by stage and milestone, with what each row shows."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from roadmaps.choices import StepKind, StepStatus
from roadmaps.models import Gate, Milestone, Specialism, Stage, Step
from roadmaps.roadmap_view import RoadmapView


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
    is_own: bool


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate with what the reader said about it, by value."""

    key: str
    title: str
    begun_on: date | None
    passed_on: date | None


@dataclass(frozen=True, slots=True)
class MilestoneHead:
    """What stands above the rows of a milestone, by value. `total` is 0 for somebody who only looks.

    `note` says how much a specialism is asked for, where every step of the milestone belongs to it.
    """

    key: str
    title: str
    note: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class MilestoneSection:
    head: MilestoneHead
    rows: list[ListedStep]


@dataclass(frozen=True, slots=True)
class FoldedSpecialism:
    """A milestone of one specialism that was not chosen: a link instead of its rows."""

    key: str
    title: str
    step_count: int
    done_count: int


@dataclass(frozen=True, slots=True)
class StageHead:
    """What the rail and the head of a stage show, by value: each value is rendered once and kept.

    A stage is counted whole, `rows` are the steps that are shown, and `milestones` the titles of theirs. Its
    hours are those that the reader takes, without what they skip or knew before; for somebody who only looks,
    those of the shortest and longest track.
    """

    key: str
    number: int
    title: str
    why: str
    gates: tuple[GateLine, ...]
    milestones: tuple[str, ...]
    status: StepStatus
    percent: int
    done: int
    total: int
    rows: int
    shortest: int
    longest: int
    has_meter: bool
    is_theirs: bool


@dataclass(frozen=True, slots=True)
class StageSection:
    """A stage with those of its milestones that are shown."""

    head: StageHead
    milestones: list[MilestoneSection]
    specialisms: tuple[FoldedSpecialism, ...]
    is_open: bool


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
        is_own=step.key in roadmap_view.contents.own,
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
    visible = {step.key for step in (roadmap_view.steps if shown is None else shown)}
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
    visible: set[str],
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
    shown = [
        MilestoneSection(
            head_milestone(roadmap_view, milestone, steps), [list_step(roadmap_view, step) for step in seen]
        )
        for milestone, steps in milestones.items()
        if milestone not in folded and (seen := [step for step in steps if step.key in visible])
    ]
    specialisms = tuple(
        FoldedSpecialism(
            milestone.key,
            milestone.title,
            len(milestones[milestone]),
            sum(roadmap_view.get_status(step) == StepStatus.DONE for step in milestones[milestone]),
        )
        for milestone in folded
    )
    rows = sum(len(part.rows) for part in shown) + sum(each.step_count for each in specialisms)
    titles = tuple(part.head.title for part in shown)
    return StageSection(
        head=_head_stage(roadmap_view, number, stage, whole, titles=titles, rows=rows),
        milestones=shown,
        specialisms=specialisms,
        is_open=is_open,
    )


def _head_stage(
    roadmap_view: RoadmapView,
    number: int,
    stage: Stage,
    steps: list[Step],
    *,
    titles: tuple[str, ...],
    rows: int,
) -> StageHead:
    is_theirs = roadmap_view.enrolment is not None
    gates = [gate for gate in roadmap_view.contents.gates if gate.stage_id == stage.pk]
    progress = roadmap_view.count(steps, [gate.key for gate in gates])
    tracks = [] if is_theirs else [length.key for length in roadmap_view.lengths]
    hours = [roadmap_view.hours_on(track, steps) for track in tracks] or [progress.hours_total]
    return StageHead(
        key=stage.key,
        number=number,
        title=stage.title,
        why=stage.why,
        gates=tuple(_describe_gate(roadmap_view, gate) for gate in gates),
        milestones=titles,
        status=progress.status,
        percent=progress.percent_hours,
        done=progress.steps_done,
        total=progress.steps_total,
        rows=rows,
        shortest=min(hours),
        longest=max(hours),
        has_meter=is_theirs and progress.has_something,
        is_theirs=is_theirs,
    )


def _describe_gate(roadmap_view: RoadmapView, gate: Gate) -> GateLine:
    dates = roadmap_view.gate_dates.get(gate.key)
    return GateLine(gate.key, gate.title, dates and dates.begun_on, dates and dates.passed_on)


def head_milestone(roadmap_view: RoadmapView, milestone: Milestone, steps: list[Step]) -> MilestoneHead:
    """`steps` are all of the milestone."""
    progress = roadmap_view.count(steps)
    specialism = _specialism_of(steps)
    return MilestoneHead(
        milestone.key,
        milestone.title,
        note=specialism.summary if specialism else "",
        done=progress.steps_done,
        total=progress.steps_total if roadmap_view.enrolment else 0,
    )
