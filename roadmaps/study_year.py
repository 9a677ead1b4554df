"""A year of study, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts import HeatMap, heat_map
from core.formats import format_date
from roadmaps.study_weeks import StudyWeek

WEEKS = 53
HOURS_OF_LEVELS = (0.01, 1, 2, 4)


@dataclass(frozen=True, slots=True)
class StudyYear:
    """Weeks oldest first."""

    weeks: Sequence[StudyWeek]

    @property
    def total_minutes(self) -> int:
        return sum(week.total_minutes for week in self.weeks)

    @property
    def day_count(self) -> int:
        """Days with any study."""
        return sum(minutes > 0 for week in self.weeks for minutes in week.minutes_by_day.values())

    @property
    def top_day(self) -> str:
        """The name of the weekday in the first row."""
        return format_date(self.weeks[0].first_day, "WEEKDAY_NAME_FORMAT")

    @property
    def studied_weeks(self) -> list[StudyWeek]:
        """Newest first, without those of nothing."""
        return [week for week in reversed(self.weeks) if week.total_minutes]

    @property
    def heat(self) -> HeatMap:
        """The first whole week of each month has its name."""
        months = {
            at: format_date(week.first_day, "MONTH_FORMAT")
            for at, week in enumerate(self.weeks)
            if week.first_day.day <= 7
        }
        days = [[minutes / 60 for minutes in week.minutes_by_day.values()] for week in self.weeks]
        return heat_map(days, months, steps=HOURS_OF_LEVELS)
