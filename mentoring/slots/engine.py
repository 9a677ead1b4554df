"""From hours, terms and bookings to starts. The package says in which steps."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mentoring.slots.intervals import Interval, joined, merged, shared, subtracted
from mentoring.slots.wall_clock import (
    DAY,
    DAY_MINUTES,
    MINUTE,
    Minutes,
    Segment,
    first_instants,
    local_day,
    offset_segments,
)

# A day of 25 hours and an overnight row reach into a query from outside; two days hold both.
REACH = 2 * DAY


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
ABOUT_THE_START = frozenset({Cause.NOTICE, Cause.WINDOW, Cause.CAP})
PRECEDENCE = {cause: rank for rank, cause in enumerate(Cause)}


class Removed(NamedTuple):
    """A piece of time that the mentor's week or the terms take away, and why."""

    start: int
    end: int
    cause: Cause


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is open, as their own wall clock shows it.

    `weekly` maps ISO weekdays (1 to 7) to rows; a day in `dated` has those rows instead, none at all
    when it is off. The tail of a row that runs past midnight ends there if the next day is dated.
    """

    zone: ZoneInfo
    weekly: Mapping[int, Sequence[Minutes]]
    dated: Mapping[int, Sequence[Minutes]] = field(default_factory=dict)

    def without_dates(self) -> "Hours":
        return Hours(zone=self.zone, weekly=self.weekly)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a session type asks for. All but `window_days` and `cap_per_day` are minutes."""

    minutes: int
    interval: int
    buffer_before: int = 0
    buffer_after: int = 0
    notice: int = 0
    window_days: int = 60
    cap_per_day: int | None = None


