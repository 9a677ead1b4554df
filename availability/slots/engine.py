"""From hours, booking rules and busy times to starts. The package says in which steps."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from availability.slots.caps import CAP_MARGINS, SEARCH_MARGIN, Cap, CountedSession, days_at_cap
from availability.slots.intervals import Interval, intersect, join_sorted, merge, subtract
from availability.slots.wall_clock import (
    DAY,
    MINUTE,
    MinuteRange,
    Segment,
    day_begins,
    day_starts,
    offset_at,
    offset_segments,
)


class Cause(StrEnum):
    """Why a time can't be booked, the most telling first."""

    NOTICE = "notice"  # sooner than the session type allows, or past
    WINDOW = "window"  # further ahead than the session type allows
    BLOCKED = "blocked"  # the weekly hours were open, but this date has hours of its own, or is time off
    CLOSED = "closed"  # outside the mentor's hours
    BOOKED = "booked"  # another session, with the buffers it was booked with
    OUTSIDE = "outside"  # something in another calendar of the mentor
    BUFFER = "buffer"  # too close to either for this type's buffers
    CAP = "cap"  # as many sessions, or minutes, as the mentor takes in a day, a week or a month
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


class TimeOff(NamedTuple):
    """Days on which nothing is open, the last one included, and what everybody may read about it."""

    first_day: int
    last_day: int
    note: str = ""
    stand_in: str = ""  # the handle of whoever can be asked instead


