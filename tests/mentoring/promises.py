"""What must hold of all sessions after any acts in any order, read from the tables themselves."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from mailing.models import Letter, LetterState
from mentoring.lifecycle import AttendanceRole, BookingState
from mentoring.models import Attendance, Booking, ReminderChoice

OVERLAPPING = """
SELECT one.person_id, one.during, other.during FROM mentoring_attendance one
JOIN mentoring_attendance other ON one.person_id = other.person_id AND one.id < other.id
AND one.during && other.during WHERE one.holds_time AND other.holds_time
"""


def find_broken(now: datetime) -> list[str]:
    """A sentence for each promise that does not hold."""
    return [*_overlaps(), *_parts(), *_reminders(now)]


def _overlaps() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPPING)
        for person, one, other in cursor.fetchall():
            yield f"{person} is bound twice: {one} and {other}"


def _parts() -> Iterator[str]:
    """The rows of people say what the row of their session says."""
    for booking in Booking.objects.prefetch_related("attendances"):
        parts = list(booking.attendances.all())
        roles = [each.role for each in parts]
        if roles.count(AttendanceRole.MENTOR) != 1 or AttendanceRole.LEARNER not in roles:
            yield f"{booking.pk} has the people {roles}"
        for part in parts:
            is_seat = booking.is_group and (part.left_at or part.state == BookingState.OFFERED)
            if part.state != booking.state and not is_seat:
                yield f"{booking.pk} is {booking.state}, and {part.person_id} is {part.state} in it"
            if part.during != booking.time_taken(part.role) and part.holds_time:
                yield f"{booking.pk} has the time of {part.person_id} wrong"
        seated = sum(each.role == AttendanceRole.LEARNER and each.holds_time for each in parts)
        if booking.state == BookingState.CONFIRMED and seated != booking.seats_taken:
            yield f"{booking.pk} counts {booking.seats_taken} seats and has {seated} learners"


def _reminders(now: datetime) -> Iterator[str]:
    """Exactly one live reminder of each kind that is still to come, and none of what is not."""
    owed: dict[tuple[str, int], list[tuple[datetime, int]]] = {}
    live = Letter.objects.filter(template="mentoring.reminder", state=LetterState.OWED, due_at__gt=now)
    for letter in live:
        key = letter.context["booking"], letter.recipient_id or 0
        owed.setdefault(key, []).append((letter.due_at, letter.context["sequence"]))
    for booking in Booking.objects.upcoming(now).with_people():
        people = [each.person for each in booking.people]
        for choice in ReminderChoice.objects.for_each(people).values():
            wanted = {
                (booking.starts_at - ahead, booking.sequence_for(choice.person_id))
                for ahead in choice.offsets().values()
                if booking.starts_at - ahead > now
            }
            found = owed.pop((str(booking.pk), choice.person_id), [])
            if len(found) != len(wanted) or set(found) != wanted:
                yield f"{choice.person_id} is reminded of {booking.pk} at {found}, not at {wanted}"
    for (booking_id, person_id), found in owed.items():
        yield f"{person_id} is reminded of {booking_id} at {found}, which does not take place for them"


def seated_people(booking: Booking) -> set[int]:
    """Who has a part in it that takes their time, by the rows of this moment."""
    parts = Attendance.objects.filter(booking=booking, holds_time=True)
    return set(parts.values_list("person", flat=True))