def opened(hours: Hours, segments: Iterable[Segment]) -> list[Interval]:
    """The instants at which the mentor's wall clock shows an open hour."""
    pieces = []
    weekly, dated = hours.weekly, hours.dated
    for start, end, offset in segments:
        # From the date before: its overnight rows end in here.
        for day in range((start + offset) // DAY - 1, (end - 1 + offset) // DAY + 1):
            rows = (
                dated[day] if day in dated else weekly.get((day + 3) % 7 + 1, ())
            )  # the first day was a Thursday
            midnight = day * DAY - offset
            for first, last in rows:
                until = DAY_MINUTES if last > DAY_MINUTES and day + 1 in dated else last
                begin = max(start, midnight + first * MINUTE)
                stop = min(end, midnight + until * MINUTE)
                if begin < stop:
                    pieces.append((begin, stop))
    return merged(pieces)


def grown(booked: Sequence[Interval], terms: Terms) -> list[Interval]:
    """Where a session of these terms can't be: buffers add up, seconds round outward."""
    before, after = terms.buffer_before * MINUTE, terms.buffer_after * MINUTE
    return joined(
        [(start - after) // MINUTE * MINUTE for start, _ in booked],
        [-(-(end + before) // MINUTE) * MINUTE for _, end in booked],
    )


def alignment(interval: int) -> int:
    """Minutes past the hour at which a grid of this interval may begin."""
    return next((size for size in (60, 30, 20, 15, 10, 5) if interval % size == 0), 1)


def on_grid(
    free: Iterable[Interval], terms: Terms, segments: Sequence[Segment], midnights: Sequence[int]
) -> list[int]:
    """Starts whose whole session fits in a free run, anchored on run starts and midnights."""
    starts: list[int] = []
    length, step = terms.minutes * MINUTE, terms.interval * MINUTE
    align = alignment(terms.interval) * MINUTE
    bounds = [*midnights, segments[-1].end + DAY]
    at = 0
    for begin, end in free:
        stop = end - length + 1
        anchor = begin
        while anchor < stop:
            while bounds[at] <= anchor:
                at += 1
            starts += range(_aligned(anchor, align, segments), min(bounds[at], stop), step)
            anchor = bounds[at]
    return starts


def _aligned(anchor: int, align: int, segments: Sequence[Segment]) -> int:
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

    Build it with `availability`. Showing times and booking one ask this same object.
    """

    hours: Hours
    terms: Terms
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
        end = start + self.terms.minutes * MINUTE
        causes = (
            piece.cause
            for piece in self.removed
            if piece.start < (start + 1 if piece.cause in ABOUT_THE_START else end) and piece.end > start
        )
        return min(causes, key=PRECEDENCE.__getitem__, default=Cause.GRID)

    def why_none(self, start: int, end: int) -> Cause:
        """What took the hours between two instants away; only when none were open, that they weren't."""
        causes = {piece.cause for piece in self.removed if piece.start < end and piece.end > start}
        is_open = any(first < end and last > start for first, last in self.open)
        closing = {Cause.CLOSED, Cause.BLOCKED}
        telling = causes - closing if is_open else causes & closing
        return min(telling, key=PRECEDENCE.__getitem__, default=Cause.GRID)

    @cached_property
    def removed(self) -> list[Removed]:
        """Every piece that was taken away, with its cause; pieces of two causes may overlap."""
        span = self.segments[0].start, self.segments[-1].end
        usual = opened(self.hours.without_dates(), self.segments)
        holds, near = merged(self.booked), grown(self.booked, self.terms)
        open_pieces = list(self.open)
        taken = {
            Cause.NOTICE: [(span[0], min(self.earliest, span[1]))],
            Cause.WINDOW: [(max(span[0], self.window_end), span[1])],
            Cause.BLOCKED: subtracted(usual, open_pieces),
            Cause.CLOSED: subtracted(subtracted([span], usual), open_pieces),
            Cause.BOOKED: shared(open_pieces, holds),
            Cause.BUFFER: shared(open_pieces, subtracted(near, holds)),
            Cause.CAP: shared(open_pieces, self.full_days),
            Cause.OWN: shared(open_pieces, self.own),
        }
        return sorted(
            Removed(start, end, cause)
            for cause, pieces in taken.items()
            for start, end in pieces
            if start < end
        )


def reach(query: Interval) -> Interval:
    """The span from which bookings must be given to answer for `query`."""
    return query[0] - REACH, query[1] + REACH


def availability(
    *,
    hours: Hours,
    terms: Terms,
    query: Interval,
    now: int,
    booked: Iterable[Interval] = (),
    counted: Iterable[int] = (),
    own: Iterable[Interval] = (),
) -> Availability:
    """Free starts within `query`, in UTC, earliest first.

    `booked` are the mentor's holds (sessions with their buffers) that touch `reach(query)`;
    `counted` the starts that count towards the cap; `own` the sessions of the person who asks.
    """
    booked, held = list(booked), merged(own)
    segments = offset_segments(hours.zone, *reach(query))
    days, midnights = first_instants(segments)
    open_pieces = opened(hours, segments)
    free = subtracted(open_pieces, grown(booked, terms))
    starts = on_grid(free, terms, segments, midnights)

    earliest = now + terms.notice * MINUTE
    last_day = local_day(hours.zone, now) + terms.window_days
    after_window = bisect_right(days, last_day)
    window_end = midnights[after_window] if after_window < len(days) else segments[-1].end
    full_days = _full_days(counted, terms.cap_per_day, midnights, segments[-1].end)

    first = bisect_left(starts, max(query[0], earliest))
    last = bisect_left(starts, min(query[1], window_end))
    starts = _outside(starts[first:last], full_days, length=1)
    starts = _outside(starts, held, length=terms.minutes * MINUTE)
    return Availability(
        hours=hours,
        terms=terms,
        query=query,
        segments=segments,
        open=open_pieces,
        booked=booked,
        own=held,
        earliest=earliest,
        window_end=window_end,
        full_days=full_days,
        starts=starts,
    )


def _full_days(counted: Iterable[int], cap: int | None, midnights: Sequence[int], end: int) -> list[Interval]:
    """The mentor's days that have reached the cap, as intervals."""
    if cap is None:
        return []
    per_day = Counter(bisect_right(midnights, start) - 1 for start in counted)
    bounds = [*midnights, end]
    return [(bounds[at], bounds[at + 1]) for at in range(len(midnights)) if per_day[at] >= cap]


def _outside(starts: list[int], pieces: Sequence[Interval], *, length: int) -> list[int]:
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
