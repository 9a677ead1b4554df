"""Reads what the slot engine needs, in two queries however many session types and days are asked.

Pages, the API and booking itself all ask here, so what is shown and what can be booked never differ.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from accounts.models import User
from availability.models import HoursKey, Schedule
from availability.slots import (
    Availability,
    BookingRules,
    Cap,
    CountedSession,
    Hours,
    Interval,
    compute_availability,
    search_span,
    to_datetime,
    to_seconds,
)
from core.db import select_planned
from mentoring.lifecycle import KEPT_STATES, AttendanceRole
from mentoring.models import Booking, BookingQuerySet, SessionType

MOST_DAYS = 92  # that one question may span
ALTERNATIVES_WITHIN = timedelta(days=14)


class BusyInterval(NamedTuple):
    """When one person is busy; instants are UTC seconds."""

    person_id: int
    during: Interval
    session_type_id: int | None
    starts_at: int
    minutes: int
    is_given: bool  # by this person, as its mentor
    is_outside: bool  # no session of this site, but of another calendar


@dataclass(frozen=True, slots=True)
class Calendars:
    """Hours and busy times of some mentors, and when the learner is busy, as they were read once."""

    hours: Mapping[HoursKey, Hours]
    busy: Sequence[BusyInterval]
    learner_id: int | None

    def answer(
        self,
        session_type: SessionType,
        *,
        rules: BookingRules,
        query: Interval,
        now: datetime,
        planned: Iterable[CountedSession] = (),
    ) -> Availability:
        """What is free within a part of the span that was read. What is `planned` counts towards caps."""
        mentor_id = session_type.mentor_id
        given = [each for each in self.busy if each.person_id == mentor_id]
        sessions = [each for each in given if not each.is_outside]
        return compute_availability(
            hours=self.hours[session_type.hours_key],
            rules=rules,
            query=query,
            now=to_seconds(now),
            booked=[each.during for each in sessions],
            outside=[each.during for each in given if each.is_outside],
            counted=[
                *(
                    CountedSession(each.starts_at, each.minutes, each.session_type_id == session_type.pk)
                    for each in sessions
                    if each.is_given
                ),
                *planned,
            ],
            own=[
                each.during for each in self.busy if each.person_id == self.learner_id and not each.is_outside
            ],
        )


def read_calendars(
    session_types: Collection[SessionType],
    *,
    query: Interval,
    caps: Iterable[Cap],
    now: datetime,
    learner: User | None,
    moving: Booking | None = None,
) -> Calendars:
    """All that the engine needs to know to answer for this span under such caps. Two queries."""
    first, last = map(to_datetime, search_span(query, caps))
    hours = Schedule.objects.hours_by_key({each.hours_key for each in session_types}, start=first, end=last)
    person_ids = {each.mentor_id for each in session_types} | ({learner.pk} if learner else set())
    busy = _busy_intervals(person_ids, first, last, now=now, moving=moving, learner=learner)
    return Calendars(hours, busy, learner.pk if learner else None)


def find_free_times_of_each(
    session_types: Iterable[SessionType],
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    learner: User | None = None,
    moving: Booking | None = None,
) -> dict[int, Availability]:
    """What is free of each session type between two instants, by its id. Two queries.

    With a learner, the times at which they are busy themselves are taken out too. For a booking that is
    being moved its own time is free, and its own length counts.
    """
    types = list(session_types)
    query = to_seconds(start), to_seconds(end)
    rules = {each.pk: moving.rules_to_move(each) if moving else each.booking_rules for each in types}
    caps = [cap for each in rules.values() for cap in each.caps]
    read = read_calendars(types, query=query, caps=caps, now=now, learner=learner, moving=moving)
    return {each.pk: read.answer(each, rules=rules[each.pk], query=query, now=now) for each in types}


def find_free_times(
    session_type: SessionType,
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    learner: User | None = None,
    moving: Booking | None = None,
) -> Availability:
    """What is free of one session type. Two queries."""
    found = find_free_times_of_each(
        [session_type], start=start, end=end, now=now, learner=learner, moving=moving
    )
    return found[session_type.pk]


def find_groups(session_type: SessionType, *, learner: User | None, now: datetime) -> BookingQuerySet:
    """Sessions of this type and length that others have begun, and in which a seat is free; soonest first."""
    soonest = now + timedelta(hours=session_type.notice_hours)
    begun = Booking.objects.open_to(learner).filter(
        session_type=session_type, minutes=session_type.minutes, starts_at__gte=soonest
    )
    return begun.order_by("starts_at", "pk")


def find_next_free_starts(
    session_types: Iterable[SessionType], *, now: datetime, days: int = 30
) -> dict[int, datetime]:
    """The first free start of each mentor within so many days, by the mentor's id. Two queries."""
    types = list(session_types)
    found = find_free_times_of_each(types, start=now, end=now + timedelta(days=days), now=now)
    first: dict[int, int] = {}
    for each in types:
        for start in found[each.pk].starts[:1]:
            first[each.mentor_id] = min(start, first.get(each.mentor_id, start))
    return {mentor_id: to_datetime(start) for mentor_id, start in first.items()}


