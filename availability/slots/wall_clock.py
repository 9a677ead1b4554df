"""What a zone's wall clock and calendar show at an instant, in integers."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

MinuteRange: TypeAlias = tuple[int, int]  # of a local date; an end over 1440 is on the next date

MINUTE = 60
DAY = 86_400
DAY_MINUTES = 1440
YEAR = 365 * DAY  # near enough to keep what is known of a zone by
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


class Segment(NamedTuple):
    """A span within which the wall clock keeps one UTC offset (seconds east).

    `is_home` is false while the clock is that of a place travelled to.
    """

    start: int
    end: int
    offset: int
    is_home: bool = True


def day_number(on: date) -> int:
    return on.toordinal() - EPOCH_ORDINAL


def to_date(day: int) -> date:
    return date.fromordinal(day + EPOCH_ORDINAL)


def day_begins(zone: ZoneInfo, day: int) -> int:
    """The instant from which the zone's calendar shows that day."""
    return to_seconds(datetime.combine(to_date(day), time(), zone))


def offset_at(zone: ZoneInfo, instant: int) -> int:
    """Seconds east of UTC at that instant."""
    offset = datetime.fromtimestamp(instant, zone).utcoffset() or timedelta()
    return offset.days * DAY + offset.seconds


def offset_segments(zone: ZoneInfo, start: int, end: int) -> list[Segment]:
    """The span cut where the zone's offset changes."""
    segments = []
    begin, offset = start, offset_at(zone, start)
    for year in range(start // YEAR, (end - 1) // YEAR + 1):
        for change, later in _offset_changes(zone, year):
            if start < change < end:
                segments.append(Segment(begin, change, offset))
                begin, offset = change, later
    segments.append(Segment(begin, end, offset))
    return segments


@lru_cache(maxsize=4_096)
def _offset_changes(zone: ZoneInfo, year: int) -> Sequence[tuple[int, int]]:
    """When the offset changes in the 365 days from `year * YEAR` on, and to what.

    Probed once a day, and bisected where it changed; no zone changes twice and back within a day. It is kept,
    as the rules of a zone stay what they are while a process lives.
    """
    changes = []
    before = year * YEAR
    offset = offset_at(zone, before)
    for probe in range(before + DAY, before + YEAR + 1, DAY):
        later = offset_at(zone, probe)
        while offset != later:
            change = _find_change(zone, offset, before, probe)
            offset = offset_at(zone, change)
            changes.append((change, offset))
            before = change
        before = probe
    return changes


def _find_change(zone: ZoneInfo, offset: int, low: int, high: int) -> int:
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, middle) == offset:
            low = middle
        else:
            high = middle
    return high


def day_starts(segments: Iterable[Segment]) -> tuple[list[int], list[int]]:
    """The local dates of the span, and the instant at which each begins.

    A date that comes again after a journey west is still the first one.
    """
    days: list[int] = []
    instants: list[int] = []
    for start, end, offset, _is_home in segments:
        first = (start + offset) // DAY
        if days and first <= days[-1]:
            first = days[-1] + 1
        last = (end - 1 + offset) // DAY
        if first <= last:
            days += range(first, last + 1)
            instants.append(max(start, first * DAY - offset))
            instants += range((first + 1) * DAY - offset, end, DAY)
    return days, instants


def to_seconds(at: datetime) -> int:
    """Seconds since the epoch; the time is timezone-aware and whole seconds count."""
    return int(at.timestamp())


def to_datetime(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC)
