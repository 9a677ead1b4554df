"""One edition as one person sees it: read once, in two or three queries, and shown by every face."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse

from roadmaps.graph import unlocks
from roadmaps.models import Edition, Enrolment, Milestone, Stage, Step, StepPrerequisite, StepState
from roadmaps.next_step import NextStep, advise
from roadmaps.progress import Progress, tally
from roadmaps.terms import Status, Track, on_track

ANY_KEY = "the-key-of-any-step"


@dataclass(frozen=True)
class Stop:
    """A step with how it stands with the reader."""

    step: Step
    url: str
    status: Status
    needs: list[tuple[Step, Status]]
    unlocks: list[tuple[Step, Status]]


@dataclass(frozen=True)
class MilestoneStretch:
    milestone: Milestone
    stops: list[Stop]
    progress: Progress


@dataclass(frozen=True)
class StageStretch:
    """A stage, counted whole, with those of its milestones that are shown.

    Its hours are the reader's own; for somebody who only looks, those of the shortest and longest track.
    """

    stage: Stage
    number: int
    milestones: list[MilestoneStretch]
    progress: Progress
    shortest: int
    longest: int


@dataclass(frozen=True)
class Trail:
    """Every step of an edition in order; `enrolment` is None for somebody who only looks."""

    edition: Edition
    enrolment: Enrolment | None
    steps: list[Step]
    needs: dict[str, list[str]]
    marks: dict[str, StepState] = field(default_factory=dict)

    @property
    def track(self) -> str:
        return self.enrolment.track if self.enrolment else Track.SHARED

    @cached_property
    def by_key(self) -> dict[str, Step]:
        return {step.key: step for step in self.steps}

    @cached_property
    def status_of(self) -> dict[str, Status]:
        return {key: Status(mark.status) for key, mark in self.marks.items()}

    @cached_property
    def progress(self) -> Progress:
        return tally(self.steps, self.status_of, self.track)

    @cached_property
    def next_step(self) -> NextStep | None:
        return advise(self.steps, self.needs, self.marks, self.track)

    def status(self, step: Step) -> Status:
        return self.status_of.get(step.key, Status.PENDING)

    def hours_on(self, track: str, steps: Iterable[Step] | None = None) -> int:
        """The required hours of a track, whatever the reader has done; of some steps, if they are given."""
        return tally(self.steps if steps is None else steps, {}, track).hours_total

    @property
    def hours_from_ds(self) -> int:
        return self.hours_on(Track.FROM_DS)

    @property
    def hours_from_swe(self) -> int:
        return self.hours_on(Track.FROM_SWE)

    @property
    def hours_shared(self) -> int:
        return self.hours_on(Track.SHARED)

    def stop(self, step: Step) -> Stop:
        return Stop(
            step=step,
            url=self._url_of_any.replace(ANY_KEY, step.key),
            status=self.status(step),
            needs=self._with_status(self.needs.get(step.key, ())),
            unlocks=self._with_status(self._unlocks.get(step.key, ())),
        )

    def _with_status(self, keys: Iterable[str]) -> list[tuple[Step, Status]]:
        return [(self.by_key[key], self.status(self.by_key[key])) for key in keys]

    def is_mine(self, step: Step) -> bool:
        """Is the step part of the reader's way? For somebody who only looks, all of them are."""
        return self.enrolment is None or on_track(step, self.track)

    def stages(self, shown: Iterable[Step] | None = None) -> list[StageStretch]:
        """The steps `shown` (all of them, if nobody says) by stage and milestone, with counts of the whole.

        A stage without a step to show stays, empty, so that the rail is always the whole road.
        """
        visible = {step.pk for step in (self.steps if shown is None else shown)}
        tree: dict[Stage, dict[Milestone, list[Step]]] = defaultdict(lambda: defaultdict(list))
        for step in self.steps:
            tree[step.milestone.stage][step.milestone].append(step)
        return [
            self._stage(number, stage, milestones, visible)
            for number, (stage, milestones) in enumerate(tree.items(), start=1)
        ]

    def _stage(
        self, number: int, stage: Stage, milestones: dict[Milestone, list[Step]], visible: set[int]
    ) -> StageStretch:
        whole = [step for steps in milestones.values() for step in steps]
        tracks = [self.track] if self.enrolment else [Track.FROM_DS, Track.FROM_SWE]
        lengths = [self.hours_on(track, whole) for track in tracks]
        return StageStretch(
            stage=stage,
            number=number,
            milestones=[
                MilestoneStretch(milestone, [self.stop(step) for step in seen], self._tally(steps))
                for milestone, steps in milestones.items()
                if (seen := [step for step in steps if step.pk in visible])
            ],
            progress=self._tally(whole),
            shortest=min(lengths),
            longest=max(lengths),
        )

    def milestone_progress(self, milestone: Milestone) -> Progress:
        return self._tally([step for step in self.steps if step.milestone_id == milestone.pk])

    def _tally(self, steps: list[Step]) -> Progress:
        return tally(steps, self.status_of, self.track)

    @cached_property
    def _url_of_any(self) -> str:
        """Ninety addresses differ by their key: one is reversed and the others are made from it."""
        return reverse("roadmaps:step", args=[self.edition.roadmap.slug, ANY_KEY])

    @cached_property
    def _unlocks(self) -> dict[str, list[str]]:
        return unlocks(self.needs)


def read_trail(edition: Edition, enrolment: Enrolment | None = None) -> Trail:
    """Two queries, and a third when somebody's progress is wanted."""
    steps = list(
        Step.objects.filter(edition=edition)
        .select_related("area", "milestone__stage")
        .defer("search")
        .order_by("number")
    )
    for step in steps:
        step.edition = edition
    needs: dict[str, list[str]] = {step.key: [] for step in steps}
    links = StepPrerequisite.objects.filter(step__edition=edition).order_by("step__number", "needs__number")
    for key, needed in links.values_list("step__key", "needs__key"):
        needs[key].append(needed)
    marks = {state.key: state for state in enrolment.states.all()} if enrolment else {}
    return Trail(edition, enrolment, steps, needs, marks)
