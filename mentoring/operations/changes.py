"""Changes of a booking's state, each with its row in the history. Only what the caller saw is changed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.announcements import announce
from core.db import insert_new, select_planned
from core.refusals import Refusal
from mentoring.announcements import BookingChanged
from mentoring.lifecycle import (
    EVENT_KINDS,
    KEPT_STATES,
    PENDING_STATES,
    RELEASED_STATES,
    AttendanceRole,
    BookingEventKind,
    BookingState,
    sources_of,
)
from mentoring.models import Attendance, Booking, BookingEvent, NextFreeChange
from mentoring.operations.next_free import mark_next_free
from mentoring.operations.notices import tell_of_request_ended, tell_of_weekly_end

# By hand, as it runs at the start of every booking.
PENDING = """
SELECT attendance.booking_id
FROM mentoring_attendance AS attendance
JOIN mentoring_booking AS booking ON booking.id = attendance.booking_id
WHERE attendance.person_id = ANY(%(people)s::bigint[]) AND attendance.state = ANY(%(pending)s)
    AND (attendance.state = ANY(%(kept)s) OR booking.expires_at <= %(now)s)
"""


class AlreadySettled(Refusal):
    code, message = "already_settled", _("This session is no longer open to change. See what became of it.")


def change_state(
    booking: Booking,
    state: BookingState,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    **changes: object,
) -> Booking:
    """Compare and swap: only what the caller saw is changed, and only as the table allows."""
    moved = Booking.objects.filter(
        pk=booking.pk, state=booking.state, version=booking.version, state__in=sources_of(state)
    ).update(state=state, version=F("version") + 1, expires_at=None, **changes)
    if not moved:
        raise AlreadySettled
    parts = Attendance.objects.filter(booking=booking, holds_time=True)
    if booking.is_group:  # seats that were kept for who waits
        parts.filter(state=BookingState.OFFERED).delete()
    parts.update(state=state)
    is_over = state in RELEASED_STATES
    record_event(
        booking,
        EVENT_KINDS[state],
        by=by,
        at=now,
        old_starts_at=booking.starts_at,
        new_starts_at=None if is_over else booking.starts_at,
        reason=reason,
    )
    return Booking.objects.with_people().get(pk=booking.pk)


def record_event(
    booking: Booking,
    kind: BookingEventKind,
    *,
    by: User | None,
    at: datetime,
    old_starts_at: datetime | None = None,
    new_starts_at: datetime | None = None,
    reason: str = "",
    seat_of: User | None = None,
) -> None:
    """Add to the history of a booking, and announce it. `seat_of` is who joined a group or left it."""
    event = draft_event(
        booking,
        kind,
        by=by,
        at=at,
        old_starts_at=old_starts_at,
        new_starts_at=new_starts_at,
        reason=reason,
    )
    insert_new([event], [NextFreeChange(mentor_id=booking.mentor_id)])
    announce_event(event, booking, seat_of=seat_of)


def draft_event(
    booking: Booking,
    kind: BookingEventKind,
    *,
    by: User | None,
    at: datetime,
    old_starts_at: datetime | None = None,
    new_starts_at: datetime | None = None,
    reason: str = "",
) -> BookingEvent:
    """An unsaved event of the history. The booking may be unsaved, too, but has its people."""
    return BookingEvent(
        mentor_id=booking.mentor_id,
        booking=booking,
        kind=kind,
        at=at,
        by=by,
        side="" if by is None else booking.attendance_of(by).role,
        old_starts_at=old_starts_at,
        new_starts_at=new_starts_at,
        reason=reason,
    )


def announce_event(event: BookingEvent, booking: Booking, *, seat_of: User | None = None) -> None:
    """Tell the apps above about an event that has just been inserted into the history."""
    announce(
        BookingChanged(
            event_id=event.pk,
            booking_id=booking.pk,
            mentor_id=booking.mentor_id,
            person_ids=tuple(each.person_id for each in booking.people),
            kind=BookingEventKind(event.kind),
            at=event.at,
            by_id=event.by_id,
            side=AttendanceRole(event.side) if event.side else None,
            old_starts_at=event.old_starts_at,
            new_starts_at=event.new_starts_at,
            seat_of_id=None if seat_of is None else seat_of.pk,
        )
    )


def release_expired(*, person_ids: Iterable[int], now: datetime) -> list[Booking]:
    """End the holds and requests that keep these people's time although they have expired.

    An act that needs the time calls this in its transaction. The holds that go on are returned.
    """
    found = select_planned(
        PENDING,
        people=list(person_ids),
        pending=[state.value for state in PENDING_STATES],
        kept=[state.value for state in KEPT_STATES],
        now=now,
    )
    booking_ids = {booking_id for (booking_id,) in found}
    if not booking_ids:  # as is usual
        return []
    pending = Booking.objects.filter(pk__in=booking_ids, state__in=PENDING_STATES)
    going_on = []
    for booking in pending.with_people().order_by("pk"):
        if booking.expires_at and booking.expires_at > now:
            going_on.append(booking)
        else:
            expire(booking, now=now)
    return going_on


@transaction.atomic
def expire(booking: Booking, *, now: datetime) -> bool:
    """End one whose time is over, and tell both of a request. False when somebody else was first.

    Of a time that was only kept nothing is left.
    """
    if booking.state in KEPT_STATES:
        return drop_hold(booking)
    try:
        expired = settle_request(booking, BookingState.EXPIRED, by=None, now=now)
    except AlreadySettled:
        return False
    if booking.weekly_pair_id:
        tell_of_weekly_end(expired, by=None, now=now)
    else:
        tell_of_request_ended(expired[0], by=None, now=now)
    return True


def find_requests_with(booking: Booking) -> list[Booking]:
    """The request itself and those that were asked for with it for other weeks, in the order of locks."""
    if booking.weekly_pair_id is None:
        return [booking]
    others = Booking.objects.filter(weekly_pair=booking.weekly_pair_id, state=BookingState.REQUESTED)
    return sorted([booking, *others.exclude(pk=booking.pk).with_people()], key=lambda each: each.pk)


def settle_request(
    booking: Booking, state: BookingState, *, by: User | None, now: datetime, reason: str = ""
) -> list[Booking]:
    """Change a request, and those that were asked for with it for other weeks, which are answered as one.

    Raises AlreadySettled about the request itself; what became of another week meanwhile stays so.
    """
    requests = find_requests_with(booking)
    more = {"cancel_reason": reason} if reason else {}
    settled = []
    for each in requests:
        try:
            settled.append(change_state(each, state, by=by, now=now, reason=reason, **more))
        except AlreadySettled:
            if each is booking:
                raise
    return settled


@transaction.atomic
def drop_hold(hold: Booking) -> bool:
    """Delete it; its time is free from the commit on. False when it is a booking by now, or gone."""
    kept = Booking.objects.filter(pk=hold.pk, state__in=KEPT_STATES)
    if not kept.select_for_update().values_list("pk"):  # before the entries that point at it
        return False
    kept.delete()
    mark_next_free(hold.mentor_id)
    return True
