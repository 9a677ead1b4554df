"""How somebody kept to what they had booked: plain facts of the last year, and no score.

Counted are sessions that were held, and those to which this person did not come. An absence counts once it
can't be contested any more, or when staff have upheld it; until then its session is not counted at all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from accounts.models import User
from mentoring.lifecycle import AttendanceRole, BookingEventKind, BookingState
from mentoring.models.follow_up import TO_CONTEST

A_YEAR = timedelta(days=365)
LEAST_SESSIONS = 3  # fewer say nothing

# By hand, because a page of sessions asks it: Django would take longer to write it than for all the rest.
# Which absences count says `Absence.objects.counting` too.
COUNT_BY_ROLE = """
    SELECT
        attendance.role,
        count(*) FILTER (WHERE attendance.state = %(completed)s AND booking.starts_at >= %(since)s) AS held,
        count(absence) FILTER (
            WHERE booking.state = %(no_show)s AND booking.starts_at >= %(since)s
        ) AS missed,
        coalesce(sum(given_up.times), 0)::int AS cancelled,
        coalesce(sum(given_up.late), 0)::int AS late
    FROM mentoring_attendance AS attendance
    JOIN mentoring_booking AS booking ON booking.id = attendance.booking_id
    LEFT JOIN mentoring_absence AS absence
        ON absence.person_id = attendance.person_id AND absence.booking_id = attendance.booking_id
        AND (absence.upheld OR (absence.contested_at IS NULL AND absence.reported_at < %(contested_until)s))
    CROSS JOIN LATERAL (
        SELECT
            count(*) AS times,
            count(*) FILTER (
                WHERE event.at > event.old_starts_at - make_interval(hours => booking.cancel_hours)
            ) AS late
        FROM mentoring_bookingevent AS event
        WHERE event.booking_id = booking.id AND event.by_id = attendance.person_id AND event.at >= %(since)s
            AND (
                (event.kind = %(cancelled)s AND booking.sequence > 0)
                OR (event.kind = %(left)s AND event.side = %(learner)s)
            )
    ) AS given_up
    WHERE attendance.person_id = %(person)s
    GROUP BY attendance.role
"""


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
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_BY_ROLE,
            {
                "person": person.pk,
                "since": now - A_YEAR,
                "contested_until": now - TO_CONTEST,
                "completed": BookingState.COMPLETED,
                "no_show": BookingState.NO_SHOW,
                "cancelled": BookingEventKind.CANCELLED,
                "left": BookingEventKind.LEFT,
                "learner": AttendanceRole.LEARNER,
            },
        )
        facts = {AttendanceRole(role): Reliability(*counts) for role, *counts in cursor.fetchall()}
    return {
        role: facts[role]
        for role in (AttendanceRole.LEARNER, AttendanceRole.MENTOR)
        if role in facts and facts[role].sessions >= LEAST_SESSIONS
    }
