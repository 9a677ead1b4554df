"""People with hours, in one line."""

from zoneinfo import ZoneInfo

from accounts.models import User
from availability.models import Schedule
from availability.operations import WeeklyRow, set_weekly_hours

EVERY_DAY = range(1, 8)


def a_schedule(user: User, *, zone: str = "UTC", hours: tuple[int, int] = (9, 17)) -> Schedule:
    """The default schedule: open every day between two full hours of that zone."""
    schedule = Schedule.objects.create(user=user, zone=zone, is_default=True)
    rows = [WeeklyRow(day, hours[0] * 60, hours[1] * 60) for day in EVERY_DAY]
    set_weekly_hours(schedule=schedule, zone=ZoneInfo(zone), rows=rows)
    return schedule
