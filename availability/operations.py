"""What people do about their hours: set the week, give a date hours of its own, clear it again."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from availability.announcements import HoursChanged
from availability.models import (
    IN_ONE_PLACE,
    NAME_ONCE,
    DateOverride,
    DateOverrideRange,
    Schedule,
    TimeOff,
    Travel,
    WeeklyHours,
)
from availability.slots import DAY_MINUTES, MinuteRange
from core.announcements import announce
from core.db import violates
from core.refusals import Refusal

MOST_SCHEDULES = 10


class WeeklyRow(NamedTuple):
    """Open on an ISO weekday between two minutes of the day; an end over 1440 is on the next date."""

    weekday: int
    start_minute: int
    end_minute: int


def ensure_default_schedule(*, user: User) -> Schedule:
    """The schedule that says when this person can be booked; a new one is empty, in their own zone."""
    schedule, _created = Schedule.objects.get_or_create(
        user=user, is_default=True, defaults={"name": gettext("Working hours"), "zone": user.zone}
    )
    return schedule


class NameTaken(Refusal):
    code, message = "name_taken", _("You have hours of that name already. Pick another name.")


class TooManySchedules(Refusal):
    code, message = "too_many_schedules", _("Ten are the most. Remove one that you no longer use.")


class DefaultStays(Refusal):
    code = "default_stays"
    message = _("These hours hold where nothing else is said. Make others the usual ones first.")


class AlreadyAway(Refusal):
    code = "already_away"
    message = _(
        "You are on another journey on some of these dates. Change the dates, or remove that journey."
    )


class WeekChanged(Refusal):
    code = "week_changed"
    message = _("This week was changed again since. Change it here instead of undoing.")


class DateIsOff(Refusal):
    code = "date_is_off"
    message = _("You are off on that date. Remove the day off first, then give the date its hours.")


class DateHasHours(Refusal):
    code = "date_has_hours"
    message = _("That date has hours of its own. Remove them first to take the day off.")


@transaction.atomic
def set_weekly_hours(*, schedule: Schedule, zone: ZoneInfo, rows: Iterable[WeeklyRow]) -> list[WeeklyRow]:
    """Replace the whole week; rows of a day that overlap or meet become one. Bookings are not changed.

    Returns the rows as they are saved.
    """
    merged = merge_rows(rows)
    Schedule.objects.filter(pk=schedule.pk).update(zone=zone)
    schedule.weekly_hours.all().delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(user_id=schedule.user_id, schedule=schedule, **row._asdict()) for row in merged
    )
    announce(HoursChanged(schedule.user_id))
    return merged


@transaction.atomic
def add_schedule(*, user: User, name: str, copied_from: Schedule) -> Schedule:
    """Another named week, with the zone and the rows of one that is there.

    Raises NameTaken and TooManySchedules.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    if user.schedules.count() >= MOST_SCHEDULES:
        raise TooManySchedules
    schedule = Schedule(user=user, zone=copied_from.zone)
    name_schedule(schedule=schedule, name=name)
    week = saved_week_of(copied_from)
    set_weekly_hours(schedule=schedule, zone=copied_from.zone, rows=week.rows)
    return schedule


def name_schedule(*, schedule: Schedule, name: str) -> None:
    """Raises NameTaken."""
    schedule.name = name
    try:
        with transaction.atomic():
            schedule.save()
    except IntegrityError as error:
        if violates(error, NAME_ONCE):
            raise NameTaken from error
        raise


@transaction.atomic
def make_default(*, schedule: Schedule) -> None:
    """From now on these hours hold wherever a session type names none."""
    mine = Schedule.objects.filter(user=schedule.user_id)
    list(mine.select_for_update().order_by("pk"))
    mine.filter(is_default=True).update(is_default=False)
    mine.filter(pk=schedule.pk).update(is_default=True)
    announce(HoursChanged(schedule.user_id))


@transaction.atomic
def remove_schedule(*, schedule: Schedule) -> None:
    """Session types that name it go by the default hours again. Raises DefaultStays."""
    if Schedule.objects.select_for_update().get(pk=schedule.pk).is_default:
        raise DefaultStays
    schedule.delete()
    announce(HoursChanged(schedule.user_id))


