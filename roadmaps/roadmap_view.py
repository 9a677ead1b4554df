"""One edition as one person sees it: read once, and shown by every page and the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import DateField, DateTimeField, QuerySet, Value
from django.urls import reverse

from core.prepared import prepared
from roadmaps.choices import StepKind, StepStatus
from roadmaps.contents import Contents, read_content
from roadmaps.graph import reverse_graph
from roadmaps.lengths import TrackLength
from roadmaps.models import Edition, Enrolment, GateState, Milestone, Specialism, Step, StepState
from roadmaps.next_step import NextStep, recommend_step
from roadmaps.overlaid_contents import OwnChanges, count_changes, read_content_of
from roadmaps.progress import Progress, count_progress
from roadmaps.tracks import SHARED, is_on_track, is_taken

ANY_KEY = "the-key-of-any-step"


@dataclass(frozen=True)
class StepRow:
    """A step with how it stands with the reader."""

    step: Step
    url: str
    status: StepStatus


class Mark(NamedTuple):
    """How a step stands with the reader."""

    status: str
    since: datetime
    is_credit: bool = False


class GateDates(NamedTuple):
    """What the reader said about a gate."""

    begun_on: date
    passed_on: date | None


@dataclass(frozen=True)
class RoadmapView:
    """Every step of an edition in order, as the reader made it their own; `enrolment` is None for others.

    `is_archived` says that the reader asked for an edition that is not the one shown to them otherwise.
    """

    edition: Edition
    contents: Contents
    enrolment: Enrolment | None = None
    marks: dict[str, Mark] = field(default_factory=dict)
    gate_dates: dict[str, GateDates] = field(default_factory=dict)
    is_archived: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.contents.steps

    @property
    def track(self) -> str:
        return self.enrolment.track if self.enrolment else SHARED

    @property
    def chosen(self) -> Sequence[str]:
        """The keys of the specialisms that the reader chose."""
        return self.enrolment.specialisms if self.enrolment else ()

    @property
    def has_chosen(self) -> bool:
        return bool(self.chosen)

    @property
    def chosen_specialisms(self) -> list[Specialism]:
        return [one for one in self.contents.specialisms if one.key in self.chosen]

    @property
    def track_title(self) -> str:
        """Empty for somebody on no track."""
        return next((track.title for track in self.contents.tracks if track.key == self.track), "")

    @property
    def url(self) -> str:
        """Where this edition is shown to this reader."""
        return self.edition.get_permanent_url() if self.is_archived else self.edition.get_absolute_url()

    @property
    def kinds(self) -> list[StepKind]:
        """Of work that its steps ask for."""
        found = {step.kind for step in self.steps}
        return [kind for kind in StepKind if kind in found]

    @cached_property
    def by_key(self) -> dict[str, Step]:
        """Also what the reader hid: it can still be opened."""
        return {step.key: step for step in self.contents.all_steps}

    @cached_property
    def own_changes(self) -> OwnChanges:
        """How the reader's roadmap differs from its edition."""
        return count_changes(self.contents, self.enrolment) if self.enrolment else OwnChanges(0, 0)

    @cached_property
    def status_of(self) -> dict[str, StepStatus]:
        return {key: StepStatus(mark.status) for key, mark in self.marks.items()}

    @cached_property
    def credited(self) -> set[str]:
        """The steps that the reader knew before."""
        return {key for key, mark in self.marks.items() if mark.is_credit}

    @cached_property
    def passed_gates(self) -> set[str]:
        return {key for key, dates in self.gate_dates.items() if dates.passed_on}

    @cached_property
    def progress(self) -> Progress:
        return self.count(self.steps, self.contents.gate_keys)

    @cached_property
    def next_step(self) -> NextStep | None:
        return recommend_step(self.steps, self.contents.needs, self.marks, self.track, self.chosen)

    def get_status(self, step: Step) -> StepStatus:
        return self.status_of.get(step.key, StepStatus.PENDING)

    def hours_on(self, track: str, steps: Iterable[Step] | None = None) -> int:
        """The required hours of a track, whatever the reader has done; of some steps, if they are given."""
        return count_progress(self.steps if steps is None else steps, {}, track).hours_total

    @property
    def hours_whole(self) -> int:
        """Of every track together: for those who come from none of them."""
        return self.hours_on(SHARED)

    @cached_property
    def lengths(self) -> list[TrackLength]:
        """Of each track in order; of the steps of everybody where there are no tracks."""
        return [
            TrackLength(track.key, track.title, track.summary, self.hours_on(track.key))
            for track in self.contents.tracks
        ] or [TrackLength(SHARED, "", "", self.hours_whole)]

    def build_row(self, step: Step) -> StepRow:
        return StepRow(step, self.url_of(step), self.get_status(step))

    def needs_of(self, step: Step) -> list[StepRow]:
        """The steps that are better done before it."""
        return [self.build_row(self.by_key[key]) for key in self.contents.needs.get(step.key, ())]

    def unlocks_of(self, step: Step) -> list[StepRow]:
        """The steps that it is better done before."""
        return [self.build_row(self.by_key[key]) for key in self._unlocked_by.get(step.key, ())]

    def url_of(self, step: Step) -> str:
        return self._url_of_any.replace(ANY_KEY, step.key)

    def row_before(self, step: Step) -> StepRow | None:
        is_shown = step.key not in self.contents.hidden_keys
        return self.build_row(self.steps[step.number - 2]) if is_shown and step.number > 1 else None

    def row_after(self, step: Step) -> StepRow | None:
        after = self.steps[step.number : step.number + 1]
        return next(map(self.build_row, after), None) if step.key not in self.contents.hidden_keys else None

    def is_on_own_track(self, step: Step) -> bool:
        """Has the reader to do with this step? For somebody who only looks, with all of them."""
        return self.enrolment is None or is_on_track(step, self.track)

    def is_taken(self, step: Step) -> bool:
        """As `is_on_own_track`, but for the specialisms that the reader did not choose."""
        return self.enrolment is None or is_taken(step, self.track, self.chosen)

    def is_required(self, step: Step) -> bool:
        """Of the reader; for somebody who only looks, of whoever takes it."""
        return step.is_required or step.specialism_key in self.chosen

    def steps_of(self, milestone: Milestone) -> list[Step]:
        return [step for step in self.steps if step.milestone_id == milestone.pk]

    def count(self, steps: Iterable[Step], gates: list[str] | None = None) -> Progress:
        """How far the reader is with these steps, and with the gates of these keys."""
        return count_progress(
            steps,
            self.status_of,
            self.track,
            specialisms=self.chosen,
            credited=self.credited,
            gates=gates or [],
            passed=self.passed_gates,
        )

    @cached_property
    def _url_of_any(self) -> str:
        """Ninety addresses differ by their key: one is reversed and the others are made from it."""
        slug = self.edition.roadmap.slug
        if self.is_archived:
            return reverse("roadmaps:edition_step", args=[slug, self.edition.number, ANY_KEY])
        return reverse("roadmaps:step", args=[slug, ANY_KEY])

    @cached_property
    def _unlocked_by(self) -> dict[str, list[str]]:
        return reverse_graph(self.contents.needs)


