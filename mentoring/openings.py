"""Reads what the slot engine needs, in three queries however many session types and days are asked.

Pages, the API and booking itself all ask here, so what is shown and what can be booked never differ.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import User
from mentoring.models import Booking, DateOverride, Mentor, Schedule, SessionType
from mentoring.slots import (
    Availability,
    Hours,
    Interval,
    Minutes,
    availability,
    day_number,
    epoch,
    moment,
    reach,
)

Rows: TypeAlias = dict[int, list[Minutes]]  # by ISO weekday, or by day number
Span: TypeAlias = tuple[datetime, datetime]

MOST_DAYS = 92  # that one question may span
A_DAY = timedelta(days=1)  # a local date may be a day off the UTC one
NO_HOURS = Hours(zone=ZoneInfo("UTC"), weekly={})


class Hold(NamedTuple):
    """One booked session as the engine sees it; instants are UTC seconds, people are user ids."""

    people: set[int]
    session_type_id: int | None
    starts: int
    ends: int
    holds: Interval


def openings(
    session_types: Iterable[SessionType],
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    learner: User | None = None,
) -> dict[int, Availability]:
    """What is free of each session type between two instants, by its id. Three queries.

    The mentors must have been selected with the types. With a learner, their own sessions are
    taken out too.
    """
    types = list(session_types)
    query = epoch(start), epoch(end)
    first, last = reach(query)
    span = moment(first), moment(last)
    hours = hours_of({each.mentor_id for each in types}, span)
    holds = _holds({each.mentor for each in types}, learner, span)
    own = [(hold.starts, hold.ends) for hold in holds if learner and learner.pk in hold.people]
    return {
        each.pk: availability(
            hours=hours[each.mentor_id],
            terms=each.terms,
            query=query,
            now=epoch(now),
            booked=[hold.holds for hold in holds if each.mentor.user_id in hold.people],
            counted=[hold.starts for hold in holds if hold.session_type_id == each.pk],
            own=own,
        )
        for each in types
    }


def opening(
    session_type: SessionType, *, start: datetime, end: datetime, now: datetime, learner: User | None = None
) -> Availability:
    return openings([session_type], start=start, end=end, now=now, learner=learner)[session_type.pk]


def earliest(session_types: Iterable[SessionType], *, now: datetime, days: int = 30) -> dict[int, datetime]:
    """The first free start of each mentor within so many days, by the mentor's id. Three queries."""
    types = list(session_types)
    answers = openings(types, start=now, end=now + timedelta(days=days), now=now)
    first: dict[int, int] = {}
    for each in types:
        for start in answers[each.pk].starts[:1]:
            first[each.mentor_id] = min(start, first.get(each.mentor_id, start))
    return {mentor_id: moment(start) for mentor_id, start in first.items()}


def hours_of(mentor_ids: Iterable[int], span: Span) -> dict[int, Hours]:
    """The default schedule of each mentor, with the dates of that span that differ. Two queries."""
    ids = list(mentor_ids)
    weekly, dated = _weekly_rows(ids), _dated_rows(ids, span)
    return {
        mentor_id: Hours(zone=weekly[mentor_id][0], weekly=weekly[mentor_id][1], dated=dated[mentor_id])
        if mentor_id in weekly
        else NO_HOURS
        for mentor_id in ids
    }


def _weekly_rows(ids: list[int]) -> dict[int, tuple[ZoneInfo, Rows]]:
    found: dict[int, tuple[ZoneInfo, Rows]] = {}
    schedules = Schedule.objects.filter(mentor__in=ids, is_default=True).values_list(
        "mentor_id",
        "zone",
        "weekly_hours__weekday",
        "weekly_hours__start_minute",
        "weekly_hours__end_minute",
    )
    for mentor_id, zone, weekday, first, last in schedules:
        _, rows = found.setdefault(mentor_id, (zone, defaultdict(list)))
        if weekday is not None:  # a schedule without hours comes as one row of nothing
            rows[weekday].append((first, last))
    return found


def _dated_rows(ids: list[int], span: Span) -> dict[int, Rows]:
    found: dict[int, Rows] = defaultdict(dict)
    overrides = DateOverride.objects.filter(
        schedule__mentor__in=ids,
        schedule__is_default=True,
        on__range=((span[0] - A_DAY).date(), (span[1] + A_DAY).date()),
    ).values_list("schedule__mentor_id", "on", "ranges__start_minute", "ranges__end_minute")
    for mentor_id, on, first, last in overrides:
        ranges = found[mentor_id].setdefault(day_number(on), [])
        if first is not None:  # a date without ranges is off
            ranges.append((first, last))
    return found


def _holds(mentors: Iterable[Mentor], learner: User | None, span: Span) -> list[Hold]:
    """Sessions that touch the span, of these mentors on either side of the table and of the learner."""
    people = {mentor.user_id for mentor in mentors} | ({learner.pk} if learner else set())
    mine = Q(mentor=Mentor.objects.filter(user=learner).values("pk")[:1]) if learner else Q()
    rows = (
        Booking.objects.holding()
        .filter(Q(mentor__in=mentors) | Q(learner__in=people) | mine, holds__overlap=span)
        .order_by("holds")
        .values_list("mentor__user", "learner", "session_type", "starts_at", "ends_at", "holds")
    )
    return [
        Hold({given_by, learner}, type_id, epoch(starts), epoch(ends), (epoch(held.lower), epoch(held.upper)))
        for given_by, learner, type_id, starts, ends, held in rows
    ]
