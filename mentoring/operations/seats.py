"""Group sessions: taking a seat in one, giving it up, and seats that are kept for who waits.

A seat is counted on the session's row, in its lock, and PostgreSQL refuses to count more than there are
(`mentoring_booking_seats_suffice`). Locks are taken in the order of `mentoring.operations.locks`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.db import insert_new, retry_on_deadlock, violates
from core.refusals import Refusal
from mentoring.lifecycle import AttendanceRole, BookingEventKind, BookingState
from mentoring.models import (
    PERSON_BUSY_ONCE,
    PERSON_ONCE_A_BOOKING,
    Attendance,
    Booking,
    SessionType,
    WaitingEntry,
    WaitingState,
)
from mentoring.operations.changes import AlreadySettled, record_event
from mentoring.operations.notices import tell_of_leaving, tell_of_seat
from mentoring.operations.times import AlreadyBusy, TooSoon


class SessionFull(Refusal):
    code = "session_full"
    message = _("Every seat of this session is taken. Pick another time, or join the waiting list.")


class MentorSetsTime(Refusal):
    code = "mentor_sets_time"
    message = _("The mentor sets the time of a group session. Give up your seat, and take one in another.")


class OnlyHeld(Refusal):
    code = "only_held"
    message = _("Of a group session you can say that it was held. Who was not there is not noted.")


def take_seat(
    *,
    learner: User,
    session_type: SessionType,
    starts_at: datetime,
    about: Mapping[str, object],
    now: datetime,
) -> Booking | None:
    """Join the group session of this type, length and start, if there is one; `about` is the learner's part.

    None when nobody has begun one, or none in which this learner may be. Raises TooSoon, SessionFull or
    AlreadyBusy. The caller's transaction holds the lock of the session's row until it ends.
    """
    begun = Booking.objects.groups().filter(
        session_type=session_type, starts_at=starts_at, minutes=session_type.minutes
    )
    booking = begun.select_for_update(no_key=True).first()
    if booking is None:
        return None
    part = Attendance.objects.filter(booking=booking, person=learner).first()
    if part and part.state not in {BookingState.OFFERED, BookingState.CANCELLED}:
        raise AlreadyBusy
    is_kept = part is not None and part.state == BookingState.OFFERED
    if starts_at < now + timedelta(hours=session_type.notice_hours):
        raise TooSoon
    if not is_kept:
        expire_seats(booking, now=now)
        booking.refresh_from_db(fields=["seats_taken"])
        if not Booking.objects.groups().with_nobody_blocked(learner).filter(pk=booking.pk).exists():
            return None
        if booking.seats_left < 1:
            raise SessionFull
    _sit_down(booking, part, learner=learner, about=about, state=BookingState.CONFIRMED)
    if not is_kept:
        Booking.objects.filter(pk=booking.pk).update(seats_taken=F("seats_taken") + 1)
    WaitingEntry.objects.waiting().filter(person=learner, offer=booking).update(state=WaitingState.BOOKED)
    joined = _read(booking)
    record_event(
        joined, BookingEventKind.JOINED, by=learner, at=now, new_starts_at=starts_at, seat_of=learner
    )
    tell_of_seat(joined, by=learner, now=now)
    return joined


def keep_seat(booking: Booking, *, person: User, until: datetime) -> bool:
    """Keep a free seat for somebody on the waiting list, in the lock of the mentor. False without one."""
    found = Booking.objects.open_to(person).filter(pk=booking.pk).select_for_update(no_key=True, of=("self",))
    if not found:
        return False
    part = Attendance.objects.filter(booking=booking, person=person).first()
    try:
        _sit_down(booking, part, learner=person, about={"kept_until": until}, state=BookingState.OFFERED)
    except AlreadyBusy:
        return False
    Booking.objects.filter(pk=booking.pk).update(seats_taken=F("seats_taken") + 1)
    return True


def _sit_down(
    booking: Booking,
    part: Attendance | None,
    *,
    learner: User,
    about: Mapping[str, object],
    state: BookingState,
) -> None:
    """Bind the learner, by a row of their own or by the one they had. Raises AlreadyBusy."""
    fields = {"state": state, "left_at": None, "kept_until": None} | dict(about)
    if part is None:
        row = Attendance(
            booking=booking,
            person=learner,
            role=AttendanceRole.LEARNER,
            zone=learner.zone,
            during=booking.time_taken(AttendanceRole.LEARNER),
            **fields,
        )
        if not insert_new([row]):
            raise AlreadyBusy
        return
    came_back = {"sequence": F("sequence") + 1} if part.left_at else {}
    during = booking.time_taken(AttendanceRole.LEARNER)
    try:
        with transaction.atomic():
            Attendance.objects.filter(pk=part.pk).update(during=during, **fields, **came_back)
    except IntegrityError as error:
        if violates(error, PERSON_BUSY_ONCE, PERSON_ONCE_A_BOOKING):
            raise AlreadyBusy from error
        raise


def give_up_seat(booking: Booking, *, person: User, by: User, reason: str, now: datetime) -> Booking:
    """Somebody is in a group no more, by their own will or the mentor's; the others meet all the same.

    The caller has locked the mentor, and has seen that others stay (`others_stay`). Raises AlreadySettled
    when they have no seat, or the session is over or called off.
    """
    locked = Booking.objects.groups().filter(pk=booking.pk).select_for_update(no_key=True).first()
    seated = Attendance.objects.filter(booking=booking, person=person, state=BookingState.CONFIRMED)
    if locked is None or not seated.filter(role=AttendanceRole.LEARNER).update(
        state=BookingState.CANCELLED, left_at=now, sequence=F("sequence") + 1
    ):
        raise AlreadySettled
    Booking.objects.filter(pk=booking.pk).update(seats_taken=F("seats_taken") - 1)
    left = _read(booking)
    record_event(
        left,
        BookingEventKind.LEFT,
        by=by,
        at=now,
        old_starts_at=left.starts_at,
        reason=reason,
        seat_of=person,
    )
    tell_of_leaving(left, person=person, by=by, now=now)
    return left


def others_stay(booking: Booking, person: User) -> bool:
    """Whether other learners are in it, by the rows of this moment; its row is locked until the end."""
    if not Booking.objects.groups().filter(pk=booking.pk).select_for_update(no_key=True):
        return False
    seated = Attendance.objects.filter(
        booking=booking, role=AttendanceRole.LEARNER, state=BookingState.CONFIRMED
    )
    return seated.exclude(person=person).exists()


def drop_seat(booking: Booking, *, person: User) -> bool:
    """Free a seat that was only kept. False when it is taken by now, or gone."""
    with transaction.atomic():
        list(Booking.objects.filter(pk=booking.pk).select_for_update(no_key=True).values_list("pk"))
        return _free(Attendance.objects.filter(booking=booking, person=person), booking) > 0


def drop_kept_seats(booking: Booking) -> None:
    """Free every seat that is only kept: what was offered is no longer so."""
    list(Booking.objects.filter(pk=booking.pk).select_for_update(no_key=True).values_list("pk"))
    _free(Attendance.objects.filter(booking=booking), booking)


def expire_seats(booking: Booking, *, now: datetime) -> int:
    """Free the seats of this session that were kept long enough; how many. Its row is locked."""
    return _free(Attendance.objects.filter(booking=booking, kept_until__lte=now), booking)


@retry_on_deadlock
def expire_kept_seats(*, now: datetime) -> int:
    """Free every seat that was kept long enough; how many."""
    late = Attendance.objects.filter(state=BookingState.OFFERED, kept_until__lte=now)
    bookings = Booking.objects.filter(pk__in=late.values("booking")).order_by("pk")
    return sum(expire_seats(each, now=now) for each in bookings.select_for_update(no_key=True))


def _free(parts: QuerySet[Attendance], booking: Booking) -> int:
    kept = list(parts.filter(state=BookingState.OFFERED, booking__state=BookingState.CONFIRMED))
    for part in kept:
        if part.sequence:  # they had a seat before, which their letters and their calendar know of
            Attendance.objects.filter(pk=part.pk).update(
                state=BookingState.CANCELLED, kept_until=None, left_at=F("kept_until")
            )
        else:
            part.delete()
    if kept:
        Booking.objects.filter(pk=booking.pk).update(seats_taken=F("seats_taken") - len(kept))
    return len(kept)


def _read(booking: Booking) -> Booking:
    return Booking.objects.with_people().get(pk=booking.pk)
