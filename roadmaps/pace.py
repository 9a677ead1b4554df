"""How fast somebody really studies: quartiles of their last whole weeks. Pure; no database, no clock.

Weeks off count as no time. The running week and those before somebody began do not count at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import quantiles

from roadmaps.study_weeks import StudyWeek

MOST_WEEKS = 8
LEAST_MINUTES = 30  # a week; with less than that, no date means anything


@dataclass(frozen=True, slots=True)
class Pace:
    """Minutes a week: the quartiles of so many whole weeks."""

    weeks: int
    low: float
    middle: float
    high: float

    @property
    def is_enough(self) -> bool:
        return self.middle >= LEAST_MINUTES


def whole_weeks(weeks: Sequence[StudyWeek], *, followed_since: date | None, today: date) -> list[StudyWeek]:
    """Those that are over and had begun when somebody did: followed a roadmap, or studied in these weeks."""
    studied = (day for week in weeks for day, minutes in week.minutes_by_day.items() if minutes)
    began_on = min((day for day in (followed_since, next(studied, None)) if day), default=today)
    return [week for week in weeks if began_on <= week.first_day and week.last_day < today]


def count_pace(weeks: Sequence[StudyWeek]) -> Pace | None:
    """Of the last eight of these whole weeks, oldest first; None without any."""
    minutes = [week.total_minutes for week in weeks[-MOST_WEEKS:]]
    if not minutes:
        return None
    if len(minutes) == 1:
        return Pace(1, *([float(minutes[0])] * 3))
    low, middle, high = quantiles(minutes, n=4, method="inclusive")
    return Pace(len(minutes), low, middle, high)
