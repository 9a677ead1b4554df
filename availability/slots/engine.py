"""From hours, booking rules and busy times to starts. The package says in which steps."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from availability.slots.intervals import Interval, intersect, merge, merge_bounds, subtract
from availability.slots.wall_clock import (
    DAY,
    DAY_MINUTES,
    MINUTE,
    MinuteRange,
    Segment,
    day_starts,
    local_day,
    offset_segments,
)

# A day of 25 hours and an overnight row reach into a query from outside; two days hold both.
SEARCH_MARGIN = 2 * DAY


class Cause(StrEnum):
    """Why a time can't be booked, the most telling first."""

    NOTICE = "notice"  # sooner than the session type allows, or past
    WINDOW = "window"  # further ahead than the session type allows
    BLOCKED = "blocked"  # the weekly hours were open, but this date has hours of its own
    CLOSED = "closed"  # outside the mentor's hours
    BOOKED = "booked"  # another session, with the buffers it was booked with
    BUFFER = "buffer"  # too close to another session for this type's buffers
    CAP = "cap"  # as many sessions of this type as the mentor takes in a day
    OWN = "own"  # the person who asks has another session then
    GRID = "grid"  # free, but not one of the starts on offer


# These judge the start; every other cause judges the whole session.
START_CAUSES = frozenset({Cause.NOTICE, Cause.WINDOW, Cause.CAP})
PRECEDENCE = {cause: rank for rank, cause in enumerate(Cause)}


