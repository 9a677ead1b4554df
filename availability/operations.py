"""What people do about their hours: set the week, give a date hours of its own, clear it again."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User
from availability.models import DateOverride, DateOverrideRange, Schedule, WeeklyHours
from availability.slots import MinuteRange


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


@transaction.atomic
def set_weekly_hours(*, schedule: Schedule, zone: ZoneInfo, rows: Iterable[WeeklyRow]) -> None:
    """Replace the whole week. Bookings are not changed."""
    Schedule.objects.filter(pk=schedule.pk).update(zone=zone)
    schedule.weekly_hours.all().delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(user_id=schedule.user_id, schedule=schedule, **row._asdict()) for row in sorted(set(rows))
    )


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
    return override


def clear_date(*, schedule: Schedule, on: date) -> None:
    """The weekly hours apply on that date again."""
    schedule.overrides.filter(on=on).delete()
