"""What an edition says, read once. A published edition cannot change, so each process keeps what it read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import QuerySet

from core.prepared import prepared
from roadmaps.graph_drawing import Drawing, draw_graph
from roadmaps.graph_layout import Rows
from roadmaps.models import Area, Edition, Gate, Specialism, Stage, Step, StepPrerequisite, Track
from roadmaps.overlay import OwnStep

KEPT = 64  # editions in each process; the official one of ninety steps takes about 200 kB


@dataclass(frozen=True)
class Contents:
    """Everything of one edition, in its order. Shared between requests: read it, never change it.

    Steps bring their milestone, stage, area, track and specialism, and no edition. The last three fields are
    for an edition that somebody made their own (`roadmaps.overlaid_contents`): what they hid, and their own
    steps by key.
    """

    steps: tuple[Step, ...]
    needs: dict[str, list[str]]
    stages: tuple[Stage, ...]
    gates: tuple[Gate, ...]
    tracks: tuple[Track, ...]
    specialisms: tuple[Specialism, ...]
    areas: tuple[Area, ...]
    layout: list[Rows] | None = None
    hidden: tuple[Step, ...] = ()
    hidden_milestones: frozenset[str] = frozenset()
    own: Mapping[str, OwnStep] = field(default_factory=dict)

    @cached_property
    def drawing(self) -> Drawing:
        """Its graph, drawn once and then kept with these contents."""
        steps_of: dict[int, list[Step]] = {stage.pk: [] for stage in self.stages}
        for step in self.steps:
            steps_of[step.milestone.stage_id].append(step)
        return draw_graph(
            [(stage.title, steps_of[stage.pk]) for stage in self.stages], self.needs, self.layout
        )

    @property
    def all_steps(self) -> tuple[Step, ...]:
        """Those that are shown, in order, and then the hidden ones."""
        return (*self.steps, *self.hidden)

    @cached_property
    def hidden_keys(self) -> set[str]:
        return {step.key for step in self.hidden}

    def keys_in(self, milestone: str) -> list[str]:
        """Of the steps of a milestone that are not hidden, in order."""
        return [step.key for step in self.steps if step.milestone.key == milestone]

    @property
    def milestone_keys(self) -> dict[str, str]:
        """Of each step, by the step's key."""
        return {step.key: step.milestone.key for step in self.steps}

    @property
    def gate_keys(self) -> list[str]:
        return [gate.key for gate in self.gates]

    @property
    def track_keys(self) -> list[str]:
        return [track.key for track in self.tracks]

    @property
    def specialism_keys(self) -> list[str]:
        return [specialism.key for specialism in self.specialisms]


def read_content(edition: Edition) -> Contents:
    return read_contents([edition])[edition.pk]


def read_contents(editions: Iterable[Edition]) -> dict[int, Contents]:
    """By primary key. One query for the areas, which may be retitled; eight for an edition not read yet."""
    wanted = {edition.pk: edition for edition in editions}
    if not wanted:
        return {}
    areas = tuple(_areas.rows())
    return {
        pk: _read_published(pk, areas) if edition.is_published else _query_contents(pk)
        for pk, edition in wanted.items()
    }


@prepared
def _areas() -> QuerySet[Area, Any]:
    return Area.objects.values_list("pk", "slug", "title", "is_on_radar", "position")


@lru_cache(maxsize=KEPT)
def _read_published(edition: int, _areas: tuple[tuple[int, str, str, bool, int], ...]) -> Contents:
    """Read again when an area has changed since."""
    return _query_contents(edition)


def _query_contents(edition: int) -> Contents:
    needs: dict[str, list[str]] = {}
    links = StepPrerequisite.objects.filter(step__edition=edition).order_by("step__number", "needs__number")
    for key, needed in links.values_list("step__key", "needs__key"):
        needs.setdefault(key, []).append(needed)
    steps = Step.objects.filter(edition=edition).select_related(
        "area", "milestone__stage", "track", "specialism"
    )
    areas = Area.objects.filter(edition_links__edition=edition)
    return Contents(
        steps=tuple(steps.defer("search").order_by("number")),
        needs=needs,
        stages=tuple(Stage.objects.filter(edition=edition).order_by("position")),
        gates=tuple(Gate.objects.filter(edition=edition).order_by("position")),
        tracks=tuple(Track.objects.filter(edition=edition).order_by("position")),
        specialisms=tuple(Specialism.objects.filter(edition=edition).order_by("position")),
        areas=tuple(areas.order_by("edition_links__position")),
        layout=Edition.objects.values_list("layout", flat=True).get(pk=edition),
    )
