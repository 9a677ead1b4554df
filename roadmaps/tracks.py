"""Which steps somebody has to take: those of everybody, and those of the track they chose.

Tracks are named by their permanent keys. SHARED is the key of no track: a step without a track belongs
to everybody, and a learner without one comes from neither side and takes the whole road.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

SHARED = "shared"


class StepFacts(Protocol):
    """What counting and choosing need to know about a step; `roadmaps.models.Step` has it all."""

    @property
    def key(self) -> str: ...
    @property
    def hours(self) -> int: ...
    @property
    def is_required(self) -> bool: ...
    @property
    def track_key(self) -> str: ...


AnyStep = TypeVar("AnyStep", bound=StepFacts)


def is_on_track(step: StepFacts, track: str) -> bool:
    """Is this step one of those that somebody on `track` takes?"""
    return track == SHARED or step.track_key in (SHARED, track)


def required_on(steps: Iterable[AnyStep], track: str) -> list[AnyStep]:
    """The steps that somebody on `track` has to take, in the order given."""
    return [step for step in steps if step.is_required and is_on_track(step, track)]
