"""When a person is available: weekly hours on their own wall clock, and dates that differ."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Self, TypeAlias
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accounts.models import User
from availability import slots
from availability.slots import DAY_MINUTES, Hours, MinuteRange, day_number
from core.db import select_planned
from core.fields import LineField
from core.prepared import prepared

ONE_DEFAULT_SCHEDULE = "availability_schedule_one_default"
WEEKLY_HOURS_ARE_SANE = "availability_weeklyhours_are_sane"
OVERRIDE_ONCE_A_DATE = "availability_dateoverride_once_a_date"
OVERRIDE_RANGE_IS_SANE = "availability_dateoverriderange_is_sane"
NAME_ONCE = "availability_schedule_name_once"
TIME_OFF_ENDS_AFTER_START = "availability_timeoff_ends_after_start"
TRAVEL_ENDS_AFTER_START = "availability_travel_ends_after_start"
IN_ONE_PLACE = "availability_travel_in_one_place"

# Begins within its date, ends within the next one, and never spans more than a day.
SANE_MINUTES = Q(
    start_minute__range=(0, DAY_MINUTES - 1),
    end_minute__gt=F("start_minute"),
    end_minute__lte=F("start_minute") + DAY_MINUTES,
)

A_DAY = timedelta(days=1)  # a local date may be a day off the UTC one
NO_HOURS = Hours(zone=ZoneInfo("UTC"), weekly={})
RowsByDay: TypeAlias = dict[int, list[MinuteRange]]  # by ISO weekday, or by day number


class HoursKey(NamedTuple):
    """Whose hours, and by which of their schedules; None is the default one."""

    user_id: int
    schedule_id: int | None = None


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def default(self) -> Self:
        """Those that say when their people can be booked, unless a session type names another."""
        return self.filter(is_default=True)

    def hours_by_user(self, user_ids: Collection[int], *, start: datetime, end: datetime) -> dict[int, Hours]:
        """The default hours of each person, as `hours_by_key` has them. One query."""
        found = self.hours_by_key([HoursKey(each) for each in user_ids], start=start, end=end)
        return {key.user_id: hours for key, hours in found.items()}

    def hours_by_key(
        self, keys: Iterable[HoursKey], *, start: datetime, end: datetime
    ) -> dict[HoursKey, Hours]:
        """The hours of each key, with the dates of that span that differ, time off and travel. One query.

        Somebody without such a schedule is never available.
        """
        wanted = set(keys)
        named = {key.schedule_id for key in wanted if key.schedule_id is not None}
        first_on, last_on = (start - A_DAY).date(), (end + A_DAY).date()
        rows = _read_rows({key.user_id for key in wanted}, named, first_on, last_on)
        return {key: rows.hours_of(key) for key in wanted}


@dataclass(slots=True)
class _Rows:
    """Zones, weeks and dates that differ by schedule; the default schedule, time off and travel by person."""

    default: dict[int, int] = field(default_factory=dict)
    zones: dict[HoursKey, ZoneInfo] = field(default_factory=dict)
    weekly: dict[int, RowsByDay] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    overrides: dict[int, RowsByDay] = field(default_factory=lambda: defaultdict(dict))
    time_off: dict[int, list[slots.TimeOff]] = field(default_factory=lambda: defaultdict(list))
    travel: dict[int, list[slots.Travel]] = field(default_factory=lambda: defaultdict(list))

    def hours_of(self, key: HoursKey) -> Hours:
        schedule_id = key.schedule_id or self.default.get(key.user_id)
        zone = self.zones.get(HoursKey(key.user_id, schedule_id))
        if schedule_id is None or zone is None:
            return NO_HOURS
        return Hours(
            zone=zone,
            weekly=self.weekly[schedule_id],
            overrides=self.overrides[schedule_id],
            time_off=self.time_off[key.user_id],
            travel=self.travel[key.user_id],
        )

    def add_week(self, user_id: int, schedule_id: int, zone: str, *, is_default: bool) -> RowsByDay:
        self.zones[HoursKey(user_id, schedule_id)] = ZoneInfo(zone)
        if is_default:
            self.default[user_id] = schedule_id
        return self.weekly[schedule_id]


# By hand, and planned once: building it in Django and planning it in PostgreSQL would take longer than
# answering it.
ROWS = """
SELECT
    CASE WHEN schedule.is_default THEN 'default' ELSE 'week' END, schedule.user_id, schedule.id,
    NULL::date, NULL::date, hours.weekday, hours.start_minute, hours.end_minute, schedule.zone, ''
