"""Study time by day and by week, Monday to Sunday, on the dates where the learner was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.template.defaultfilters import date as format_date

from accounts.models import User
from core.charts import Bars, bars
from core.clock import local_date, week_of
from roadmaps.models import Roadmap, StudyEntry


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from Monday; every one of them is in `minutes_by_day`."""

    minutes_by_day: Mapping[date, int]
    goal_minutes: int
    today: date

    @property
    def first_day(self) -> date:
        return next(iter(self.minutes_by_day))

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=6)

    @property
    def total_minutes(self) -> int:
        return sum(self.minutes_by_day.values())

    @property
    def is_current(self) -> bool:
        return self.today in self.minutes_by_day

    @property
    def bars(self) -> Bars:
        """One bar a day, in hours, against a seventh of the goal; today is marked."""
        minutes = list(self.minutes_by_day.values())
        return bars(
            [round(value / 60, 1) for value in minutes],
            [format_date(day, "D") for day in self.minutes_by_day],
            goal=round(self.goal_minutes / 60 / 7, 2),
            marked=(self.today - self.first_day).days if self.is_current else None,
        )

    @property
    def percent(self) -> int:
        """Of the goal, at most 100."""
        return min(100, 100 * self.total_minutes // self.goal_minutes)


def this_week(user: User, now: datetime) -> Week:
    """The week that `now` is in where this person lives; one query."""
    today = local_date(now, user.zone)
    return weeks(user, last_day=today, count=1, today=today)[0]


def weeks(user: User, *, last_day: date, count: int, today: date) -> list[Week]:
    """`count` weeks, oldest first, to the one that `last_day` is in; one query.

    The goal is today's goal in every week: what it was at the time is not kept.
    """
    end = week_of(last_day) + timedelta(weeks=1)
    first = end - timedelta(weeks=count)
    days = (
        StudyEntry.objects.of(user)
        .filter(studied_on__gte=first, studied_on__lt=end)
        .values_list("studied_on")
        .annotate(minutes=Sum("minutes"))
    )
    minutes = dict(days.order_by("studied_on"))
    return [
        Week(
            {day: minutes.get(day, 0) for day in _days(first + timedelta(weeks=number))},
            goal_minutes=user.weekly_goal_hours * 60,
            today=today,
        )
        for number in range(count)
    ]


def weekly_bars(shown: Sequence[Week]) -> Bars:
    """One bar a week, in hours, against the goal; the week of today is marked."""
    return bars(
        [round(week.total_minutes / 60, 1) for week in shown],
        [format_date(week.first_day, "j M") for week in shown],
        goal=shown[-1].goal_minutes / 60,
        marked=next((at for at, week in enumerate(shown) if week.is_current), None),
        width=720,
        height=160,
    )


def _days(monday: date) -> list[date]:
    return [monday + timedelta(days=number) for number in range(7)]


def minutes_on_step(user: User, roadmap: Roadmap, key: str) -> int:
    """All the time this person has logged about one step."""
    entries = StudyEntry.objects.of(user).filter(roadmap=roadmap, key=key)
    return entries.aggregate(total=Sum("minutes"))["total"] or 0
