"""Which steps close a gap this week: pure, three at most, within the hours that there are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from roadmaps.choices import StepStatus
from roadmaps.graph import Needs, reverse_graph
from roadmaps.next_step import SETTLED
from roadmaps.tracks import StepFacts, required_on

MOST = 3
LARGEST_GAPS = 2


class StepWithArea(StepFacts, Protocol):
    @property
    def area_slug(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """`hours` of it are for this week; a long step goes on in the next."""

    key: str
    hours: int


def largest_gaps(gaps: Mapping[str, float]) -> list[str]:
    """The areas furthest below their targets, the furthest first."""
    behind = sorted((area for area, gap in gaps.items() if gap > 0), key=lambda area: (-gaps[area], area))
    return behind[:LARGEST_GAPS]


def plan_week(
    steps: Sequence[StepWithArea],
    needs: Needs,
    status_of: Mapping[str, str],
    track: str,
    *,
    specialisms: Collection[str] = (),
    gaps: Mapping[str, float],
    hours: int,
) -> list[PlannedStep]:
    """Steps of the two largest gaps whose prerequisites are settled, the most useful for an hour first.

    That is the gap times (1 + steps that wait for it), for each hour. `hours` is what the week has; a step
    that is longer than all of it is begun in what is left.
    """
    areas = largest_gaps(gaps)
    required = required_on(steps, track, specialisms)
    waits_for = {step.key for step in required if status_of.get(step.key, StepStatus.PENDING) not in SETTLED}
    waiting = reverse_graph(needs)
    ready = [
        step
        for step in required
        if step.key in waits_for and step.area_slug in areas and waits_for.isdisjoint(needs.get(step.key, ()))
    ]

    def use(step: StepWithArea) -> float:
        after = [key for key in waiting.get(step.key, ()) if key in waits_for]
        return gaps[step.area_slug] * (1 + len(after)) / step.hours

    planned: list[PlannedStep] = []
    left = hours
    best_first = sorted(ready, key=lambda step: -use(step))
    for step in best_first:
        if step.hours <= left and len(planned) < MOST:
            planned.append(PlannedStep(step.key, step.hours))
            left -= step.hours
    longer = [step for step in best_first if step.hours > hours]
    if longer and left > 0 and len(planned) < MOST:
        planned.append(PlannedStep(longer[0].key, left))
    return planned