class RemovedInterval(NamedTuple):
    """A piece of time that the mentor's week or the rules take away, and why."""

    start: int
    end: int
    cause: Cause


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is open, as their own wall clock shows it.

    `weekly` maps ISO weekdays (1 to 7) to rows; a day in `overrides` has those rows instead, none at all
    when it is off. The tail of a row that runs past midnight ends there if the next day is overridden.
    """

    zone: ZoneInfo
    weekly: Mapping[int, Sequence[MinuteRange]]
    overrides: Mapping[int, Sequence[MinuteRange]] = field(default_factory=dict)

    def without_overrides(self) -> "Hours":
        return Hours(zone=self.zone, weekly=self.weekly)


@dataclass(frozen=True, slots=True)
class BookingRules:
    """What a session type asks for. All but `window_days` and `cap_per_day` are minutes."""

    minutes: int
    interval: int
    buffer_before: int = 0
    buffer_after: int = 0
    notice: int = 0
    window_days: int = 60
    cap_per_day: int | None = None


def open_intervals(hours: Hours, segments: Iterable[Segment]) -> list[Interval]:
    """The instants at which the mentor's wall clock shows an open hour."""
    pieces = []
    weekly, overrides = hours.weekly, hours.overrides
    for start, end, offset in segments:
        # From the date before: its overnight rows end in here.
        for day in range((start + offset) // DAY - 1, (end - 1 + offset) // DAY + 1):
            # 1970-01-01 was a Thursday.
            rows = overrides[day] if day in overrides else weekly.get((day + 3) % 7 + 1, ())
            midnight = day * DAY - offset
            for first, last in rows:
                until = DAY_MINUTES if last > DAY_MINUTES and day + 1 in overrides else last
                begin = max(start, midnight + first * MINUTE)
                stop = min(end, midnight + until * MINUTE)
                if begin < stop:
                    pieces.append((begin, stop))
    return merge(pieces)


def add_buffers(booked: Sequence[Interval], rules: BookingRules) -> list[Interval]:
    """Where a session of these rules can't be: buffers add up, seconds round outward."""
    before, after = rules.buffer_before * MINUTE, rules.buffer_after * MINUTE
    return merge_bounds(
        [(start - after) // MINUTE * MINUTE for start, _ in booked],
        [-(-(end + before) // MINUTE) * MINUTE for _, end in booked],
    )


def grid_alignment(interval: int) -> int:
    """MinuteRange past the hour at which a grid of this interval may begin."""
    return next((size for size in (60, 30, 20, 15, 10, 5) if interval % size == 0), 1)


def starts_on_grid(
    free: Iterable[Interval], rules: BookingRules, segments: Sequence[Segment], midnights: Sequence[int]
) -> list[int]:
    """Starts whose whole session fits in a free run, anchored on run starts and midnights."""
    starts: list[int] = []
    length, step = rules.minutes * MINUTE, rules.interval * MINUTE
    align = grid_alignment(rules.interval) * MINUTE
    bounds = [*midnights, segments[-1].end + DAY]
    at = 0
    for begin, end in free:
        stop = end - length + 1
        anchor = begin
        while anchor < stop:
            while bounds[at] <= anchor:
                at += 1
            starts += range(_align_to_grid(anchor, align, segments), min(bounds[at], stop), step)
            anchor = bounds[at]
    return starts


def _align_to_grid(anchor: int, align: int, segments: Sequence[Segment]) -> int:
    """The first instant from the anchor on at which the wall clock shows a multiple of `align`."""
    for _start, end, offset in segments:
        if anchor < end:
            rounded = anchor + -(anchor + offset) % align
            if rounded < end:
                return rounded
            anchor = end
    return anchor


@dataclass(frozen=True)
class Availability:
    """The engine's answer: the starts on offer, and what became of every other minute.

    Build it with `compute_availability`. Showing times and booking one ask this same object.
    """

    hours: Hours
    rules: BookingRules
    query: Interval
    segments: Sequence[Segment]
    open: Sequence[Interval]
    booked: Sequence[Interval]
    own: Sequence[Interval]
    earliest: int
    window_end: int
    full_days: Sequence[Interval]
    starts: Sequence[int]

    def offers(self, start: int) -> bool:
        at = bisect_left(self.starts, start)
        return at < len(self.starts) and self.starts[at] == start

    def nearest(self, start: int, count: int = 3) -> list[int]:
        """The free starts closest to a time that can't be had, earliest first."""
        at = bisect_left(self.starts, start)
        around = self.starts[max(0, at - count) : at + count]
        return sorted(sorted(around, key=lambda free: abs(free - start))[:count])

    def why_not(self, start: int) -> Cause | None:
        """The first reason why nobody can book that start; None when it is on offer.

        Answers for starts within the query.
        """
        if self.offers(start):
            return None
        end = start + self.rules.minutes * MINUTE
        causes = (
            piece.cause
            for piece in self.removed
            if piece.start < (start + 1 if piece.cause in START_CAUSES else end) and piece.end > start
        )
        return min(causes, key=PRECEDENCE.__getitem__, default=Cause.GRID)

    def why_empty(self, start: int, end: int) -> Cause:
        """What took the hours between two instants away; only when none were open, that they weren't."""
        causes = {piece.cause for piece in self.removed if piece.start < end and piece.end > start}
        is_open = any(first < end and last > start for first, last in self.open)
        closing = {Cause.CLOSED, Cause.BLOCKED}
        telling = causes - closing if is_open else causes & closing
        return min(telling, key=PRECEDENCE.__getitem__, default=Cause.GRID)

    @cached_property
    def removed(self) -> list[RemovedInterval]:
        """Every piece that was taken away, with its cause; pieces of two causes may overlap."""
        span = self.segments[0].start, self.segments[-1].end
        usual = open_intervals(self.hours.without_overrides(), self.segments)
        busy, near = merge(self.booked), add_buffers(self.booked, self.rules)
        open_pieces = list(self.open)
        taken = {
            Cause.NOTICE: [(span[0], min(self.earliest, span[1]))],
            Cause.WINDOW: [(max(span[0], self.window_end), span[1])],
            Cause.BLOCKED: subtract(usual, open_pieces),
            Cause.CLOSED: subtract(subtract([span], usual), open_pieces),
            Cause.BOOKED: intersect(open_pieces, busy),
            Cause.BUFFER: intersect(open_pieces, subtract(near, busy)),
            Cause.CAP: intersect(open_pieces, self.full_days),
            Cause.OWN: intersect(open_pieces, self.own),
        }
        return sorted(
            RemovedInterval(start, end, cause)
            for cause, pieces in taken.items()
            for start, end in pieces
            if start < end
        )


def search_span(query: Interval) -> Interval:
    """The span from which bookings must be given to answer for `query`."""
    return query[0] - SEARCH_MARGIN, query[1] + SEARCH_MARGIN


def compute_availability(
    *,
    hours: Hours,
    rules: BookingRules,
    query: Interval,
    now: int,
    booked: Iterable[Interval] = (),
    counted_starts: Iterable[int] = (),
    own: Iterable[Interval] = (),
) -> Availability:
    """Free starts within `query`, in UTC, earliest first.

    `booked` is when the mentor is busy (a session that they give with its buffers), as far as it touches
    `search_span(query)`; `counted_starts` are the starts that count towards the cap; `own` is when the
    person who asks is busy.
    """
    booked, own_busy = list(booked), merge(own)
    segments = offset_segments(hours.zone, *search_span(query))
    days, midnights = day_starts(segments)
    open_pieces = open_intervals(hours, segments)
    free = subtract(open_pieces, add_buffers(booked, rules))
    starts = starts_on_grid(free, rules, segments, midnights)

    earliest = now + rules.notice * MINUTE
    last_day = local_day(hours.zone, now) + rules.window_days
    after_window = bisect_right(days, last_day)
    window_end = midnights[after_window] if after_window < len(days) else segments[-1].end
    full_days = _full_days(counted_starts, rules.cap_per_day, midnights, segments[-1].end)

    first = bisect_left(starts, max(query[0], earliest))
    last = bisect_left(starts, min(query[1], window_end))
    starts = _starts_outside(starts[first:last], full_days, length=1)
    starts = _starts_outside(starts, own_busy, length=rules.minutes * MINUTE)
    return Availability(
        hours=hours,
        rules=rules,
        query=query,
        segments=segments,
        open=open_pieces,
        booked=booked,
        own=own_busy,
        earliest=earliest,
        window_end=window_end,
        full_days=full_days,
        starts=starts,
    )


def _full_days(
    counted_starts: Iterable[int], cap: int | None, midnights: Sequence[int], end: int
) -> list[Interval]:
    """The mentor's days that have reached the cap, as intervals."""
    if cap is None:
        return []
    per_day = Counter(bisect_right(midnights, start) - 1 for start in counted_starts)
    bounds = [*midnights, end]
    return [(bounds[at], bounds[at + 1]) for at in range(len(midnights)) if per_day[at] >= cap]


def _starts_outside(starts: list[int], pieces: Sequence[Interval], *, length: int) -> list[int]:
    """The starts whose `length` seconds touch none of the pieces (sorted, merged)."""
    if not pieces:
        return starts
    ends = [end for _, end in pieces]
    kept = []
    for start in starts:
        at = bisect_right(ends, start)
        if at == len(pieces) or pieces[at][0] >= start + length:
            kept.append(start)
    return kept
