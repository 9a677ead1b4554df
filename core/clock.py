"""Dates as people live them: the day and the week in somebody's own zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The calendar date of an instant where this person lives."""
    return at.astimezone(zone).date()


def week_of(day: date, first_weekday: int) -> date:
    """The first day of the week that this day is in, if weeks begin on this weekday: 1 is Monday, 7 Sunday.

    Whose week it is says which: `User.first_weekday` of a person.
    """
    return day - timedelta(days=(day.isoweekday() - first_weekday) % 7)


def shift_of_weeks(old: int, new: int) -> timedelta:
    """How far each week moves when it begins on another weekday than before: it keeps most of its days.

    Going back, by whatever way, moves it back to the same dates.
    """
    return timedelta(days=_days_from_monday(new) - _days_from_monday(old))


def weekdays_between(old: int, new: int) -> list[int]:
    """The weekdays that are in another week when weeks begin on `new` instead of `old`."""
    first, after = sorted((_days_from_monday(old), _days_from_monday(new)))
    return [day % 7 + 1 for day in range(first, after)]


def _days_from_monday(weekday: int) -> int:
    """To the nearest Monday: a week from Saturday or Sunday has most days of the week that follows."""
    return weekday - 1 if weekday <= 4 else weekday - 8
