"""When the clocks of a place change, for people who plan around it. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from availability.slots import offset_segments, to_datetime, to_seconds


class ClockChange(NamedTuple):
    """`at` is the instant; the clock jumps from `before` to `after`, times of that date."""

    at: datetime
    on: date
    before: time
    after: time

    @property
    def is_forward(self) -> bool:
        return self.after > self.before


def clock_changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[ClockChange]:
    """Those between two instants, in order."""
    segments = offset_segments(zone, to_seconds(start), to_seconds(end))
    for last, next_ in pairwise(segments):
        at = to_datetime(next_.start)
        before, after = (at + timedelta(seconds=offset) for offset in (last.offset, next_.offset))
        yield ClockChange(at, before.date(), before.time(), after.time())
