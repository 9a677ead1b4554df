"""Dates as people live them: the day and the week in somebody's own zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The calendar date of an instant where this person lives."""
    return at.astimezone(zone).date()


def week_of(day: date) -> date:
    """The Monday of the week that this day is in (ISO 8601)."""
    return day - timedelta(days=day.weekday())
