"""Study time by day and by week, Monday to Sunday, on the dates where the learner was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from accounts.models import User
from core.clock import local_date, week_of
from roadmaps.models import StudyEntry


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from Monday; every one of them is in `minutes_by_day`."""

    minutes_by_day: Mapping[date, int]
    goal_minutes: int

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
    def percent(self) -> int:
        """Of the goal, at most 100."""
        return min(100, 100 * self.total_minutes // self.goal_minutes)


def this_week(user: User, now: datetime) -> Week:
    """The week that `now` is in where this person lives; one query."""
    return recent_weeks(user, now, count=1)[0]


def recent_weeks(user: User, now: datetime, *, count: int) -> list[Week]:
    """The latest `count` weeks, oldest first, this one last; one query.

    The goal is today's goal in every week: what it was at the time is not kept.
    """
    this_monday = week_of(local_date(now, user.zone))
    first = this_monday - timedelta(weeks=count - 1)
    days = (
        StudyEntry.objects.of(user)
        .filter(studied_on__gte=first, studied_on__lt=this_monday + timedelta(weeks=1))
        .values_list("studied_on")
        .annotate(minutes=Sum("minutes"))
    )
    minutes = dict(days.order_by("studied_on"))
    goal = user.weekly_goal_hours * 60
    return [_week(first + timedelta(weeks=number), minutes, goal) for number in range(count)]


def _week(monday: date, minutes: Mapping[date, int], goal: int) -> Week:
    days = [monday + timedelta(days=number) for number in range(7)]
    return Week({day: minutes.get(day, 0) for day in days}, goal)
