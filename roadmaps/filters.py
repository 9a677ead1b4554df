"""Which steps of a roadmap are shown: what the address says, and nothing else."""

from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from roadmaps.choices import StepKind, StepStatus
from roadmaps.models import Step
from roadmaps.next_step import SETTLED
from roadmaps.roadmap_view import RoadmapView
from roadmaps.tracks import is_on_track

EVERY_TRACK = "all"
OPEN = "open"  # neither done nor skipped


@dataclass(frozen=True, slots=True)
class StepFilters:
    """Empty text is no filter; for a learner, no `track` means their own."""

    area: str = ""
    status: str = ""
    track: str = ""
    kind: str = ""
    only_required: bool = False

    @classmethod
    def from_query(cls, query: QueryDict, roadmap_view: RoadmapView) -> Self:
        """What cannot be a filter is ignored."""
        status, track, kind = (query.get(name, "") for name in ("status", "track", "kind"))
        return cls(
            area=query.get("area", "")[:50],
            status=status if status in (*StepStatus.values, OPEN) else "",
            track=track if track in (*roadmap_view.contents.track_keys, EVERY_TRACK) else "",
            kind=kind if kind in StepKind.values else "",
            only_required=query.get("required") == "yes",
        )

    @property
    def count(self) -> int:
        return sum(map(bool, (self.area, self.status, self.track, self.kind, self.only_required)))

    def select_steps(self, roadmap_view: RoadmapView) -> list[Step]:
        return [step for step in roadmap_view.steps if self._is_shown(roadmap_view, step)]

    def _is_shown(self, roadmap_view: RoadmapView, step: Step) -> bool:
        if self.track:
            is_on_shown_track = self.track == EVERY_TRACK or is_on_track(step, self.track)
        else:
            is_on_shown_track = roadmap_view.is_on_own_track(step)
        return (
            is_on_shown_track
            and (not self.area or step.area.slug == self.area)
            and (not self.kind or step.kind == self.kind)
            and self._has_status(roadmap_view.get_status(step))
            and (roadmap_view.is_required(step) or not self.only_required)
        )

    def _has_status(self, status: StepStatus) -> bool:
        if self.status == OPEN:
            return status not in SETTLED
        return not self.status or status == self.status
