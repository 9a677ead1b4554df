"""How many sessions, or minutes, a mentor takes in a day, a week or a month of their own calendar."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from availability.slots.wall_clock import DAY, to_date

# A day of 25 hours and an overnight row reach into a query from outside; two days hold both.
SEARCH_MARGIN = 2 * DAY


class CapPeriod(StrEnum):
    DAY = "day"
    WEEK = "week"  # from Monday
    MONTH = "month"


class Cap(NamedTuple):
    """The most that a mentor takes in each period of their own calendar."""

    most: int
    period: CapPeriod = CapPeriod.DAY
    in_minutes: bool = False  # else sessions
    over_all_types: bool = False  # else those of the type that is asked for


class CountedSession(NamedTuple):
    """A session that counts towards caps."""

    start: int
    minutes: int = 0
    is_same_type: bool = True


CAP_MARGINS = {CapPeriod.DAY: SEARCH_MARGIN, CapPeriod.WEEK: 9 * DAY, CapPeriod.MONTH: 33 * DAY}
PERIOD_OF_DAY: Mapping[CapPeriod, Callable[[int], int]] = {
    CapPeriod.DAY: lambda day: day,
    CapPeriod.WEEK: lambda day: (day + 3) // 7,
    CapPeriod.MONTH: lambda day: to_date(day).year * 12 + to_date(day).month,
}


def days_at_cap(
    caps: Iterable[Cap], minutes: int, sessions: Sequence[tuple[int, CountedSession]], days: Iterable[int]
) -> set[int]:
    """Those of `days` on which a session of so many minutes more would be over a cap.

    `sessions` are what counts, each with its day.
    """
    full: set[int] = set()
    for most, period, in_minutes, over_all_types in caps:
        period_of = PERIOD_OF_DAY[period]
        used: Counter[int] = Counter()
        for day, each in sessions:
            if each.is_same_type or over_all_types:
                used[period_of(day)] += each.minutes if in_minutes else 1
        room = most - (minutes if in_minutes else 1)
        full.update(day for day in days if used[period_of(day)] > room)
    return full
