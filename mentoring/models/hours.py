"""When a mentor is open: weekly hours on their own wall clock, and dates that differ."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from mentoring.models.mentor import Mentor
from mentoring.slots import DAY_MINUTES

ONE_DEFAULT_SCHEDULE = "mentoring_schedule_one_default"
WEEKLY_HOURS_ARE_SANE = "mentoring_weeklyhours_are_sane"
OVERRIDE_ONCE_A_DATE = "mentoring_dateoverride_once_a_date"
OVERRIDE_RANGE_IS_SANE = "mentoring_dateoverriderange_is_sane"

# Begins within its date, ends within the next one, and never spans more than a day.
SANE_MINUTES = Q(
    start_minute__range=(0, DAY_MINUTES - 1),
    end_minute__gt=F("start_minute"),
    end_minute__lte=F("start_minute") + DAY_MINUTES,
)


class Schedule(models.Model):
    """A named week in one time zone. The default one says when the mentor can be booked."""

    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="schedules")
    name = models.CharField(max_length=60, default="")
    zone = TimeZoneField(_("time zone"), help_text=_("Your hours are on the clocks of this place."))
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["mentor"], condition=Q(is_default=True), name=ONE_DEFAULT_SCHEDULE
            ),
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
    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

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

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="overrides")
    on = models.DateField(_("date"))
    note = models.CharField(_("note"), max_length=120, blank=True, help_text=_("Only you see it."))

    class Meta:
        ordering = ("on",)
        constraints = (models.UniqueConstraint(fields=["schedule", "on"], name=OVERRIDE_ONCE_A_DATE),)

    def __str__(self) -> str:
        return str(self.on)


class DateOverrideRange(WallClockRange):
    override = models.ForeignKey(DateOverride, on_delete=models.CASCADE, related_name="ranges")

    class Meta:
        ordering = ("start_minute",)
        constraints = (models.CheckConstraint(condition=SANE_MINUTES, name=OVERRIDE_RANGE_IS_SANE),)


def wall_clock(minute: int) -> str:
    """`1530` → `01:30`; the end of a day is `24:00`."""
    hour, rest = divmod(minute if minute <= DAY_MINUTES else minute - DAY_MINUTES, 60)
    return f"{hour:02}:{rest:02}"
