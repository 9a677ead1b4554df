"""What the engine must answer, found by writing down the wall clock: one bit for each minute.

It shares no arithmetic with the engine and knows nothing of segments, midnights or merged intervals. It asks
zoneinfo what each clock shows, sets the bits of the minutes that a person would call open, clears those that
are taken, and goes through what is left.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from availability.slots import (
    DAY,
    DAY_MINUTES,
    MINUTE,
    BookingRules,
    Cap,
    CapPeriod,
    CountedSession,
    Hours,
    Interval,
    MinuteRange,
    grid_alignment,
    to_date,
)

Question = tuple[Hours, BookingRules, Interval, int, list[Interval], list[CountedSession]]
QUARTER = 15 * MINUTE
MARGIN = 3 * DAY  # what the oracle looks at around a query; more than the engine does


class Stretch(NamedTuple):
    """Minutes that follow each other on one date of one clock. `first` and `length` are bits."""

    first: int
    length: int
    day: int
    minute: int
    is_home: bool
    latest_day: int  # the latest date begun so far: a date that comes again is not a new one

    @property
    def bits(self) -> int:
        return ones(self.first, self.first + self.length)

    def bits_between(self, start: int, end: int) -> int:
        """Those at which this clock shows a minute from `start` on and before `end`."""
        begin = max(0, start - self.minute)
        return ones(self.first + begin, self.first + min(self.length, end - self.minute))

    def bits_at_multiples(self, size: int) -> int:
        pattern = sum(1 << at for at in range(-self.minute % size, DAY_MINUTES, size))
        return (pattern & ones(0, self.length)) << self.first


def ones(start: int, end: int) -> int:
    """Bits from `start` on and before `end`; those before zero are left out."""
    start = max(0, start)
    return ((1 << (end - start)) - 1) << start if start < end else 0


def find_starts(question: Question) -> list[int]:
    """Every start that a person with a calendar, a pencil and much time would write down."""
    hours, rules, query, now, booked, _counted = question
    origin = (query[0] - MARGIN) // QUARTER * QUARTER
    stretches = list(read_clock(hours, origin, query[1] + MARGIN))
    free = 0
    for stretch in stretches:
        free |= open_bits(hours, stretch)
    for start, end in booked:
        taken = start - rules.buffer_after * MINUTE, end + rules.buffer_before * MINUTE
        free &= ~ones((taken[0] - origin) // MINUTE, -((origin - taken[1]) // MINUTE))

    def bit(instant: int) -> int:
        """That of the first whole minute from the instant on."""
        return -((origin - instant) // MINUTE)

    allowed = ones(max(bit(query[0]), bit(now + rules.notice * MINUTE)), bit(query[1]))
    allowed &= days_allowed(question, stretches)
    allowed &= runs_of(free, rules.minutes)
    return [origin + at * MINUTE for at in find_grid(free, stretches, rules.interval) if allowed >> at & 1]


def find_grid(free: int, stretches: Sequence[Stretch], interval: int) -> Iterator[int]:
    """From each minute that becomes free or begins a date: round up on the clock, then step."""
    align = grid_alignment(interval)
    aligned, new_days, latest = 0, 0, 0
    for stretch in stretches:
        aligned |= stretch.bits_at_multiples(align)
        if stretch.latest_day > latest:
            latest = stretch.latest_day
            new_days |= 1 << stretch.first
    anchors = free & (new_days | ~(free << 1))
    while anchors:
        anchor = lowest(anchors)
        anchors &= anchors - 1
        stop = lowest(~free >> anchor << anchor | anchors)
        rounded = aligned >> anchor << anchor
        if rounded:
            yield from range(lowest(rounded), stop, interval)


def lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def runs_of(bits: int, length: int) -> int:
    """The bits that begin `length` of them in a row."""
    for ahead in range(1, length):
        if not ahead & (ahead - 1) and ahead * 2 <= length:
            bits &= bits >> ahead
    done = 1 << (length.bit_length() - 1)
    return bits & bits >> (length - done)


def read_clock(hours: Hours, start: int, end: int) -> Iterator[Stretch]:
    """What the mentor's clock shows from quarter to quarter; no clock changes within one."""
    first = day = minute = latest = 0
    is_home = True
    at = 0
    for at, instant in enumerate(range(start, end, QUARTER)):
        shown = mentors_clock_at(hours, instant)
        if shown != (day, minute + (at - first) * 15, is_home):
            if at:
                latest = max(latest, day)
                yield Stretch(first * 15, (at - first) * 15, day, minute, is_home, latest)
            first, (day, minute, is_home) = at, shown
    yield Stretch(first * 15, (at + 1 - first) * 15, day, minute, is_home, max(latest, day))


