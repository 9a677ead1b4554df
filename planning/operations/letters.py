"""The letter at the start of a week: who is told of their week, and as what."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from accounts.models import WEEK_STARTS, User
from core.db import insert_new
from core.zones import first_weekday_in
from notices.operations import NewNotice, take_back_coming, tell_each
from planning.choices import Cadence
from planning.models import LetterChoice, PlanBlock, WeekLetter, WeekPlan, is_first_of_month
from planning.notice_kinds import WEEK_BEGINS
from roadmaps.models import ProgressEvent, StudyEntry, WeeklyGoal

SENT_FROM = time(7)  # on the first day of the week, where the reader lives; until the day is over
ABSENT_AFTER = timedelta(weeks=3)
AT_ONCE = 200
WEEKDAY_NAMES = {weekday: name for name, weekday in WEEK_STARTS.items()}


@transaction.atomic
def choose_cadence(*, learner: User, cadence: Cadence, now: datetime) -> LetterChoice:
    """Have the letter at the start of the week so often from now on.

    One that waits is not sent to whoever wants none.
    """
    choice, _is_new = LetterChoice.objects.update_or_create(learner=learner, defaults={"cadence": cadence})
    if cadence == Cadence.NEVER:
        take_back_coming(person=learner, kind=WEEK_BEGINS, now=now)
    return choice


def tell_of_weeks(*, now: datetime) -> int:
    """Owe the letter to everybody where it is the first morning of their week; how many were told.

    A row for each person and week is inserted in the transaction that owes the letter: however often and
    by however many workers this runs, and wherever one of them is killed, each is told once.
    """
    told = 0
    for week, zones in _zones_by_day(now).items():
        while people := list(_to_be_told(week, zones, now)[:AT_ONCE]):
            told += _tell(people, week, now)
    return told


def _zones_by_day(now: datetime) -> dict[date, list[str]]:
    """People's zones in which it is seven or later on a day on which weeks may begin, by its date."""
    found: dict[date, list[str]] = {}
    for zone in User.objects.filter(is_active=True).values_list("zone", flat=True).distinct().order_by():
        here = now.astimezone(ZoneInfo(str(zone)))
        if here.isoweekday() in WEEK_STARTS.values() and here.time() >= SENT_FROM:
            found.setdefault(here.date(), []).append(str(zone))
    return found


def _to_be_told(week: date, zones: Iterable[str], now: datetime) -> QuerySet[User]:
    """Those in these zones whose week begins on this day and who are to have the letter.

    They have a plan or have set a goal, want the letter now, and did not get it yet. Somebody absent for
    three weeks is told once more, and then not until they have been there again.
    """
    mine = OuterRef("pk")
    last_active = Greatest(
        _latest(StudyEntry.objects.filter(learner=mine), "logged_at"),
        _latest(ProgressEvent.objects.filter(learner=mine), "at"),
        _latest(WeekPlan.objects.filter(learner=mine), "changed_at"),
    )
    welcomed = WeekLetter.objects.filter(learner=mine, kind=WeekLetter.Kind.WELCOME_BACK)
    wanted = [Cadence.WEEKLY, Cadence.MONTHLY] if is_first_of_month(week) else [Cadence.WEEKLY]
    begins_today = Q(zone__in=zones, week_start=WEEKDAY_NAMES[week.isoweekday()]) | Q(
        zone__in=[zone for zone in zones if first_weekday_in(zone) == week.isoweekday()], week_start=""
    )
    plans_or_goals = Exists(PlanBlock.objects.filter(learner=mine)) | Exists(
        WeeklyGoal.objects.filter(learner=mine)
    )
    return (
        User.objects.filter(begins_today, plans_or_goals, is_active=True)
        .exclude(Exists(WeekLetter.objects.filter(learner=mine, week=week)))
        .annotate(
            last_active=Coalesce(last_active, F("joined_at")),
            welcomed_at=_latest(welcomed, "told_at"),
            cadence=Coalesce("plan_letter__cadence", Value(Cadence.WEEKLY.value)),
        )
        .filter(
            Q(last_active__gte=now - ABSENT_AFTER)
            | Q(welcomed_at=None)
            | Q(welcomed_at__lt=F("last_active")),
            cadence__in=wanted,
        )
        .order_by("pk")
    )


def _latest(rows: QuerySet[Any], column: str) -> Subquery:
    return Subquery(
        rows.order_by().values("learner").annotate(latest=Max(column)).values("latest"),
        output_field=DateTimeField(),
    )


@transaction.atomic
def _tell(people: list[User], week: date, now: datetime) -> int:
    rows = {
        person.pk: WeekLetter(learner=person, week=week, kind=_kind(person, now), told_at=now)
        for person in people
    }
    saved = insert_new(list(rows.values()))
    tell_each(
        [
            NewNotice(
                person=person,
                kind=WEEK_BEGINS,
                about=f"week:{week}",
                at=datetime.combine(week, SENT_FROM, tzinfo=person.zone).astimezone(UTC),
                context={"week": week.isoformat(), "kind": rows[person.pk].kind},
            )
            for person in people
            if rows[person.pk].pk in saved
        ],
        now=now,
    )
    return len(saved)


def _kind(person: User, now: datetime) -> WeekLetter.Kind:
    is_absent = person.last_active < now - ABSENT_AFTER  # type: ignore[attr-defined]
    return WeekLetter.Kind.WELCOME_BACK if is_absent else WeekLetter.Kind.WEEK
