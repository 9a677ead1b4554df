"""Which steps of a trail are shown: what the address says, and nothing else."""

from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from roadmaps.models import Step
from roadmaps.terms import Status, Track, on_track
from roadmaps.trail import Trail

EVERY_TRACK = "all"


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty text is no filter; for a learner, no `track` means their own."""

    area: str = ""
    status: str = ""
    track: str = ""
    only_required: bool = False

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """What cannot be a filter is ignored."""
        status, track = query.get("status", ""), query.get("track", "")
        return cls(
            area=query.get("area", "")[:50],
            status=status if status in Status.values else "",
            track=track if track in (*Track.values, EVERY_TRACK) else "",
            only_required=query.get("required") == "yes",
        )

    @property
    def count(self) -> int:
        return sum(map(bool, (self.area, self.status, self.track, self.only_required)))

    def select(self, trail: Trail) -> list[Step]:
        return [step for step in trail.steps if self._shows(trail, step)]

    def _shows(self, trail: Trail, step: Step) -> bool:
        return (
            (not self.area or step.area.slug == self.area)
            and (not self.status or trail.status(step) == self.status)
            and (step.is_required or not self.only_required)
            and self._is_on_track(trail, step)
        )

    def _is_on_track(self, trail: Trail, step: Step) -> bool:
        if not self.track:
            return trail.is_mine(step)
        return self.track == EVERY_TRACK or on_track(step, self.track)
