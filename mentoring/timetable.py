"""Free times for a page: a week of days in the viewer's zone, why a day is empty, and the month around it."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from availability.slots import Availability, Cause, to_date, to_datetime, to_seconds
from core.clock import week_of
from mentoring.free_times import find_free_times
from mentoring.models import Booking, SessionType

WEEK = timedelta(days=7)
A_DAY = timedelta(days=1)
FURTHEST_AHEAD = timedelta(days=91)

WHY_EMPTY: dict[Cause, Promise | str] = {
    Cause.NOTICE: _("Too soon"),
    Cause.WINDOW: _("Not open for booking"),
    Cause.BLOCKED: _("Away"),
    Cause.CLOSED: _("No sessions on this day"),
    Cause.BOOKED: _("Fully booked"),
    Cause.OUTSIDE: _("Not free"),
    Cause.BUFFER: _("Fully booked"),
    Cause.CAP: _("Fully booked"),
    Cause.OWN: _("You have sessions yourself"),
    Cause.GRID: _("No sessions on this day"),
}


@dataclass(frozen=True, slots=True)
class TimetableDay:
    """A date in the viewer's zone with its free starts; `why` says why there are none."""

    on: date
    starts: Sequence[datetime]
    why: Promise | str = ""


@dataclass(frozen=True, slots=True)
class TimeOffShown:
    """The mentor's time off within a week, as everybody may read it."""

    first_on: date
    last_on: date
    note: str
    stand_in: str  # a handle


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A date of a month grid, and how many free starts it has. `is_chosen` is the first day of the week."""

    on: date
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class TimetableMonth:
    """The weeks of one month, None for dates of another, and the nearest free dates before and after it."""

    first: date
    first_weekday: int
    weeks: Sequence[Sequence[MonthDay | None]]
    previous: date | None
    next: date | None

    @property
    def weekdays(self) -> Sequence[date]:
        """A date of each column, for its name."""
        return [week_of(self.first, self.first_weekday) + A_DAY * number for number in range(7)]


def _first_weekday(learner: User | None) -> int:
    """The learner's own, or that of the language for a stranger. Django calls Sunday 0, and ISO 7."""
    return learner.first_weekday if learner else int(get_format("FIRST_DAY_OF_WEEK")) or 7


@dataclass(frozen=True, slots=True)
class TimetableWeek:
    """Seven days from `first` on, the month around them, and where the weeks before and after begin."""

    first: date
    days: Sequence[TimetableDay]
    previous: date | None
    next: date | None
    next_free: datetime | None  # the first start after this week
    month: TimetableMonth  # in which the first day is
    mentor_zone: ZoneInfo  # where the mentor is that week
    time_off: Sequence[TimeOffShown]  # also that before it, if the week was not asked for
    is_in_mentors_time: bool  # the clocks of viewer and mentor show the same, all week
    answer: Availability

    @property
    def last(self) -> date:
        return self.days[-1].on

    @property
    def is_empty(self) -> bool:
        return not any(day.starts for day in self.days)


def build_week(
    session_type: SessionType,
    *,
    first: date | None,
    zone: ZoneInfo,
    now: datetime,
    learner: User | None = None,
    moving: Booking | None = None,
) -> TimetableWeek:
    """The week from that date on; without one, the week in which the first free time is.

    Always two queries: everything that can be booked is asked for at once.
    """
    today = now.astimezone(zone).date()
    answer = find_free_times(
        session_type,
        start=_midnight_of(today, zone),
        end=_midnight_of(today, zone) + FURTHEST_AHEAD,
        now=now,
        learner=learner,
        moving=moving,
    )
    by_date = _group_by_date(answer, zone, left_out=moving.starts_at if moving else None)
    last = today + FURTHEST_AHEAD - WEEK
    begin = min(max(first or min(by_date, default=today), today), last)
    after = begin + WEEK
    later = [at for on, starts in by_date.items() if on >= after for at in starts]
    mentor_zone = answer.hours.zone_at(to_seconds(_midnight_of(begin, zone) + A_DAY / 2))
    return TimetableWeek(
        first=begin,
        days=[_build_day(answer, begin + A_DAY * number, by_date, zone) for number in range(7)],
        previous=max(today, begin - WEEK) if begin > today else None,
        next=after if later else None,
        next_free=min(later, default=None),
        month=_build_month(begin, by_date, today=today, first_weekday=_first_weekday(learner)),
        mentor_zone=mentor_zone,
        time_off=_time_off_between(answer, first or today, after),
        is_in_mentors_time=all(
            _midnight_of(on, zone).utcoffset() == _midnight_of(on, mentor_zone).utcoffset()
            for on in (begin, after)
        ),
        answer=answer,
    )


def _build_month(
    chosen: date, by_date: Mapping[date, Sequence[datetime]], *, today: date, first_weekday: int
) -> TimetableMonth:
    """Without the weeks that are over."""
    first = chosen.replace(day=1)
    after = (first + A_DAY * 31).replace(day=1)
    weeks = Calendar(first_weekday - 1).monthdatescalendar(first.year, first.month)
    return TimetableMonth(
        first=first,
        first_weekday=first_weekday,
        weeks=[
            [
                MonthDay(on, len(by_date.get(on, ())), on == chosen) if first <= on < after else None
                for on in week
            ]
            for week in weeks
            if week[-1] >= today
        ],
        previous=max((on for on in by_date if on < first), default=None),
        next=min((on for on in by_date if on >= after), default=None),
    )


def _time_off_between(answer: Availability, begin: date, after: date) -> list[TimeOffShown]:
    spans = [
        TimeOffShown(to_date(off.first_day), to_date(off.last_day), off.note, off.stand_in)
        for off in sorted(answer.hours.time_off)
    ]
    return [each for each in spans if each.first_on < after and each.last_on >= begin]


def build_days(
    session_type: SessionType, *, count: int, zone: ZoneInfo, now: datetime
) -> tuple[list[TimetableDay], Availability]:
    """So many days from today on, as a learner in that zone sees them, and the answer. Two queries."""
    today = now.astimezone(zone).date()
    start = _midnight_of(today, zone)
    answer = find_free_times(session_type, start=start, end=start + FURTHEST_AHEAD, now=now)
    by_date = _group_by_date(answer, zone)
    days = [_build_day(answer, today + A_DAY * number, by_date, zone) for number in range(count)]
    return days, answer


def _group_by_date(
    answer: Availability, zone: ZoneInfo, *, left_out: datetime | None = None
) -> dict[date, list[datetime]]:
    by_date: dict[date, list[datetime]] = defaultdict(list)
    for start in answer.starts:
        if (at := to_datetime(start)) != left_out:
            by_date[at.astimezone(zone).date()].append(at)
    return by_date


def _build_day(
    answer: Availability, on: date, by_date: dict[date, list[datetime]], zone: ZoneInfo
) -> TimetableDay:
    if starts := by_date.get(on):
        return TimetableDay(on, starts)
    start, end = to_seconds(_midnight_of(on, zone)), to_seconds(_midnight_of(on + A_DAY, zone))
    return TimetableDay(on, [], WHY_EMPTY[answer.why_empty(start, end)])


def _midnight_of(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone)