def mentors_clock_at(hours: Hours, at: int) -> tuple[int, int, bool]:
    """Day, minute, and whether they are at home: the latest journey whose days have come, else home."""
    for trip in sorted(hours.travel, reverse=True) if hours.travel else ():
        day, minute = wall_clock_at(trip.zone.key, at)
        if trip.first_day <= day:
            if day <= trip.last_day:
                return day, minute, False
            break
    return *wall_clock_at(hours.zone.key, at), True


def wall_clock_at(zone: str, at: int) -> tuple[int, int]:
    local = at + offsets_of_day(zone, at // DAY)[at % DAY // QUARTER]
    return local // DAY, local % DAY // MINUTE


@cache
def offsets_of_day(zone: str, day: int) -> list[int]:
    """For each quarter of a UTC day; asked every hour, and every quarter where the hours differ."""
    hourly = [offset_at(zone, day * DAY + hour * 4 * QUARTER) for hour in range(25)]
    if len(set(hourly)) == 1:
        return hourly[:1] * 96
    return [offset_at(zone, day * DAY + quarter * QUARTER) for quarter in range(96)]


def offset_at(zone: str, at: int) -> int:
    offset = datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def open_bits(hours: Hours, stretch: Stretch) -> int:
    def is_off(day: int) -> bool:
        return any(off.first_day <= day <= off.last_day for off in hours.time_off)

    def rows_of(day: int) -> Sequence[MinuteRange]:
        is_away = stretch.is_home and any(trip.first_day <= day <= trip.last_day for trip in hours.travel)
        if is_off(day) or is_away:
            return ()
        return hours.overrides[day] if day in hours.overrides else hours.weekly.get((day + 3) % 7 + 1, ())

    bits = 0
    for start, end in rows_of(stretch.day):
        bits |= stretch.bits_between(start, end)
    if stretch.day not in hours.overrides and not is_off(stretch.day):
        for _start, end in rows_of(stretch.day - 1):
            bits |= stretch.bits_between(0, end - DAY_MINUTES)
    return bits


def days_allowed(question: Question, stretches: Sequence[Stretch]) -> int:
    """The minutes of the days within the window on which no cap is reached."""
    hours, rules, _query, now, _booked, counted = question
    last_day = mentors_clock_at(hours, now)[0] + rules.window_days
    if rules.last_day is not None:
        last_day = min(last_day, rules.last_day)
    sessions = [(mentors_day_at(hours, each.start), each) for each in counted] if rules.caps else []
    bits = 0
    for stretch in stretches:
        day = stretch.latest_day
        if (rules.first_day or day) <= day <= last_day and not any(
            is_full(cap, rules, day, sessions) for cap in rules.caps
        ):
            bits |= stretch.bits
    return bits


def mentors_day_at(hours: Hours, at: int) -> int:
    """A day that comes again after a journey west counts as the later one that was begun."""
    return max(mentors_clock_at(hours, each)[0] for each in range(at - 2 * DAY, at + 1, QUARTER))


def is_full(
    cap: Cap, rules: BookingRules, day: int, days_of_sessions: Sequence[tuple[int, CountedSession]]
) -> bool:
    """Whether one session more on that day is over the cap."""

    def is_same_period(other: int) -> bool:
        one, two = to_date(day), to_date(other)
        if cap.period == CapPeriod.WEEK:
            return one.isocalendar()[:2] == two.isocalendar()[:2]
        if cap.period == CapPeriod.MONTH:
            return (one.year, one.month) == (two.year, two.month)
        return one == two

    sessions = [
        each
        for other, each in days_of_sessions
        if is_same_period(other) and (each.is_same_type or cap.over_all_types)
    ]
    if cap.in_minutes:
        return sum(each.minutes for each in sessions) + rules.minutes > cap.most
    return len(sessions) + 1 > cap.most