def read_roadmap_view(
    edition: Edition, enrolment: Enrolment | None = None, *, is_archived: bool = False
) -> RoadmapView:
    """One query, another for somebody's progress, and those that read an edition for the first time."""
    marks, gate_dates = read_states(enrolment) if enrolment else ({}, {})
    return RoadmapView(
        edition,
        read_content_of(enrolment) if enrolment else read_content(edition),
        enrolment,
        marks=marks,
        gate_dates=gate_dates,
        is_archived=is_archived,
    )


def read_states(enrolment: Enrolment) -> tuple[dict[str, Mark], dict[str, GateDates]]:
    """How its steps and its gates stand, by their keys. One query."""
    marks: dict[str, Mark] = {}
    gate_dates: dict[str, GateDates] = {}
    for key, status, since, is_credit, begun_on, passed_on in _states_of.rows(enrolment=enrolment.pk):
        if status:
            marks[key] = Mark(status, since, is_credit)
        else:
            gate_dates[key] = GateDates(begun_on, passed_on)
    return marks, gate_dates


@prepared
def _states_of(enrolment: Any) -> QuerySet[Any, Any]:
    """Of steps (key, status, since, is credit, …), of gates (key, ``, …, begun on, passed on)."""
    no_date, no_time = Value(None, DateField()), Value(None, DateTimeField())
    steps = StepState.objects.filter(enrolment=enrolment)
    gates = GateState.objects.filter(enrolment=enrolment)
    return steps.values_list("key", "status", "since", "is_credit", no_date, no_date).union(
        gates.values_list("key", Value(""), no_time, Value(False), "begun_on", "passed_on"), all=True
    )
