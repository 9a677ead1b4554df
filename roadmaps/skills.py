"""How good somebody is in an area, from 0 to 4, computed from what is known of them: pure.

The rule, which the page states:

- what they say themselves weighs 1, and half of that with each 180 days that pass;
- finished steps weigh up to 1, and speak for up to level 3;
- a mock interview weighs 4, a further one with the same interviewer 2; half of that with each year;
- one mock interview moves an area by one level at most;
- the band around the level narrows only with other interviewers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

HIGHEST = 4
STEPS_SPEAK_FOR = 3.0
OWN_WORD_HALVES, MOCK_HALVES = 180, 365  # days
FIRST_MOCK, FURTHER_MOCK = 4.0, 2.0
MOST_A_MOCK_MOVES = 1.0
UNKNOWN = 2.0  # where a first mock begins from, when nothing else is known
BANDS = (1.5, 1.0, 0.75, 0.5)  # by the number of interviewers; half of the width


@dataclass(frozen=True, slots=True)
class OwnWord:
    level: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Mock:
    """What one interview showed. `by` tells interviewers apart; None for one who is gone."""

    level: float
    at: datetime
    by: int | None


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """`own` is what they say, `confirmed` what mocks make of it; None without any."""

    own: float | None
    confirmed: float | None
    steps: float
    mocks: int
    interviewers: int

    @property
    def level(self) -> float | None:
        """The best that is known; None when nobody has said anything and no step is done."""
        if self.confirmed is not None:
            return self.confirmed
        return self.own if self.own is not None else (self.steps or None)

    @property
    def band(self) -> tuple[float, float] | None:
        """Where they probably are."""
        if self.level is None:
            return None
        half = BANDS[min(self.interviewers, len(BANDS) - 1)]
        return max(0.0, self.level - half), min(float(HIGHEST), self.level + half)


def compute_level(
    *, own: OwnWord | None, share_done: float, mocks: Iterable[Mock], now: datetime
) -> SkillLevel:
    """From the latest own word, the share of the area's hours that is done (0 to 1), and all mocks.

    The order in which mocks are given does not matter.
    """
    told = [(own.level, _faded(1.0, own.at, now, OWN_WORD_HALVES))] if own else []
    if share_done:
        told.append((STEPS_SPEAK_FOR * share_done, share_done))
    held = sorted(mocks, key=lambda mock: (mock.at, mock.level, mock.by or 0))
    level = _mean(told, otherwise=UNKNOWN)
    seen: set[int] = set()
    for mock in held:
        weight = FURTHER_MOCK if mock.by in seen else FIRST_MOCK
        told.append((mock.level, _faded(weight, mock.at, now, MOCK_HALVES)))
        aim = _mean(told, otherwise=level)
        level += max(-MOST_A_MOCK_MOVES, min(MOST_A_MOCK_MOVES, aim - level))
        seen |= {mock.by} if mock.by is not None else set()
    return SkillLevel(
        own=own.level if own else None,
        confirmed=level if held else None,
        steps=STEPS_SPEAK_FOR * share_done,
        mocks=len(held),
        interviewers=len(seen) + any(mock.by is None for mock in held),
    )


def _faded(weight: float, at: datetime, now: datetime, halves: int) -> float:
    days = max(0.0, (now - at).total_seconds() / 86_400)
    return float(weight * 0.5 ** (days / halves))


def _mean(told: Sequence[tuple[float, float]], *, otherwise: float) -> float:
    whole = sum(weight for _level, weight in told)
    return sum(level * weight for level, weight in told) / whole if whole else otherwise