@transaction.atomic
def take_time_off(
    *,
    user: User,
    first_on: date,
    last_on: date,
    reason: str = "",
    public_note: str = "",
    stand_in: User | None = None,
) -> TimeOff:
    """Nothing is open on these dates. Bookings are not changed."""
    time_off = TimeOff.objects.create(
        user=user,
        first_on=first_on,
        last_on=last_on,
        reason=reason,
        public_note=public_note,
        stand_in=stand_in,
    )
    announce(HoursChanged(user.pk))
    return time_off


@transaction.atomic
def remove_time_off(*, time_off: TimeOff) -> None:
    """The hours of those dates apply again."""
    time_off.delete()
    announce(HoursChanged(time_off.user_id))


def plan_travel(*, user: User, first_on: date, last_on: date, zone: ZoneInfo) -> Travel:
    """On these dates hours are read on the clock of that zone. Bookings keep their instant.

    Raises AlreadyAway.
    """
    try:
        with transaction.atomic():
            travel = Travel.objects.create(user=user, first_on=first_on, last_on=last_on, zone=zone)
            announce(HoursChanged(user.pk))
    except IntegrityError as error:
        if violates(error, IN_ONE_PLACE):
            raise AlreadyAway from error
        raise
    return travel


@transaction.atomic
def remove_travel(*, travel: Travel) -> None:
    """Hours are read at home on those dates again."""
    travel.delete()
    announce(HoursChanged(travel.user_id))


class Week(NamedTuple):
    """A schedule's zone and its rows, as they are or were saved."""

    zone: str
    rows: tuple[WeeklyRow, ...]


def saved_week_of(schedule: Schedule) -> Week:
    rows = schedule.weekly_hours.values_list("weekday", "start_minute", "end_minute")
    return Week(str(schedule.zone), tuple(WeeklyRow(*row) for row in rows))


@transaction.atomic
def restore_week(*, schedule: Schedule, week: Week, instead_of: Week) -> None:
    """Put back the week that was there before. Raises WeekChanged when it was changed again since."""
    locked = Schedule.objects.select_for_update().get(pk=schedule.pk)
    if saved_week_of(locked) != instead_of:
        raise WeekChanged
    set_weekly_hours(schedule=schedule, zone=ZoneInfo(week.zone), rows=week.rows)


def merge_rows(rows: Iterable[WeeklyRow]) -> list[WeeklyRow]:
    """In order; those of one weekday that overlap or meet are one, unless that were longer than a day."""
    merged: list[WeeklyRow] = []
    for row in sorted(set(rows)):
        last = merged[-1] if merged else row
        end = max(last.end_minute, row.end_minute)
        is_one = row.weekday == last.weekday and row.start_minute <= last.end_minute
        if merged and is_one and end - last.start_minute <= DAY_MINUTES:
            merged[-1] = last._replace(end_minute=end)
        else:
            merged.append(row)
    return merged


@transaction.atomic
def override_date(
    *, schedule: Schedule, on: date, ranges: Iterable[MinuteRange] = (), note: str = ""
) -> DateOverride:
    """Give one date hours of its own in place of the weekly ones; none at all is a day off."""
    override, _created = DateOverride.objects.update_or_create(
        user_id=schedule.user_id, schedule=schedule, on=on, defaults={"note": note}
    )
    override.ranges.all().delete()
    DateOverrideRange.objects.bulk_create(
        DateOverrideRange(user_id=schedule.user_id, override=override, start_minute=start, end_minute=end)
        for start, end in sorted(set(ranges))
    )
    announce(HoursChanged(schedule.user_id))
    return override


@transaction.atomic
def add_to_date(
    *, schedule: Schedule, on: date, ranges: Iterable[MinuteRange] = (), note: str = ""
) -> DateOverride:
    """Give one date more hours of its own, or take it off; what it has already stays.

    Raises DateIsOff and DateHasHours, and then nothing is saved.
    """
    Schedule.objects.select_for_update().get(pk=schedule.pk)
    added = list(ranges)
    found = schedule.overrides.filter(on=on).first()
    present = [] if found is None else list(found.ranges.values_list("start_minute", "end_minute"))
    if added and found and not present:
        raise DateIsOff
    if present and not added:
        raise DateHasHours
    return override_date(
        schedule=schedule, on=on, ranges=[*present, *added], note=note or (found.note if found else "")
    )


@transaction.atomic
def clear_date(*, schedule: Schedule, on: date) -> None:
    """The weekly hours apply on that date again."""
    schedule.overrides.filter(on=on).delete()
    announce(HoursChanged(schedule.user_id))
