"""What of a plan has happened: pure. The log says what was done; a plan is never ticked off by hand.

Time is given to blocks in this order, so that each minute counts once:
1. time on a step to blocks about that step, those of the same day first;
2. time about nothing in particular to the blocks of its day;
3. what is left to blocks about no step, those of its day first, then those of any day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

About = tuple[int, str]


class Planned(Protocol):
    @property
    def weekday(self) -> int | None: ...
    @property
    def minutes(self) -> int: ...
    @property
    def about(self) -> About | None: ...


@dataclass(frozen=True, slots=True)
class Spent:
    """Time that was logged. `weekday` is 1 for Monday to 7."""

    weekday: int
    minutes: int
    about: About | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """`kept` has the minutes of each block that happened, in their order; `besides` those of no block."""

    kept: tuple[int, ...]
    besides: int

    @property
    def total(self) -> int:
        return sum(self.kept)


def match_plan(blocks: Sequence[Planned], spent: Sequence[Spent]) -> Matched:
    """Give the time that was spent to the blocks; no block gets more than it planned."""
    kept = [0] * len(blocks)
    left = [entry.minutes for entry in spent]

    def give(number: int, places: Iterable[int]) -> None:
        for place in places:
            given = min(left[number], blocks[place].minutes - kept[place])
            kept[place] += given
            left[number] -= given

    for number, entry in enumerate(spent):
        if entry.about:
            about = [place for place, block in enumerate(blocks) if block.about == entry.about]
            give(number, [place for place in about if blocks[place].weekday == entry.weekday])
            give(number, about)
    for number, entry in enumerate(spent):
        if not entry.about:
            give(number, [place for place, block in enumerate(blocks) if block.weekday == entry.weekday])
    for number, entry in enumerate(spent):
        free = [place for place, block in enumerate(blocks) if block.about is None]
        give(number, [place for place in free if blocks[place].weekday == entry.weekday])
        give(number, [place for place in free if blocks[place].weekday is None])
    return Matched(tuple(kept), sum(left))
