"""A mentor's week: when they are open, booked, off or elsewhere, as a table of half hours and as a list."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import DateTimeRangeField
from django.db.models import Func, QuerySet

from accounts.models import User
from availability.clock_changes import ClockChange, clock_changes
from availability.models import HoursKey, Schedule
from availability.slots import (
    Hours,
    Interval,
    clock_segments,
    day_number,
    intersect,
    merge,
    open_intervals,
    to_datetime,
    to_seconds,
)
from core.prepared import prepared
from mentoring.lifecycle import RELEASED_STATES
from mentoring.models import Booking, OutsideBusy

STEP = 30  # minutes of a row
DAY_MINUTES = 24 * 60
LEAST_HOURS = 9 * 60, 17 * 60  # shown of a week in which nothing is open
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarBlock:
    """Sessions that share rows of a day, from one minute of the mentor's clock to another."""

    start: int
    end: int
    bookings: Sequence[Booking]

    @property
    def rows(self) -> int:
        return (self.end - self.start) // STEP


class OutsideTime(NamedTuple):
    """When another calendar of the mentor has something, as far as it lies in one day."""

    starts_at: datetime
    ends_at: datetime
    calendar: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A date of the mentor, on the clock of where they are."""

    on: date
    zone: ZoneInfo
    is_today: bool
    is_away: bool  # in another place than home
    is_off: bool
    has_own_hours: bool
    open: Sequence[tuple[datetime, datetime]]
    bookings: Sequence[Booking]
    outside: Sequence["OutsideTime"]
    clock_change: ClockChange | None
    free_minutes: frozenset[int] = field(repr=False)
    outside_minutes: frozenset[int] = field(repr=False)
    blocks: Sequence[CalendarBlock] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CalendarCell:
    """A half hour. `kind` is free, busy (elsewhere), off, closed, or taken by the sessions of `block`."""

    kind: str
    block: CalendarBlock | None = None


class CalendarRow(NamedTuple):
    """A half hour of all days; one whose sessions began before has no cell."""

    at: time
    cells: Sequence[CalendarCell]

    @property
    def stretches(self) -> Iterator[tuple[CalendarBlock | None, tuple[str, ...]]]:
        """A cell that sessions take, or all cells up to the next such one, by their kinds."""
        for block, cells in groupby(self.cells, key=lambda cell: cell.block):
            yield block, tuple(cell.kind for cell in cells)


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    first: date
    days: Sequence[CalendarDay]

    @property
    def last(self) -> date:
        return self.days[-1].on

    @property
    def previous(self) -> date:
        return self.first - 7 * A_DAY

    @property
    def next(self) -> date:
        return self.first + 7 * A_DAY

    @property
    def clock_changes(self) -> list[CalendarDay]:
        return [day for day in self.days if day.clock_change]

    @property
    def rows(self) -> Iterator[CalendarRow]:
        """Each half hour in which something happens."""
        minutes = [minute for day in self.days for minute in day.free_minutes]
        for block in (block for day in self.days for block in day.blocks):
            minutes += [block.start, block.end - STEP]
        first = min([*minutes, LEAST_HOURS[0]])
        last = max(minutes, default=LEAST_HOURS[1] - STEP) + STEP
        for minute in range(first // 60 * 60, -(-last // 60) * 60, STEP):
            cells = [cell for day in self.days if (cell := _cell_at(day, minute))]
            yield CalendarRow(time(minute // 60, minute % 60), cells)


def _cell_at(day: CalendarDay, minute: int) -> CalendarCell | None:
    for block in day.blocks:
        if block.start == minute:
            return CalendarCell("taken", block)
        if block.start < minute < block.end:
            return None
    kind = "free" if minute in day.free_minutes else "off" if day.is_off else "closed"
    if kind == "free" and minute in day.outside_minutes:
        kind = "busy"
    return CalendarCell(kind)


def build_calendar_week(person: User, schedule: Schedule, *, first: date, now: datetime) -> CalendarWeek:
    """Seven days from `first` on, by one schedule. Three queries."""
    key = HoursKey(person.pk, schedule.pk)
    begin = datetime.combine(first - A_DAY, time(), schedule.zone)
    end = datetime.combine(first + 8 * A_DAY, time(), schedule.zone)
    hours = Schedule.objects.hours_by_key([key], start=begin, end=end)[key]
    span = to_seconds(begin), to_seconds(end)
    covered = open_intervals(hours, clock_segments(hours, *span))
    bookings = sorted(
        _sessions_between.rows(person=person.pk, begin=begin, end=end),
        key=lambda each: (each.starts_at, each.pk),
    )
    outside = [
        OutsideTime(during.lower, during.upper, name)
        for during, name in _outside_between.rows(person=person.pk, begin=begin, end=end)
    ]
    days = [
        _build_day(first + A_DAY * number, hours, covered, bookings, outside, now=now) for number in range(7)
    ]
    return CalendarWeek(first, days)


@prepared
def _sessions_between(person: Any, begin: Any, end: Any) -> QuerySet[Booking]:
    taken = Booking.objects.of(person).filter(starts_at__lt=end, ends_at__gt=begin)
    return taken.exclude(state__in=RELEASED_STATES).only("title", "starts_at", "ends_at", "state").order_by()


@prepared
def _outside_between(person: Any, begin: Any, end: Any) -> QuerySet[OutsideBusy, Any]:
    span = Func(begin, end, function="tstzrange", output_field=DateTimeRangeField())
    busy = OutsideBusy.objects.filter(person=person, during__overlap=span)
    return busy.order_by("during").values_list("during", "calendar__name")


def _build_day(
    on: date,
    hours: Hours,
    covered: Sequence[Interval],
    bookings: Sequence[Booking],
    outside: Sequence[OutsideTime],
    *,
    now: datetime,
) -> CalendarDay:
    day = day_number(on)
    trips = [each for each in hours.travel if each.first_day <= day <= each.last_day]
    zone = trips[0].zone if trips else hours.zone
    begin, end = (datetime.combine(date_, time(), zone) for date_ in (on, on + A_DAY))
    mine = [each for each in bookings if begin <= each.starts_at < end]
    elsewhere = [
        OutsideTime(max(begin, each.starts_at), min(end, each.ends_at), each.calendar)
        for each in outside
        if each.starts_at < end and each.ends_at > begin
    ]
    busy = [(to_seconds(each.starts_at), to_seconds(each.ends_at)) for each in elsewhere]
    within = intersect(covered, [(to_seconds(begin), to_seconds(end))])
    return CalendarDay(
        on=on,
        zone=zone,
        is_today=now.astimezone(zone).date() == on,
        is_away=bool(trips),
        is_off=any(each.first_day <= day <= each.last_day for each in hours.time_off),
        has_own_hours=day in hours.overrides,
        open=[(to_datetime(start), to_datetime(stop)) for start, stop in within],
        bookings=mine,
        outside=elsewhere,
        clock_change=next(clock_changes(zone, begin, end), None),
        free_minutes=frozenset(_minutes_in(on, zone, within)),
        outside_minutes=frozenset(_minutes_in(on, zone, merge(busy))),
        blocks=_build_blocks(mine, zone),
    )


def _minutes_in(on: date, zone: ZoneInfo, within: Sequence[Interval]) -> Iterator[int]:
    """The rows whose half hour has something of it. A clock that skips a row shows nothing there."""
    if not within:  # as on most days: each row costs two conversions of its time
        return
    starts = [start for start, _end in within]
    for minute in range(0, DAY_MINUTES, STEP):
        at = datetime.combine(on, time(minute // 60, minute % 60), zone)
        instant = to_seconds(at)
        index = bisect_right(starts, instant + STEP * 60 - 1) - 1
        if index >= 0 and within[index][1] > instant and to_datetime(instant).astimezone(zone) == at:
            yield minute


def _build_blocks(bookings: Sequence[Booking], zone: ZoneInfo) -> list[CalendarBlock]:
    """Sessions at the rows they touch; those that share a row are one block."""
    blocks: list[CalendarBlock] = []
    for booking in bookings:
        starts_at, ends_at = booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone)
        start = (starts_at.hour * 60 + starts_at.minute) // STEP * STEP
        minutes = ends_at.hour * 60 + ends_at.minute if ends_at.date() == starts_at.date() else DAY_MINUTES
        end = max(start + STEP, -(-minutes // STEP) * STEP)
        if blocks and start < blocks[-1].end:
            last = blocks.pop()
            blocks.append(CalendarBlock(last.start, max(last.end, end), [*last.bookings, booking]))
        else:
            blocks.append(CalendarBlock(start, end, [booking]))
    return blocks