class Travel(NamedTuple):
    """Days, the last one included, that are lived on the clock of another place. Two never overlap."""

    first_day: int
    last_day: int
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is open, as their own wall clock shows it.

    `weekly` maps ISO weekdays (1 to 7) to rows; a day in `overrides` has those rows instead, none at all
    when it is off. The tail of a row that runs past midnight ends there if the next day is overridden or
    off. `zone` is that of home; while somebody travels, the rows are read on the clock of that place.
    """

    zone: ZoneInfo
    weekly: Mapping[int, Sequence[MinuteRange]]
    overrides: Mapping[int, Sequence[MinuteRange]] = field(default_factory=dict)
    time_off: Sequence[TimeOff] = ()
    travel: Sequence[Travel] = ()

    def zone_at(self, instant: int) -> ZoneInfo:
        """Where they are: at the place of the latest journey that has begun, unless it is over."""
        for trip in sorted(self.travel, reverse=True):
            day = (instant + offset_at(trip.zone, instant)) // DAY
            if trip.first_day <= day:
                return trip.zone if day <= trip.last_day else self.zone
        return self.zone

    def day_at(self, instant: int) -> int:
        """The date on their calendar."""
        return (instant + offset_at(self.zone_at(instant), instant)) // DAY


@dataclass(frozen=True, slots=True)
class BookingRules:
    """What a session type asks for. All but days and caps are minutes.

    Nobody can book more than `window_days` ahead, nor outside of `first_day` to `last_day`.
    """

    minutes: int
    interval: int
    buffer_before: int = 0
    buffer_after: int = 0
    notice: int = 0
    window_days: int = 60
    first_day: int | None = None
    last_day: int | None = None
    caps: Sequence[Cap] = ()


def clock_segments(hours: Hours, start: int, end: int) -> list[Segment]:
    """The span cut where the mentor begins and ends a journey, then where a clock changes.

    A journey lasts from the first midnight there to the last one; a later one takes over at once.
    """
    if not hours.travel:
        return offset_segments(hours.zone, start, end)
    journeys = sorted(hours.travel)
    begins = [day_begins(each.zone, each.first_day) for each in journeys]
    segments: list[Segment] = []
    at = start
    for number, journey in enumerate(journeys):
        until = min([end, day_begins(journey.zone, journey.last_day + 1), *begins[number + 1 :]])
        begin = max(at, begins[number])
        if begin < until:
            if at < begin:
                segments += offset_segments(hours.zone, at, begin)
            away = offset_segments(journey.zone, begin, until)
            segments += [each._replace(is_home=False) for each in away]
            at = until
    return segments + offset_segments(hours.zone, at, end) if at < end else segments


def _days_of(spans: Iterable[TimeOff | Travel], segments: Sequence[Segment]) -> set[int]:
    """Each day of the spans that the segments may touch."""
    if not segments:
        return set()
    first, last = segments[0].start // DAY - 2, segments[-1].end // DAY + 2
    return {day for each in spans for day in range(max(first, each.first_day), min(last, each.last_day) + 1)}


def open_intervals(hours: Hours, segments: Sequence[Segment]) -> list[Interval]:
    """The instants at which the mentor's wall clock shows an open hour.

    A date that was spent elsewhere is over: what is left of it at home stays closed.
    """
    weekly = {weekday: _in_seconds(rows) for weekday, rows in hours.weekly.items()}
    overrides = {day: _in_seconds(rows) for day, rows in hours.overrides.items()}
    days_off = _days_of(hours.time_off, segments)
    days_away = _days_of(hours.travel, segments)
    ends_nights = days_off.union(overrides)
    pieces: list[Interval] = []
    for start, end, offset, is_home in segments:
        closed = days_off | days_away if is_home else days_off
        # From the date before: its overnight rows end in here.
        for day in range((start + offset) // DAY - 1, (end - 1 + offset) // DAY + 1):
            if day in closed:
                continue
            # 1970-01-01 was a Thursday.
            rows = overrides[day] if day in overrides else weekly.get((day + 3) % 7 + 1, ())
            midnight = day * DAY - offset
            for first, last in rows:
                begin, stop = midnight + first, midnight + last
                if last > DAY and day + 1 in ends_nights:
                    stop = midnight + DAY
                if begin < start or stop > end:  # only where the segment begins or ends
                    begin, stop = max(start, begin), min(end, stop)
                if begin < stop:
                    pieces.append((begin, stop))
    return join_sorted(pieces)


def _in_seconds(rows: Sequence[MinuteRange]) -> list[Interval]:
    """Rows of a date from its midnight on, the earliest first."""
    return sorted((first * MINUTE, last * MINUTE) for first, last in rows)


def add_buffers(booked: Sequence[Interval], rules: BookingRules) -> list[Interval]:
    """Where a session of these rules can't be: buffers add up.

    Odd seconds stay, as every start is rounded up to a minute and lasts whole minutes.
    """
    return merge(booked, before=rules.buffer_after * MINUTE, after=rules.buffer_before * MINUTE)


def grid_alignment(interval: int) -> int:
    """Minutes past the hour at which a grid of this interval may begin."""
    return next((size for size in (60, 30, 20, 15, 10, 5) if interval % size == 0), 1)


def starts_on_grid(
    free: Iterable[Interval], rules: BookingRules, segments: Sequence[Segment], midnights: Sequence[int]
) -> list[int]:
    """Starts whose whole session fits in a free run, anchored on run starts and midnights."""
    starts: list[int] = []
    length, step = rules.minutes * MINUTE, rules.interval * MINUTE
    align = grid_alignment(rules.interval) * MINUTE
    bounds = iter([*midnights, segments[-1].end + DAY])
    midnight = next(bounds)  # the first one after the anchor
    clock = 0
    _start, clock_ends, offset, _is_home = segments[clock]
    for begin, end in free:
        anchor, stop = begin, end - length + 1
        while anchor < stop:
            while midnight <= anchor:
                midnight = next(bounds)
            while clock_ends <= anchor:
                clock += 1
                _start, clock_ends, offset, _is_home = segments[clock]
            first = anchor + -(anchor + offset) % align
            if first >= clock_ends:
                first = _align_to_grid(clock_ends, align, segments[clock + 1 :])
            if stop <= midnight:
                starts += range(first, stop, step)
                break
            starts += range(first, midnight, step)
            anchor = midnight
    return starts


def _align_to_grid(anchor: int, align: int, segments: Sequence[Segment]) -> int:
    """The first instant from the anchor on at which the wall clock shows a multiple of `align`."""
    for _start, end, offset, _is_home in segments:
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
    outside: Sequence[Interval]
    own: Sequence[Interval]
    earliest: int
    window: Interval
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

    def time_off_in(self, start: int, end: int) -> TimeOff | None:
        """The time off that closes hours between two instants, the first if there are several."""
        for off in sorted(self.hours.time_off):
            if any(
                off.first_day <= day <= off.last_day
                for day in (self.hours.day_at(start), self.hours.day_at(end - 1))
            ):
                return off
        return None

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
        as_usual = replace(self.hours, overrides={}, time_off=())
        dated = open_intervals(replace(self.hours, time_off=()), self.segments)
        usual = merge(open_intervals(as_usual, self.segments) + dated)
        busy = merge([*self.booked, *self.outside])
        near = add_buffers([*self.booked, *self.outside], self.rules)
        open_pieces = list(self.open)
        taken = {
            Cause.NOTICE: [(span[0], min(self.earliest, span[1]))],
            Cause.WINDOW: subtract([span], [self.window]),
            Cause.BLOCKED: subtract(usual, open_pieces),
            Cause.CLOSED: subtract([span], usual),
            Cause.BOOKED: intersect(open_pieces, merge(self.booked)),
            Cause.OUTSIDE: intersect(open_pieces, merge(self.outside)),
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


def search_span(query: Interval, caps: Iterable[Cap] = ()) -> Interval:
    """The span from which bookings must be given to answer for `query` under such caps."""
    margin = max([SEARCH_MARGIN, *(CAP_MARGINS[cap.period] for cap in caps)])
    return query[0] - margin, query[1] + margin


def compute_availability(
    *,
    hours: Hours,
    rules: BookingRules,
    query: Interval,
    now: int,
    booked: Iterable[Interval] = (),
    counted: Iterable[CountedSession] = (),
    outside: Iterable[Interval] = (),
    own: Iterable[Interval] = (),
) -> Availability:
    """Free starts within `query`, in UTC, earliest first.

    `booked` is when the mentor is busy (a session that they give with its buffers), as far as it touches
    `search_span(query)`; `counted` are the sessions within `search_span(query, rules.caps)` that count
    towards caps; `outside` is when other calendars say that the mentor is busy; `own` is when the person who
    asks is.
    """
    booked, outside, own_busy = _drop_empty(booked), _drop_empty(outside), merge(_drop_empty(own))
    segments = clock_segments(hours, *search_span(query))
    days, midnights = day_starts(segments)
    open_pieces = open_intervals(hours, segments)
    free = subtract(open_pieces, add_buffers([*booked, *outside] if outside else booked, rules))
    starts = starts_on_grid(free, rules, segments, midnights)

    earliest = now + rules.notice * MINUTE
    window = _find_window(rules, days, [*midnights, segments[-1].end], today=hours.day_at(now))
    full_days = _find_full_days(counted, rules, hours, days, [*midnights, segments[-1].end])

    first = bisect_left(starts, max(query[0], earliest, window[0]))
    last = bisect_left(starts, min(query[1], window[1]))
    starts = _starts_outside(starts[first:last], full_days, length=1)
    starts = _starts_outside(starts, own_busy, length=rules.minutes * MINUTE)
    return Availability(
        hours=hours,
        rules=rules,
        query=query,
        segments=segments,
        open=open_pieces,
        booked=booked,
        outside=outside,
        own=own_busy,
        earliest=earliest,
        window=window,
        full_days=full_days,
        starts=starts,
    )


def _drop_empty(pieces: Iterable[Interval]) -> list[Interval]:
    """Without those that end where they begin, or before."""
    return [piece for piece in pieces if piece[0] < piece[1]]


def _find_window(rules: BookingRules, days: Sequence[int], bounds: Sequence[int], *, today: int) -> Interval:
    """From the midnight of the first day that can be booked to the end of the last one."""
    last_day = today + rules.window_days
    if rules.last_day is not None:
        last_day = min(last_day, rules.last_day)
    first = 0 if rules.first_day is None else bisect_left(days, rules.first_day)
    last = bisect_right(days, last_day)
    return bounds[first], max(bounds[first], bounds[last])


def _find_full_days(
    counted: Iterable[CountedSession],
    rules: BookingRules,
    hours: Hours,
    days: Sequence[int],
    bounds: Sequence[int],
) -> list[Interval]:
    """The mentor's days on which one session more would be over a cap, as intervals."""
    if not rules.caps:
        return []
    sessions = [
        (days[bisect_right(bounds, each.start) - 1], each)
        if bounds[0] <= each.start < bounds[-1]
        else (hours.day_at(each.start), each)
        for each in counted
    ]
    full = days_at_cap(rules.caps, rules.minutes, sessions, days)
    return [(bounds[at], bounds[at + 1]) for at, day in enumerate(days) if day in full]


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
