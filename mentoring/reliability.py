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
    """The facts for each role in which there are at least three sessions. Three queries."""
    since = now - A_YEAR
    held = _count_by_role(
        "role",
        Attendance.objects.filter(person=person, state=BookingState.COMPLETED, booking__starts_at__gte=since),
    )
    missed = _count_by_role(
        "booking__attendances__role",
        Absence.objects.counting(now).filter(
            person=person,
            booking__starts_at__gte=since,
            booking__state=BookingState.NO_SHOW,
            booking__attendances__person=person,
        ),
    )
    limit = ExpressionWrapper(
        F("old_starts_at") - F("booking__cancel_hours") * AN_HOUR, output_field=DateTimeField()
    )
    cancelled = {
        role: (late, all_)
        for role, late, all_ in BookingEvent.objects.filter(
            by=person, kind=BookingEventKind.CANCELLED, at__gte=since, booking__sequence__gt=0
        )
        .order_by()
        .values_list("side")
        .annotate(late=Count("pk", filter=Q(at__gt=limit)), all=Count("pk"))
    }
    facts = {}
    for role in (AttendanceRole.LEARNER, AttendanceRole.MENTOR):
        late, all_ = cancelled.get(role, (0, 0))
        facts[role] = Reliability(held.get(role, 0), missed.get(role, 0), all_, late)
    return {role: each for role, each in facts.items() if each.sessions >= LEAST_SESSIONS}


def _count_by_role(role: str, rows: models.QuerySet[Any]) -> dict[str, int]:
    return dict(rows.order_by().values_list(role).annotate(Count("pk")))
