"""Reads what the slot engine needs, in two queries however many session types and days are asked.

Pages, the API and booking itself all ask here, so what is shown and what can be booked never differ.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateTimeField,
    F,
    PositiveSmallIntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast

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
from mentoring.lifecycle import KEPT_STATES, AttendanceRole
from mentoring.models import Attendance, Block, Booking, BookingQuerySet, OutsideBusy, SessionType

MOST_DAYS = 92  # that one question may span


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
    busy = Attendance.objects.filter(
        Q(booking__expires_at=None) | Q(booking__expires_at__gt=now),
        person__in=person_ids,
        holds_time=True,
        during__overlap=(first, last),
    )
    if moving:
        busy = busy.exclude(booking=moving)
    if learner:
        own_hold = Attendance.objects.filter(
            person=learner, role=AttendanceRole.LEARNER, state__in=KEPT_STATES, booking__state__in=KEPT_STATES
        )
        busy = busy.exclude(booking__in=own_hold.values("booking"))
    rows = busy.order_by().values_list(
        *("person_id", "during", "role"),
        *("booking__session_type_id", "booking__starts_at", "booking__minutes"),
    )
    outside = OutsideBusy.objects.filter(person__in=person_ids, during__overlap=(first, last)).values_list(
        "person_id",
        "during",
        Value("", CharField()),
        Value(None, BigIntegerField()),
        RangeStartsWith("during"),
        Value(0, PositiveSmallIntegerField()),
    )
    others = [outside, _blocked_times(learner, first, last)] if learner else [outside]
    return [
        BusyInterval(
            person_id,
            (to_seconds(during.lower), to_seconds(during.upper)),
            session_type_id,
            to_seconds(starts_at),
            minutes,
            role == AttendanceRole.MENTOR,
            not role,
        )
        for person_id, during, role, session_type_id, starts_at, minutes in rows.union(*others, all=True)
    ]


def _blocked_times(learner: User, first: datetime, last: datetime) -> QuerySet[Block, Any]:
    """Rows of the same shape, for everybody whom a block keeps from the learner."""
    other = Case(When(blocker=learner.pk, then=F("blocked")), default=F("blocker"))
    always = DateTimeTZRange(first, last)
    return (
        Block.objects.of(learner)
        .annotate(
            other=Cast(other, BigIntegerField()),
            during=Value(always, output_field=DateTimeRangeField()),
            role=Value("", output_field=CharField()),
            type_id=Value(None, output_field=BigIntegerField()),
            start=Value(first, output_field=DateTimeField()),
            length=Value(0, output_field=PositiveSmallIntegerField()),
        )
        .values_list("other", "during", "role", "type_id", "start", "length")
    )
