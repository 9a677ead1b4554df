"""How somebody kept to what they had booked: plain facts of the last year, and no score.

Counted are sessions that were held, and those to which this person did not come. An absence counts once it
can't be contested any more, or when staff have upheld it; until then its session is not counted at all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, Q, Value

from accounts.models import User
from mentoring.lifecycle import AttendanceRole, BookingEventKind, BookingState
from mentoring.models import Absence, Attendance, BookingEvent

A_YEAR = timedelta(days=365)
LEAST_SESSIONS = 3  # fewer say nothing
AN_HOUR = Value(timedelta(hours=1), output_field=DurationField())


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of one person in one role. `late` are cancellations after the limit that learners keep to."""

    held: int
    missed: int
    cancelled: int
    late: int

    @property
    def sessions(self) -> int:
        return self.held + self.missed

    @property
    def in_time(self) -> int:
        return self.cancelled - self.late


def find_reliability(person: User, *, now: datetime) -> dict[AttendanceRole, Reliability]:
    """The facts for each role in which there are at least three sessions. One query."""
    since = now - A_YEAR
    held = Attendance.objects.filter(
        person=person, state=BookingState.COMPLETED, booking__starts_at__gte=since
    )
    missed = Absence.objects.counting(now).filter(
        person=person,
        booking__starts_at__gte=since,
        booking__state=BookingState.NO_SHOW,
        booking__attendances__person=person,
    )
    cancelled = BookingEvent.objects.filter(
        Q(kind=BookingEventKind.CANCELLED, booking__sequence__gt=0)
        | Q(kind=BookingEventKind.LEFT, side=AttendanceRole.LEARNER),
        by=person,
        at__gte=since,
    )
    limit = ExpressionWrapper(
        F("old_starts_at") - F("booking__cancel_hours") * AN_HOUR, output_field=DateTimeField()
    )
    counts = {
        (AttendanceRole(role), fact): number
        for fact, role, number in _count("held", held, "role").union(
            _count("missed", missed, "booking__attendances__role"),
            _count("cancelled", cancelled, "side"),
            _count("late", cancelled.filter(at__gt=limit), "side"),
            all=True,
        )
    }
    facts = {
        role: Reliability(*(counts.get((role, fact), 0) for fact in ("held", "missed", "cancelled", "late")))
        for role in (AttendanceRole.LEARNER, AttendanceRole.MENTOR)
    }
    return {role: each for role, each in facts.items() if each.sessions >= LEAST_SESSIONS}


def _count(fact: str, rows: models.QuerySet[Any], role: str) -> models.QuerySet[Any, Any]:
    """Rows of (fact, role, how many)."""
    by_role: models.QuerySet[Any, Any] = (
        rows.order_by().annotate(of_role=F(role), fact=Value(fact)).values("fact", "of_role")
    )
    counted: models.QuerySet[Any, Any] = by_role.annotate(number=Count("pk"))
    return counted.values_list("fact", "of_role", "number")
