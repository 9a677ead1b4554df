"""A week as it was planned, beside what happened: sittings, hours logged, sessions that are booked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, QuerySet, prefetch_related_objects
from django.db.models.functions import JSONObject

from accounts.models import User
from core.clock import local_date, week_of
from core.prepared import prepared
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, PersonShown
from mentoring.models.booking import names_in_bookings
from planning.matching import Matched, Spent, match_plan
from planning.models import PlanBlock, WeekPlan
from roadmaps.models import StudyEntry
from roadmaps.roadmap_view import RoadmapView
from roadmaps.study_choices import (
    Followed,
    StepTitle,
    StepTitles,
    read_followed,
    read_former_titles,
    titles_of,
)
from roadmaps.study_weeks import StudyWeek, read_weeks

TAKES_PLACE = (BookingState.CONFIRMED, BookingState.COMPLETED)


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A block with what of it happened. `step` is where its step can be read, if it is about one."""

    block: PlanBlock
    kept_minutes: int
    today: date
    step: StepTitle | None = None

    @property
    def is_kept(self) -> bool:
        item = self.block.action_item
        return self.minutes_to_go <= 0 or bool(item and item.done_at)

    @property
    def minutes_to_go(self) -> int:
        return self.block.minutes - self.kept_minutes

    @property
    def is_over(self) -> bool:
        """Its day is over; what did not happen may be moved."""
        return self.block.on is not None and self.block.on < self.today

    @property
    def can_be_logged(self) -> bool:
        return not self.is_kept and (self.block.on or self.today) <= self.today

    @property
    def status(self) -> str:
        """As a waymark draws it."""
        return "done" if self.is_kept else "in_progress" if self.kept_minutes else "pending"

    @property
    def title(self) -> str:
        """Empty for hours alone."""
        return self.step.title if self.step else self.block.text or self.block.key


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session that is booked: it is in the week whatever else is planned."""

    booking: Booking
    other: PersonShown


@dataclass(frozen=True)
class PlannedDay:
    """One day, or any day (`on` is None), with what is planned and what was logged."""

    on: date | None
    today: date
    lines: list[BlockLine] = field(default_factory=list)
    sessions: list[SessionLine] = field(default_factory=list)
    studied_minutes: int = 0

    @property
    def is_today(self) -> bool:
        return self.on == self.today

    @property
    def is_over(self) -> bool:
        return self.on is not None and self.on < self.today

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.sessions or self.studied_minutes)

    @property
    def planned_minutes(self) -> int:
        return sum(line.block.minutes for line in self.lines)

    @property
    def status(self) -> str:
        """As a waymark draws it: what was logged counts as a day, planned or not."""
        if self.lines and all(line.is_kept for line in self.lines):
            return "done"
        if self.studied_minutes:
            return "done" if not self.lines else "in_progress"
        return "pending"


@dataclass(frozen=True)
class WeekView:
    """`plan` is None for a week that nobody has planned; `matched` says what of it happened."""

    study: StudyWeek
    plan: WeekPlan | None
    days: list[PlannedDay]
    any_day: PlannedDay
    matched: Matched
    followed: Followed

    @property
    def first_day(self) -> date:
        return self.study.first_day

    @property
    def before(self) -> date:
        return self.first_day - timedelta(weeks=1)

    @property
    def after(self) -> date:
        return self.first_day + timedelta(weeks=1)

    @property
    def is_over(self) -> bool:
        return self.study.last_day < self.study.today

    @property
    def lines(self) -> list[BlockLine]:
        return [line for day in (*self.days, self.any_day) for line in day.lines]

    @property
    def planned_minutes(self) -> int:
        return sum(line.block.minutes for line in self.lines)

    @property
    def besides_minutes(self) -> int:
        """What was logged without having been planned."""
        return self.study.total_minutes - self.matched.total


def read_week(learner: User, day: date, *, now: datetime) -> WeekView:
    """The week that this day is in. A fixed number of queries."""
    today = local_date(now, learner.zone)
    study = read_weeks(learner, last_day=day, count=1, today=today)[0]
    first_day = study.first_day
    followed = read_followed(learner)
    blocks, spent = _read_blocks(learner, first_day)
    plan = blocks[0].plan if blocks else WeekPlan.objects.filter(learner=learner, week=first_day).first()
    matched = match_plan(blocks, spent)
    lines = build_lines(blocks, matched, titles_of(blocks, learner, followed), today=today)
    sessions = _read_sessions(learner, first_day)
    days = [
        PlannedDay(on, today, [line for line in lines if line.block.on == on], sessions.get(on, []), minutes)
        for on, minutes in study.minutes_by_day.items()
    ]
    any_day = PlannedDay(None, today, [line for line in lines if line.block.on is None])
    return WeekView(study, plan, days, any_day, matched, followed)


def read_coming(learner: User, *, today: date, views: Iterable[RoadmapView]) -> list[BlockLine]:
    """What is still planned for this week from today on, today's first, then any day's; one query.

    `views` are what the page has read already; up to three more queries for steps that none of them has.
    """
    blocks, spent = _read_blocks(learner, week_of(today, learner.first_weekday))
    views_by_roadmap = {view.edition.roadmap_id: view for view in views}
    titles: StepTitles = {
        block.about: StepTitle(step.title, view.url_of(step))
        for block in blocks
        if block.about
        and (view := views_by_roadmap.get(block.about[0]))
        and (step := view.by_key.get(block.key))
    }
    missing = {block.about for block in blocks if block.about} - titles.keys()
    titles |= read_former_titles(missing, learner, views_by_roadmap.keys())
    lines = build_lines(blocks, match_plan(blocks, spent), titles, today=today)
    ahead = [line for line in lines if not (line.is_kept or line.is_over)]
    return sorted(ahead, key=lambda line: line.block.on or today + timedelta(days=1))


def read_kept(learner: User, plan: WeekPlan) -> dict[UUID, int]:
    """The minutes of each block that are in the log, by its primary key; one query."""
    blocks, spent = _read_blocks(learner, plan.week)
    return dict(zip([block.pk for block in blocks], match_plan(blocks, spent).kept, strict=True))


def build_lines(
    blocks: Sequence[PlanBlock], matched: Matched, titles: StepTitles, *, today: date
) -> list[BlockLine]:
    return [
        BlockLine(block, kept, today, titles.get(block.about) if block.about else None)
        for block, kept in zip(blocks, matched.kept, strict=True)
    ]


def _read_blocks(learner: User, week: date) -> tuple[list[PlanBlock], list[Spent]]:
    """The blocks of a week in order, and the time that was logged in it; one query.

    Without a block nobody asks for the time, and it is left out.
    """
    blocks = _blocks_of.rows(learner=learner.pk, week=week, end=week + timedelta(weeks=1))
    blocks.sort(key=lambda block: block.on or date.max)
    spent: list[dict[str, Any]] = blocks[0].spent if blocks else []
    for block in blocks:
        block.learner = learner
    return blocks, [_read_spent(each) for each in spent]


@prepared
def _blocks_of(learner: Any, week: Any, end: Any) -> QuerySet[Any]:
    """In order, each with all that was `spent` in that week."""
    logged = StudyEntry.objects.of(learner).filter(studied_on__gte=week, studied_on__lt=end)
    entry = JSONObject(on=F("studied_on"), minutes="minutes", roadmap="roadmap_id", key="key")
    return (
        PlanBlock.objects.of(learner)
        .filter(plan__week=week)
        .select_related("plan", "roadmap", "action_item")
        .annotate(spent=ArraySubquery(logged.order_by("studied_on", "pk").values(data=entry)))
        .in_order()
    )


def _read_spent(entry: dict[str, Any]) -> Spent:
    about = (entry["roadmap"], entry["key"]) if entry["roadmap"] and entry["key"] else None
    return Spent(date.fromisoformat(entry["on"]).isoweekday(), entry["minutes"], about)


def _read_sessions(learner: User, week: date) -> dict[date, list[SessionLine]]:
    """The sessions of the week by their day where the learner lives, the earliest first."""
    start = datetime.combine(week, time(), tzinfo=learner.zone)
    end = datetime.combine(week + timedelta(weeks=1), time(), tzinfo=learner.zone)
    bookings = _sessions_between.rows(person=learner.pk, start=start, end=end)
    prefetch_related_objects([each for each in bookings if each.is_given_by(learner)], names_in_bookings())
    found: dict[date, list[SessionLine]] = defaultdict(list)
    for booking in bookings:
        found[local_date(booking.starts_at, learner.zone)].append(
            SessionLine(booking, booking.other_shown(learner))
        )
    return found


@prepared
def _sessions_between(person: Any, start: Any, end: Any) -> QuerySet[Booking]:
    """Those that take place, the earliest first, each with its mentor's name."""
    mine = Booking.objects.of(person).filter(state__in=TAKES_PLACE, starts_at__gte=start, starts_at__lt=end)
    return mine.with_mentor_name().order_by("starts_at", "pk")