FROM availability_schedule AS schedule
LEFT JOIN availability_weeklyhours AS hours ON hours.schedule_id = schedule.id
WHERE schedule.user_id = ANY(%(people)s::bigint[])
    AND (schedule.is_default OR schedule.id = ANY(%(named)s::bigint[]))
UNION ALL
SELECT
    'override', schedule.user_id, schedule.id,
    override."on", override."on", NULL, hours.start_minute, hours.end_minute, '', ''
FROM availability_dateoverride AS override
JOIN availability_schedule AS schedule ON schedule.id = override.schedule_id
LEFT JOIN availability_dateoverriderange AS hours ON hours.override_id = override.id
WHERE override.user_id = ANY(%(people)s::bigint[])
    AND override."on" BETWEEN %(first)s AND %(last)s
    AND (schedule.is_default OR schedule.id = ANY(%(named)s::bigint[]))
UNION ALL
SELECT
    'off', off.user_id, NULL, off.first_on, off.last_on, NULL, NULL, NULL,
    off.public_note, coalesce(stand_in.handle, '')
FROM availability_timeoff AS off
LEFT JOIN accounts_user AS stand_in ON stand_in.id = off.stand_in_id
WHERE off.user_id = ANY(%(people)s::bigint[]) AND off.last_on >= %(first)s AND off.first_on <= %(last)s
UNION ALL
SELECT
    'travel', user_id, NULL, first_on, last_on, NULL, NULL, NULL, zone, ''
FROM availability_travel
WHERE user_id = ANY(%(people)s::bigint[]) AND last_on >= %(first)s AND first_on <= %(last)s
"""


def _read_rows(user_ids: Collection[int], named: Collection[int], first: date, last: date) -> _Rows:
    """In one query: weeks, overrides, time off and travel below each other, in the same columns."""
    rows = select_planned(ROWS, people=list(user_ids), named=list(named), first=first, last=last)
    found = _Rows()
    for kind, user_id, schedule_id, first_on, last_on, weekday, start, end, text, more in rows:
        if kind == "off":
            found.time_off[user_id].append(
                slots.TimeOff(day_number(first_on), day_number(last_on), text, more)
            )
        elif kind == "travel":
            away = slots.Travel(day_number(first_on), day_number(last_on), ZoneInfo(text))
            found.travel[user_id].append(away)
        elif kind == "override":
            ranges = found.overrides[schedule_id].setdefault(day_number(first_on), [])
            if start is not None:  # a date without ranges is off
                ranges.append((start, end))
        else:
            week = found.add_week(user_id, schedule_id, text, is_default=kind == "default")
            if weekday is not None:  # a schedule without hours comes as one row of nothing
                week[weekday].append((start, end))
    return found


class Schedule(models.Model):
    """A named week in one time zone. The default one says when its user can be booked.

    A session type may name another one of them.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="schedules")
    name = LineField(_("name"), max_length=60, default="")
    zone = TimeZoneField(_("time zone"), help_text=_("Your hours are in this time zone."))
    is_default = models.BooleanField(default=False)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user"], condition=Q(is_default=True), name=ONE_DEFAULT_SCHEDULE),
            models.UniqueConstraint(fields=["user", "name"], name=NAME_ONCE),
        )
        ordering = ("-is_default", "name", "pk")

    def __str__(self) -> str:
        return f"{self.name} ({self.zone})"

    def read_dates(self, *, since: date) -> "list[DateWithHours]":
        """Those that differ from that date on, in order, with their hours. One query."""
        found: dict[date, DateWithHours] = {}
        for on, note, start, end in _dates_of.rows(schedule=self.pk, since=since):
            ranges = found.setdefault(on, DateWithHours(self.pk, on, note, [])).ranges
            if start is not None:
                ranges.append(DateOverrideRange(start_minute=start, end_minute=end))
        return list(found.values())