def find_alternatives(booking: Booking, *, now: datetime) -> list[datetime]:
    """The three free starts nearest to one that was asked for and not booked, as long if that is on offer."""
    offered = booking.session_type
    if offered is None or not booking.can_be_booked_again:
        return []
    around = find_free_times(
        offered.at_length(booking.minutes if booking.minutes in offered.lengths else offered.minutes),
        start=now,
        end=max(now, booking.starts_at) + ALTERNATIVES_WITHIN,
        now=now,
        learner=booking.learner,
    )
    return [to_datetime(start) for start in around.nearest(to_seconds(booking.starts_at))]


# By hand, as the hours are read (availability.models): it runs for every page of times and every booking,
# and PostgreSQL takes five times as long to plan it as to answer it.
BUSY = """
SELECT
    attendance.person_id, lower(attendance.during), upper(attendance.during),
    booking.session_type_id, booking.starts_at, booking.minutes, attendance.role
FROM mentoring_attendance AS attendance
JOIN mentoring_booking AS booking ON booking.id = attendance.booking_id
WHERE attendance.person_id = ANY(%(people)s::bigint[]) AND attendance.holds_time
    AND attendance.during && tstzrange(%(first)s, %(last)s)
    AND (booking.expires_at IS NULL OR booking.expires_at > %(now)s)
    AND booking.id IS DISTINCT FROM %(moving)s::uuid
    AND NOT EXISTS (
        SELECT FROM mentoring_attendance AS own
        WHERE own.booking_id = booking.id AND own.person_id = %(learner)s::bigint
            AND own.role = %(as_learner)s AND own.state = ANY(%(kept)s) AND booking.state = ANY(%(kept)s)
    )
UNION ALL
SELECT person_id, lower(during), upper(during), NULL, lower(during), 0, ''
FROM mentoring_outsidebusy
WHERE person_id = ANY(%(people)s::bigint[]) AND during && tstzrange(%(first)s, %(last)s)
UNION ALL
SELECT
    CASE WHEN blocker_id = %(learner)s::bigint THEN blocked_id ELSE blocker_id END,
    %(first)s, %(last)s, NULL, %(first)s, 0, ''
FROM mentoring_block
WHERE %(learner)s::bigint IN (blocker_id, blocked_id)
"""


def _busy_intervals(
    person_ids: Collection[int],
    first: datetime,
    last: datetime,
    *,
    now: datetime,
    moving: Booking | None,
    learner: User | None,
) -> list[BusyInterval]:
    """When these people are busy between two instants: sessions, and their outside calendars. One query.

    A hold that has expired keeps no time, and the learner's own is free for them. Whom a block keeps from the
    learner is busy all the time, which tells nobody of the block.
    """
    rows = select_planned(
        BUSY,
        people=list(person_ids),
        first=first,
        last=last,
        now=now,
        moving=moving and moving.pk,
        learner=learner and learner.pk,
        as_learner=AttendanceRole.LEARNER.value,
        kept=[state.value for state in KEPT_STATES],
    )
    return [
        BusyInterval(
            person_id,
            (to_seconds(begin), to_seconds(end)),
            session_type_id,
            to_seconds(starts_at),
            minutes,
            role == AttendanceRole.MENTOR,
            not role,
        )
        for person_id, begin, end, session_type_id, starts_at, minutes, role in rows
    ]
