"""Moving a session to another time: the same booking, at the same address, with the same UID."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.db import retry_on_deadlock, violates
from core.refusals import Refusal
from mentoring.lifecycle import BookingEventKind, BookingState
from mentoring.models import PERSON_BUSY_ONCE, Attendance, Booking
from mentoring.operations.booking import PersonBusy
from mentoring.operations.changes import AlreadySettled, record_event, release_expired
from mentoring.operations.locks import lock_mentors
from mentoring.operations.notices import tell_of_move
from mentoring.operations.seats import MentorSetsTime, drop_kept_seats
from mentoring.operations.times import (
    AlreadyBusy,
    SlotTaken,
    check_free,
    free_times_around,
    nearest_starts,
)
from mentoring.operations.waiting import offer_freed_times


class TooLateToMove(Refusal):
    code = "too_late_to_move"
    message = _("It is too late to move it here. Write to the other person, or join and tell them.")


class NotMovable(Refusal):
    code = "not_movable"
    message = _("The mentor offers this kind of session no longer. Keep this time, or cancel the session.")


class SameTime(Refusal):
    code, message = "same_time", _("It is at that time already. Pick another one.")


class LearnerBusy(Refusal):
    code = "learner_busy"
    message = _("A learner has another session at that time. Pick another time.")


@retry_on_deadlock
def move_booking(
    *, booking: Booking, starts_at: datetime, by: User, reason: str = "", now: datetime
) -> Booking:
    """Move a confirmed session; its people are told, and reminded at the new time only.

    The same times are on offer as for a new booking, and this booking's own. Its length, price and rules
    stay as they were agreed. Raises a Refusal, with the nearest free starts in `data` when it is about the
    time; the session stays where it was then. The database decides who wins a race.
    """
    if booking.state != BookingState.CONFIRMED:
        raise AlreadySettled
    if booking.is_group and not booking.is_given_by(by):
        raise MentorSetsTime
    if now > booking.changeable_until(by):
        raise TooLateToMove
    if booking.session_type is None:
        raise NotMovable
    if starts_at == booking.starts_at:
        raise SameTime
    lock_mentors([booking.mentor_id])
    if booking.is_group:
        drop_kept_seats(booking)
    learner, old_starts_at = None if booking.is_group else booking.learner, booking.starts_at
    release_expired(person_ids=[each.person_id for each in booking.people], now=now)
    busy_learner = LearnerBusy if booking.is_given_by(by) else AlreadyBusy
    try:
        check_free(booking.session_type, starts_at, now=now, learner=learner, moving=booking)
        moved = _move(booking, starts_at)
    except AlreadyBusy as refusal:
        raise busy_learner(**refusal.data) from refusal
    except PersonBusy as busy:
        refused = SlotTaken if booking.mentor_id in busy.person_ids else busy_learner
        around = free_times_around(booking.session_type, starts_at, now=now, learner=learner, moving=booking)
        raise refused(nearest=nearest_starts(around, starts_at)) from busy
    record_event(
        moved,
        BookingEventKind.MOVED,
        by=by,
        at=now,
        old_starts_at=old_starts_at,
        new_starts_at=starts_at,
        reason=reason,
    )
    tell_of_move(moved, by=by, old_starts_at=old_starts_at, now=now)
    offer_freed_times(moved.mentor, now=now)
    return moved


def _move(booking: Booking, starts_at: datetime) -> Booking:
    """Compare and swap; then bind its people at the new time, in their order. All or nothing.

    Raises AlreadySettled, or PersonBusy with those who are busy.
    """
    ends_at = starts_at + timedelta(minutes=booking.minutes)
    seen = Booking.objects.filter(pk=booking.pk, state=booking.state, version=booking.version)
    try:
        with transaction.atomic():
            if not seen.update(
                starts_at=starts_at,
                ends_at=ends_at,
                version=F("version") + 1,
                sequence=F("sequence") + 1,
            ):
                raise AlreadySettled
            moved = (
                Booking.objects.with_people().select_related("session_type__mentor__user").get(pk=booking.pk)
            )
            for each in sorted(moved.attendances.all(), key=lambda each: each.person_id):
                each.during = moved.time_taken(each.role)
                each.save(update_fields=["during"])
    except IntegrityError as error:
        if not violates(error, PERSON_BUSY_ONCE):
            raise
        raise PersonBusy(_busy_people(moved)) from error
    return moved


def _busy_people(moved: Booking) -> set[int]:
    """Who of its people has another session at the time that it was to have."""
    return {
        each.person_id
        for each in moved.attendances.all()
        if Attendance.objects.filter(
            person=each.person_id, holds_time=True, during__overlap=moved.time_taken(each.role)
        )
        .exclude(booking=moved.pk)
        .exists()
    }
