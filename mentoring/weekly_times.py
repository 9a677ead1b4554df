"""The sessions of a weekly pair before they are booked: which are free, why the others are not, and whose
clocks change between them. Asked by the page, the API and the act itself. Two queries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from accounts.models import User
from availability.slots import (
    DAY,
    WEEK_DAYS,
    Cause,
    CountedSession,
    day_begins,
    to_date,
    to_datetime,
    to_seconds,
    weekly_instants,
)
from mentoring.explanations import SENTENCES
from mentoring.free_times import Calendars, read_calendars
from mentoring.models import SessionType


@dataclass(frozen=True, slots=True)
class WeeklyTime:
    """One week of a pair. `on` is the date on the mentor's calendar, `zone` where the mentor is then.

    `starts_at` is None where the mentor's clock skips that time; `cause` is None where it is free. Where it
    is not, `others` are the free times of that date, earliest first.
    """

    on: date
    zone: ZoneInfo
    starts_at: datetime | None
    cause: Cause | None
    others: Sequence[datetime] = ()

    @property
    def sentence(self) -> Promise | str:
        """Why it is not free; empty when it is."""
        return SENTENCES[self.cause] if self.cause else ""

    @property
    def next_free(self) -> datetime | None:
        """The next free time of that date; before it, if there is none after it."""
        later = (each for each in self.others if self.starts_at is None or each > self.starts_at)
        return next(later, self.others[-1] if self.others else None)


@dataclass(frozen=True, slots=True)
class ClockShift:
    """From `starts_at` on, the same hour of the mentor's is another one for the reader.

    `is_travel`: not because of clocks that change on different dates, but as the mentor is elsewhere then.
    """

    starts_at: datetime
    before: time
    after: time
    zone: ZoneInfo
    is_travel: bool


def find_weekly_times(
    session_type: SessionType, *, first: datetime, weeks: int, now: datetime, learner: User | None
) -> list[WeeklyTime]:
    """The week of `first` and those after it, at the same time of the mentor's clock."""
    begin = to_seconds(first)
    read = _read(session_type, begin, begin + WEEK_DAYS * weeks * DAY, now=now, learner=learner)
    hours = read.hours[session_type.hours_key]
    return _judge(read, session_type, weekly_instants(hours, begin, weeks), now=now)


def judge_starts(
    session_type: SessionType, starts: Sequence[datetime], *, now: datetime, learner: User | None
) -> list[WeeklyTime]:
    """These starts, in their order, each as if those before it were booked."""
    seconds = [to_seconds(each) for each in starts]
    read = _read(session_type, min(seconds), max(seconds), now=now, learner=learner)
    hours = read.hours[session_type.hours_key]
    return _judge(read, session_type, [(hours.day_at(each), each) for each in seconds], now=now)


def find_clock_shifts(
    sessions: Iterable[tuple[datetime, ZoneInfo]], reader_zone: ZoneInfo
) -> list[ClockShift]:
    """Where the reader's hour changes from one session to the next and the mentor's does not.

    `sessions` are starts, earliest first, each with the zone in which the mentor is.
    """
    shifts: list[ClockShift] = []
    last: tuple[datetime, ZoneInfo] | None = None
    for starts_at, zone in sessions:
        if last and _shows(last[0], last[1]) == _shows(starts_at, zone):
            before, after = _shows(last[0], reader_zone), _shows(starts_at, reader_zone)
            if before != after:
                shifts.append(ClockShift(starts_at, before, after, zone, is_travel=last[1] != zone))
        last = starts_at, zone
    return shifts


def _shows(at: datetime, zone: ZoneInfo) -> time:
    return at.astimezone(zone).time()


def _read(
    session_type: SessionType, begin: int, end: int, *, now: datetime, learner: User | None
) -> Calendars:
    caps = session_type.weekly_rules.caps
    query = begin - 2 * DAY, end + 2 * DAY  # whole days of the mentor, wherever they are
    return read_calendars([session_type], query=query, caps=caps, now=now, learner=learner)


def _judge(
    read: Calendars, session_type: SessionType, days: Iterable[tuple[int, int | None]], *, now: datetime
) -> list[WeeklyTime]:
    """Each day is asked with what is free of those before it counted: a cap may span several weeks."""
    hours, rules = read.hours[session_type.hours_key], session_type.weekly_rules
    planned: list[CountedSession] = []
    found = []
    for day, start in days:
        zone = hours.zone_at(day_begins(hours.zone, day) + DAY // 2 if start is None else start)
        query = day_begins(zone, day), day_begins(zone, day + 1)
        answer = read.answer(session_type, rules=rules, query=query, now=now, planned=planned)
        cause = Cause.CLOSED if start is None else answer.why_not(start)
        if cause is None and start is not None:
            planned.append(CountedSession(start, session_type.minutes))
        found.append(
            WeeklyTime(
                on=to_date(day),
                zone=zone,
                starts_at=None if start is None else to_datetime(start),
                cause=cause,
                others=[to_datetime(each) for each in answer.starts] if cause else (),
            )
        )
    return found


def weeks_between(first: date, last: date) -> int | None:
    """How many weeks lie between two dates; None when they are not the same day of the week."""
    weeks, days = divmod((last - first) / timedelta(days=1), WEEK_DAYS)
    return None if days else int(weeks)
