"""The study log, and the weeks that somebody plans."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.operations import lock_weeks
from core.clock import local_date, shift_of_weeks, week_of
from core.formats import format_duration
from core.refusals import Refusal
from roadmaps.models import CHANGEABLE_FOR, MINUTES_A_DAY, RestWeek, Roadmap, StudyEntry, WeeklyGoal
from roadmaps.operations.marks import NoSuchStep
from roadmaps.overlaid_contents import sees_step


class NotYet(Refusal):
    code, message = "not_yet", _("That day has not come yet. Log it when it has.")


class TooLongAgo(Refusal):
    code, message = "too_long_ago", _("Log study of the last year; this day is longer ago.")


class MinutesOutOfRange(Refusal):
    code, message = "minutes_out_of_range", _("Log between 1 minute and 24 hours.")


class DayIsFull(Refusal):
    """`data["logged"]` are the minutes that the day has already."""

    code, message = "day_is_full", _("A day has 24 hours. Log less, or choose another day.")


class TooLateToChange(Refusal):
    code, message = "too_late_to_change", _("Entries can be changed for 14 days. This one stays as it is.")


class WeekIsOver(Refusal):
    code, message = "week_is_over", _("That week is over. A rest is planned before or while it is.")


LOGGED_BACK = timedelta(days=366)


@transaction.atomic
def log_study(
    *,
    learner: User,
    minutes: int,
    studied_on: date,
    now: datetime,
    roadmap: Roadmap | None = None,
    key: str = "",
    note: str = "",
) -> StudyEntry:
    """Write down time spent on a date where the learner lives, about a step that they see if one is named.

    Raises MinutesOutOfRange, NotYet, TooLongAgo, DayIsFull or NoSuchStep.
    """
    _check_time(learner, minutes, studied_on, now)
    if key and not sees_step(learner, roadmap, key):
        raise NoSuchStep
    return StudyEntry.objects.create(
        learner=learner,
        minutes=minutes,
        studied_on=studied_on,
        logged_at=now,
        updated_at=now,
        logged_on=local_date(now, learner.zone),
        roadmap=roadmap,
        key=key,
        note=note,
    )


@transaction.atomic
def change_study(
    *, entry: StudyEntry, minutes: int, studied_on: date, note: str, now: datetime
) -> StudyEntry:
    """Correct an entry. Raises MinutesOutOfRange, NotYet, TooLongAgo, DayIsFull or TooLateToChange.

    It may stay on its own day, even if that has not come yet where the learner is by now.
    """
    _check_changeable(entry, now)
    _check_time(entry.learner, minutes, studied_on, now, entry=entry)
    entry.minutes, entry.studied_on, entry.note = minutes, studied_on, note
    entry.updated_at = now
    entry.save(update_fields=["minutes", "studied_on", "note", "updated_at"])
    return entry


def remove_study(*, entry: StudyEntry, now: datetime) -> None:
    """Take an entry out of the log. Raises TooLateToChange."""
    _check_changeable(entry, now)
    entry.delete()


def keep_past_goal(*, learner: User, hours: int, now: datetime) -> None:
    """Note that `hours` was the weekly goal until last week, since the learner has just changed it.

    Only the first change within a week matters: the weeks before it keep the goal they had.
    """
    last_week = week_of(local_date(now, learner.zone), learner.first_weekday) - timedelta(weeks=1)
    WeeklyGoal.objects.get_or_create(learner=learner, until=last_week, defaults={"hours": hours})


@transaction.atomic
def plan_rest(*, learner: User, week: date, now: datetime) -> RestWeek:
    """Rest in the week that this day is in. Planning it twice is planning it once. Raises WeekIsOver."""
    _check_week(learner, week, now)
    rest, _is_new = RestWeek.objects.get_or_create(
        learner=learner, week=week_of(week, lock_weeks(learner)), defaults={"planned_at": now}
    )
    return rest


def cancel_rest(*, learner: User, week: date, now: datetime) -> None:
    """Study in the week that this day is in after all. Raises WeekIsOver."""
    _check_week(learner, week, now)
    RestWeek.objects.filter(learner=learner, week=week_of(week, learner.first_weekday)).delete()


@transaction.atomic
def shift_weeks(*, learner: User, old: int, new: int) -> None:
    """The learner's weeks begin on another weekday: each rest and goal stays with most of its days."""
    by = shift_of_weeks(old, new)
    RestWeek.objects.filter(learner=learner).update(week=F("week") + by)
    WeeklyGoal.objects.filter(learner=learner).update(until=F("until") + by)


def _check_time(
    learner: User, minutes: int, studied_on: date, now: datetime, *, entry: StudyEntry | None = None
) -> None:
    """Locks the learner's row, so that two requests together cannot log more than a day has."""
    if not 1 <= minutes <= MINUTES_A_DAY:
        raise MinutesOutOfRange
    today = local_date(now, learner.zone)
    if studied_on > today and not (entry and entry.studied_on == studied_on):
        raise NotYet
    if studied_on < today - LOGGED_BACK:
        raise TooLongAgo
    User.objects.select_for_update(no_key=True).get(pk=learner.pk)
    others = StudyEntry.objects.of(learner).filter(studied_on=studied_on)
    if entry:
        others = others.exclude(pk=entry.pk)
    logged = others.aggregate(total=Sum("minutes"))["total"] or 0
    if logged + minutes > MINUTES_A_DAY:
        raise DayIsFull(
            _("That day has %(logged)s already, and no more than 24 hours. Log less, or choose another day.")
            % {"logged": format_duration(logged)},
            logged=logged,
        )


def _check_changeable(entry: StudyEntry, now: datetime) -> None:
    if now > entry.logged_at + CHANGEABLE_FOR:
        raise TooLateToChange


def _check_week(learner: User, week: date, now: datetime) -> None:
    today = local_date(now, learner.zone)
    if week_of(week, learner.first_weekday) < week_of(today, learner.first_weekday):
        raise WeekIsOver
