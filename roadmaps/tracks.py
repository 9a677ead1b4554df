"""Which steps somebody has to take: those of everybody, of their track, and of the specialisms they chose.

All are named by their permanent keys. SHARED is the key of no track: a step without a track belongs
to everybody, and a learner without one comes from neither side and takes the whole road. A step of a
specialism is required of those who chose it. Until somebody chooses, a roadmap counts as it was written.
"""

from collections.abc import Collection, Iterable
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
    @property
    def specialism_key(self) -> str | None: ...


AnyStep = TypeVar("AnyStep", bound=StepFacts)


def is_on_track(step: StepFacts, track: str) -> bool:
    """Is this step one of those that somebody on `track` takes?"""
    return track == SHARED or step.track_key in (SHARED, track)


def is_taken(step: StepFacts, track: str, specialisms: Collection[str] = ()) -> bool:
    """Is it on `track`, and not of a specialism that was left out when these were chosen?"""
    is_left_out = bool(specialisms and step.specialism_key and step.specialism_key not in specialisms)
    return not is_left_out and is_on_track(step, track)


def is_required_on(step: StepFacts, track: str, specialisms: Collection[str] = ()) -> bool:
    """Does somebody on `track` who chose these specialisms have to take this step?"""
    is_chosen = bool(specialisms) and step.specialism_key in specialisms
    return (step.is_required or is_chosen) and is_taken(step, track, specialisms)


def required_on(steps: Iterable[AnyStep], track: str, specialisms: Collection[str] = ()) -> list[AnyStep]:
    """The steps that somebody on `track` who chose these specialisms has to take, in the order given."""
    return [step for step in steps if is_required_on(step, track, specialisms)]
