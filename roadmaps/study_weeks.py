"""Study time by day and by week: dates where the learner was, in weeks from the weekday that they chose."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import DateField, DateTimeField, F, Max, Min, QuerySet, Value
from django.db.models.functions import Cast, TruncWeek

from accounts.models import User
from core.charts import Bars, bars
from core.clock import local_date, week_of
from core.formats import format_date
from core.prepared import prepared
from roadmaps.models import RestWeek, Roadmap, StudyEntry, StudyTimer, WeeklyGoal


@dataclass(frozen=True, slots=True)
class StudyWeek:
    """Seven days from the learner's first day of the week; every one of them is in `minutes_by_day`.

    `goal_minutes` is the goal that held in that week, 0 in a week of planned rest.
    """

    minutes_by_day: Mapping[date, int]
    goal_minutes: int
    today: date
    is_rest: bool = False

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
    def is_this_year(self) -> bool:
        return self.last_day.year == self.today.year

    @property
    def minutes_to_go(self) -> int:
        return max(0, self.goal_minutes - self.total_minutes)

    @property
    def bars(self) -> Bars:
        """One bar a day, in hours, against a seventh of the goal; today is marked."""
        minutes = list(self.minutes_by_day.values())
        return bars(
            [round(value / 60, 1) for value in minutes],
            [format_date(day, "WEEKDAY_FORMAT") for day in self.minutes_by_day],
            goal=round(self.goal_minutes / 60 / 7, 2),
            marked=(self.today - self.first_day).days if self.is_current else None,
        )

    @property
    def percent(self) -> int:
        """Of the goal, at most 100; a week of planned rest has reached its own."""
        return 100 if not self.minutes_to_go else 100 * self.total_minutes // self.goal_minutes


@dataclass(frozen=True, slots=True)
class StudyHistory:
    """The first and last day with study, and the first day of each week with any, oldest first."""

    first_on: date | None
    last_on: date | None
    weeks: tuple[date, ...]

    @property
    def returns(self) -> int:
        """How often somebody came back after a whole week without study."""
        return sum(later - earlier > timedelta(weeks=1) for earlier, later in pairwise(self.weeks))


def read_history(user: User) -> StudyHistory:
    """All of somebody's study, in one query.

    PostgreSQL's weeks begin on Monday: days are moved `later` until the learner's first weekday is one.
    """
    later = timedelta(days=(8 - user.first_weekday) % 7)
    first_on, last_on, mondays = _study_of.first(learner=user.pk, later=later) or (None, None, ())
    return StudyHistory(first_on, last_on, tuple(sorted(monday - later for monday in mondays)))


@prepared
def _study_of(learner: Any, later: Any) -> QuerySet[Any, Any]:
    """(first day, last day, Mondays of the weeks of all days moved `later`); no row without study."""
    studied = StudyEntry.objects.of(learner).order_by().values("learner")
    mondays = ArrayAgg(TruncWeek(Cast(F("studied_on") + later, DateField())), distinct=True)
    return studied.annotate(
        first_on=Min("studied_on"), last_on=Max("studied_on"), mondays=mondays
    ).values_list("first_on", "last_on", "mondays")


def this_week(user: User, now: datetime) -> StudyWeek:
    """The week that `now` is in where this person lives; one query."""
    today = local_date(now, user.zone)
    return read_weeks(user, last_day=today, count=1, today=today)[0]


def read_weeks(user: User, *, last_day: date, count: int, today: date) -> list[StudyWeek]:
    """`count` weeks, oldest first, to the one that `last_day` is in; one query.

    Each has the goal that held in it, and what was rested stays rested.
    """
    end = week_of(last_day, user.first_weekday) + timedelta(weeks=1)
    first = end - timedelta(weeks=count)
    minutes: dict[date, int] = defaultdict(int)
    past_goals: dict[date, int] = {}
    rested: set[date] = set()
    for kind, on, number in _days_of.rows(learner=user.pk, first=first, end=end):
        if kind == "study":
            minutes[on] += number
        elif kind == "goal":
            past_goals[on] = number
        else:
            rested.add(on)

    def build_week(begin: date) -> StudyWeek:
        until = min((on for on in past_goals if on >= begin), default=None)
        hours = past_goals[until] if until else user.weekly_goal_hours
        return StudyWeek(
            {day: minutes.get(day, 0) for day in (begin + timedelta(days=at) for at in range(7))},
            goal_minutes=0 if begin in rested else hours * 60,
            today=today,
            is_rest=begin in rested,
        )

    return [build_week(first + timedelta(weeks=number)) for number in range(count)]


@prepared
def _days_of(learner: Any, first: Any, end: Any) -> QuerySet[Any, Any]:
    """(`study`, day, minutes), (`goal`, first day of its last week, hours), (`rest`, first day, 0)."""
    studied = StudyEntry.objects.of(learner).filter(studied_on__gte=first, studied_on__lt=end)
    goals = WeeklyGoal.objects.filter(learner=learner, until__gte=first)
    rests = RestWeek.objects.filter(learner=learner, week__gte=first, week__lt=end)
    return studied.values_list(Value("study"), "studied_on", "minutes").union(
        goals.values_list(Value("goal"), "until", "hours"),
        rests.values_list(Value("rest"), "week", Value(0)),
        all=True,
    )


def latest_goal(shown: Sequence[StudyWeek]) -> int:
    """In minutes; 0 when all of these weeks are for rest."""
    return next((week.goal_minutes for week in reversed(shown) if not week.is_rest), 0)


def weekly_bars(shown: Sequence[StudyWeek]) -> Bars:
    """One bar a week, in hours, against the latest goal; the week of today is marked."""
    return bars(
        [round(week.total_minutes / 60, 1) for week in shown],
        [format_date(week.first_day, "SHORT_DAY_FORMAT") for week in shown],
        goal=latest_goal(shown) / 60,
        marked=next((at for at, week in enumerate(shown) if week.is_current), None),
        width=720,
        height=160,
    )


def read_step_time(user: User, roadmap: Roadmap, key: str) -> tuple[int, StudyTimer | None]:
    """All minutes this person has logged about one step, and their timer if it runs; one query."""
    total, started_at = 0, None
    for minutes, running_since in _time_of.rows(learner=user.pk, roadmap=roadmap.pk, key=key):
        total, started_at = total + minutes, running_since or started_at
    return total, StudyTimer(learner=user, started_at=started_at) if started_at else None


@prepared
def _time_of(learner: Any, roadmap: Any, key: Any) -> QuerySet[Any, Any]:
    """(minutes, None) of what was logged, (0, since when) of a timer."""
    entries = StudyEntry.objects.of(learner).filter(roadmap=roadmap, key=key)
    timers = StudyTimer.objects.filter(learner=learner).values_list(Value(0), "started_at")
    return entries.values_list("minutes", Value(None, DateTimeField())).union(timers, all=True)