class WallClockRange(models.Model):
    """Minutes since local midnight; an end over 1440 is on the next date."""

    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{wall_clock(self.start_minute)} to {wall_clock(self.end_minute)}"


class WeeklyHours(WallClockRange):
    """One row of a week. `user` is the schedule's: every row says whose it is."""

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)

    class Meta:
        ordering = ("weekday", "start_minute")
        constraints = (
            models.CheckConstraint(
                condition=Q(weekday__range=(1, 7)) & SANE_MINUTES, name=WEEKLY_HOURS_ARE_SANE
            ),
        )


class DateWithHours(NamedTuple):
    """A date that differs, for pages; without ranges it is off."""

    schedule_id: int
    on: date
    note: str
    ranges: "list[DateOverrideRange]"


class DateOverride(models.Model):
    """A date with hours of its own in place of the weekly ones; without any, a day off."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="overrides")
    on = models.DateField(_("date"))
    note = models.CharField(_("note"), max_length=120, blank=True, help_text=_("Only you see it."))

    class Meta:
        ordering = ("on",)
        constraints = (models.UniqueConstraint(fields=["user", "schedule", "on"], name=OVERRIDE_ONCE_A_DATE),)

    def __str__(self) -> str:
        return str(self.on)


@prepared
def _dates_of(schedule: Any, since: Any) -> models.QuerySet[DateOverride, Any]:
    dates = DateOverride.objects.filter(schedule=schedule, on__gte=since)
    hours = ("ranges__start_minute", "ranges__end_minute")
    return dates.order_by("on", "ranges__start_minute").values_list("on", "note", *hours)


class DateOverrideRange(WallClockRange):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    override = models.ForeignKey(DateOverride, on_delete=models.CASCADE, related_name="ranges")

    class Meta:
        ordering = ("start_minute",)
        constraints = (models.CheckConstraint(condition=SANE_MINUTES, name=OVERRIDE_RANGE_IS_SANE),)


class DatesQuerySet(models.QuerySet[Any]):
    def coming(self, on: Any) -> Self:
        """Those that are not over on that date."""
        return self.filter(last_on__gte=on)


class TimeOff(models.Model):
    """Dates on which nothing is open, whatever a schedule says; the last one is one of them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="time_off")
    first_on = models.DateField(_("first day off"))
    last_on = models.DateField(_("last day off"))
    reason = LineField(_("reason"), max_length=120, blank=True, help_text=_("Only you see it."))
    public_note = LineField(
        _("note for learners"),
        max_length=120,
        blank=True,
        help_text=_("Shown in place of your free times, such as: Back on Monday, rested."),
    )
    stand_in = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = DatesQuerySet.as_manager()

    class Meta:
        ordering = ("first_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name=TIME_OFF_ENDS_AFTER_START),
        )

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}"


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class Travel(models.Model):
    """Dates that are lived in another place, by whose clock the hours of all schedules are read."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="travels")
    first_on = models.DateField(_("first day there"))
    last_on = models.DateField(_("last day there"))
    zone = TimeZoneField(_("time zone"))

    objects = DatesQuerySet.as_manager()

    class Meta:
        ordering = ("first_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name=TRAVEL_ENDS_AFTER_START),
            ExclusionConstraint(
                name=IN_ONE_PLACE,
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        DateRange("first_on", "last_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.zone}, {self.first_on} to {self.last_on}"


def wall_clock(minute: int) -> str:
    """`1530` → `01:30`; the end of a day is `24:00`."""
    hour, rest = divmod(minute if minute <= DAY_MINUTES else minute - DAY_MINUTES, 60)
    return f"{hour:02}:{rest:02}"


def to_minute(at: time) -> int:
    return at.hour * 60 + at.minute


def to_time(minute: int) -> time:
    """On the clock; both ends of a day are midnight there."""
    return time(minute % DAY_MINUTES // 60, minute % 60)
