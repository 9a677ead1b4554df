"""When somebody may be through: an honest range, never one proud date. Pure; no database, no clock.

Open hours over one's own pace, and no sooner than the last open gate allows. Beside it stand ten hours a
week and the band of two to five years from the day one began.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from roadmaps.months import months_after
from roadmaps.pace import Pace

TEN_HOURS = 600  # minutes a week
TWO_HOURS = 120
LONGEST_WEEKS = 52 * 60  # beyond a working life a date says nothing


class Basis(StrEnum):
    OWN_PACE = "own_pace"
    GOAL = "goal"
    TOO_LITTLE = "too_little"


@dataclass(frozen=True, slots=True)
class OpenGate:
    """Months that are not over: `earliest` is the first day on which they can be."""

    key: str
    title: str
    has_begun: bool
    earliest: date


@dataclass(frozen=True, slots=True)
class Projection:
    """`soonest` to `latest` by the quarter of the best and of the weakest weeks.

    A date is None when that pace never gets there, and all three are when the pace says too little.
    """

    basis: Basis
    pace: Pace | None
    hours_open: int
    gates: tuple[OpenGate, ...]
    soonest: date | None
    middle: date | None
    latest: date | None
    with_more: date | None
    at_ten_hours: date | None
    two_years: date
    five_years: date

    @property
    def gates_until(self) -> date | None:
        return max((gate.earliest for gate in self.gates), default=None)

    @property
    def is_beyond_band(self) -> bool:
        """Would the middle be later than five years from the beginning?"""
        return self.basis != Basis.TOO_LITTLE and (self.middle is None or self.middle > self.five_years)

    @property
    def is_range(self) -> bool:
        return self.soonest != self.latest


def project(
    *,
    hours_open: int,
    pace: Pace | None,
    goal_minutes: int,
    gates: Sequence[OpenGate],
    started_on: date,
    today: date,
) -> Projection:
    """`goal_minutes` a week are assumed for somebody who has no whole week behind them."""
    until = max((gate.earliest for gate in gates), default=today)

    def finish(minutes: float) -> date | None:
        weeks = ceil(hours_open * 60 / minutes) if minutes else LONGEST_WEEKS * bool(hours_open)
        return max(today + timedelta(weeks=weeks), until) if weeks < LONGEST_WEEKS else None

    if pace is None:
        basis, speeds = Basis.GOAL, (float(goal_minutes),) * 3
    else:
        basis, speeds = Basis.OWN_PACE, (pace.high, pace.middle, pace.low)
    if hours_open and pace is not None and not pace.is_enough:
        basis = Basis.TOO_LITTLE
    dates = [None if basis == Basis.TOO_LITTLE else finish(minutes) for minutes in speeds]
    return Projection(
        basis=basis,
        pace=pace,
        hours_open=hours_open,
        gates=tuple(gates),
        soonest=dates[0],
        middle=dates[1],
        latest=dates[2],
        with_more=finish(speeds[1] + TWO_HOURS),
        at_ten_hours=finish(TEN_HOURS),
        two_years=months_after(started_on, 24),
        five_years=months_after(started_on, 60),
    )
