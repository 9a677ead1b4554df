"""From an iCalendar file (RFC 5545) to when it says that its owner is busy. Pure.

Free are events that are transparent or cancelled. Whole days and times without a zone are those of the
calendar's own zone if it names one (X-WR-TIMEZONE), else of the zone that is given.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component, Event

A_WEEK = timedelta(days=7)
MOST_EVENTS = 20_000  # written down in one file
MOST_REPEATED = 2_000  # that repeat
MOST_OCCURRENCES = 10_000  # within the span that is asked for
# Nobody's appointments repeat so often; a file in which something does is meant to keep a worker busy.
TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
PARTS_OF_A_DAY = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})


class NotACalendar(ValueError):
    """It is no iCalendar file."""


class TooManyEvents(ValueError):
    """There is more in it than anybody's calendar has."""


class BusyEvent(NamedTuple):
    """One occurrence; both instants are aware."""

    uid: str
    starts_at: datetime
    ends_at: datetime


def find_busy(*bodies: bytes, zone: ZoneInfo, first: datetime, last: datetime) -> list[BusyEvent]:
    """The occurrences that touch the span, of one calendar in one or many files.

    Raises NotACalendar or TooManyEvents.
    """
    calendar = _join(_parse(body) for body in bodies)
    _check_effort(calendar)
    own_zone = _read_zone(calendar) or zone
    found: set[BusyEvent] = set()
    series = recurring_ical_events.of(calendar, skip_bad_series=True)
    begin = first - timedelta(days=1)  # a local date may begin a day before the UTC one
    while begin < last:
        for occurrence in series.between(begin, begin + A_WEEK):
            busy = _read_occurrence(occurrence, own_zone)
            if busy and busy.starts_at < last and busy.ends_at > first:
                found.add(busy)
        if len(found) > MOST_OCCURRENCES:
            raise TooManyEvents
        begin += A_WEEK
    return sorted(found, key=lambda each: (each.starts_at, each.ends_at, each.uid))


def _parse(body: bytes) -> Calendar:
    try:
        calendar = Calendar.from_ical(body)
    except (ValueError, IndexError, KeyError) as error:
        raise NotACalendar from error
    if not isinstance(calendar, Calendar):
        raise NotACalendar
    return calendar


def _join(calendars: Iterable[Calendar]) -> Calendar:
    """A server of calendars keeps each event in a file of its own, with the zones that it needs."""
    joined, *others = [*calendars] or [Calendar()]
    for each in others:
        joined.subcomponents.extend(each.subcomponents)
    return joined


def _check_effort(calendar: Calendar) -> None:
    events = list(calendar.walk("VEVENT"))
    repeated = [each for each in events if "RRULE" in each]
    if len(events) > MOST_EVENTS or len(repeated) > MOST_REPEATED:
        raise TooManyEvents
    for rule in (rule for each in repeated for rule in _rules_of(each)):
        if TOO_OFTEN.intersection(rule.get("FREQ", ())) or PARTS_OF_A_DAY.intersection(rule):
            raise TooManyEvents


def _rules_of(event: Component) -> Iterator[dict[str, list[str]]]:
    rules: Any = event["RRULE"]
    for rule in rules if isinstance(rules, list) else [rules]:
        yield {
            str(name).upper(): [str(each).upper() for each in values] for name, values in dict(rule).items()
        }


def _read_zone(calendar: Calendar) -> ZoneInfo | None:
    """One that is not known here is taken out: it would not be known to the library either."""
    name = calendar.get("X-WR-TIMEZONE")
    try:
        return ZoneInfo(str(name)) if name else None
    except (KeyError, ValueError, OSError):
        del calendar["X-WR-TIMEZONE"]
        return None


def _read_occurrence(event: Event, zone: ZoneInfo) -> BusyEvent | None:
    is_free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    if is_free or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return None
    starts_at, ends_at = (_to_instant(event.decoded(name), zone) for name in ("DTSTART", "DTEND"))
    return BusyEvent(str(event.get("UID", "")), starts_at, ends_at) if starts_at < ends_at else None


def _to_instant(at: date, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        return datetime.combine(at, time(), zone)
    return at if at.tzinfo else at.replace(tzinfo=zone)
