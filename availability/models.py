"""When a person is available: weekly hours on their own wall clock, and dates that differ."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Self, TypeAlias
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accounts.models import User
from availability.slots import DAY_MINUTES, Hours, MinuteRange, day_number

ONE_DEFAULT_SCHEDULE = "availability_schedule_one_default"
WEEKLY_HOURS_ARE_SANE = "availability_weeklyhours_are_sane"
OVERRIDE_ONCE_A_DATE = "availability_dateoverride_once_a_date"
OVERRIDE_RANGE_IS_SANE = "availability_dateoverriderange_is_sane"

# Begins within its date, ends within the next one, and never spans more than a day.
SANE_MINUTES = Q(
    start_minute__range=(0, DAY_MINUTES - 1),
    end_minute__gt=F("start_minute"),
    end_minute__lte=F("start_minute") + DAY_MINUTES,
)

A_DAY = timedelta(days=1)  # a local date may be a day off the UTC one
NO_HOURS = Hours(zone=ZoneInfo("UTC"), weekly={})
RowsByDay: TypeAlias = dict[int, list[MinuteRange]]  # by ISO weekday, or by day number


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def default(self) -> Self:
        """Those that say when their people can be booked."""
        return self.filter(is_default=True)

    def hours_by_user(self, user_ids: Collection[int], *, start: datetime, end: datetime) -> dict[int, Hours]:
        """The default hours of each person, with the dates of that span that differ. Two queries.

        Somebody without a schedule is never available.
        """
        hours = dict.fromkeys(user_ids, NO_HOURS)
        overrides: dict[int, RowsByDay] = defaultdict(dict)
        dates = DateOverride.objects.filter(
            user__in=user_ids,
            schedule__is_default=True,
            on__range=((start - A_DAY).date(), (end + A_DAY).date()),
        ).values_list("user_id", "on", "ranges__start_minute", "ranges__end_minute")
        for user_id, on, first, last in dates:
            ranges = overrides[user_id].setdefault(day_number(on), [])
            if first is not None:  # a date without ranges is off
                ranges.append((first, last))
        weekly: dict[int, RowsByDay] = defaultdict(lambda: defaultdict(list))
        schedules = self.default().filter(user__in=user_ids)
        columns = ("weekly_hours__weekday", "weekly_hours__start_minute", "weekly_hours__end_minute")
        for user_id, zone, weekday, first, last in schedules.values_list("user_id", "zone", *columns):
            if weekday is not None:  # a schedule without hours comes as one row of nothing
                weekly[user_id][weekday].append((first, last))
            hours[user_id] = Hours(zone=zone, weekly=weekly[user_id], overrides=overrides[user_id])
        return hours


class Schedule(models.Model):
    """A named week in one time zone. The default one says when its user can be booked."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="schedules")
    name = models.CharField(max_length=60, default="")
    zone = TimeZoneField(_("time zone"), help_text=_("Your hours are in this time zone."))
    is_default = models.BooleanField(default=False)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user"], condition=Q(is_default=True), name=ONE_DEFAULT_SCHEDULE),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.zone})"


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


class DateOverrideRange(WallClockRange):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    override = models.ForeignKey(DateOverride, on_delete=models.CASCADE, related_name="ranges")

    class Meta:
        ordering = ("start_minute",)
        constraints = (models.CheckConstraint(condition=SANE_MINUTES, name=OVERRIDE_RANGE_IS_SANE),)


def wall_clock(minute: int) -> str:
    """`1530` → `01:30`; the end of a day is `24:00`."""
    hour, rest = divmod(minute if minute <= DAY_MINUTES else minute - DAY_MINUTES, 60)
    return f"{hour:02}:{rest:02}"


def to_minute(at: time) -> int:
    return at.hour * 60 + at.minute


def to_time(minute: int) -> time:
    """On the clock; both ends of a day are midnight there."""
    return time(minute % DAY_MINUTES // 60, minute % 60)
