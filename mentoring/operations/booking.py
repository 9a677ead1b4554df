"""Booking a session, cancelling it, and saying what came of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.idempotency import claim_key
from accounts.models import User
from availability.slots import Availability, Cause, to_datetime, to_seconds
from core.announcements import announce
from core.db import retry_on_deadlock
from core.refusals import Refusal
from core.uuid7 import uuid7
from mentoring.announcements import BookingChanged
from mentoring.free_times import MOST_DAYS, find_free_times
from mentoring.lifecycle import (
    EVENT_KINDS,
    RELEASED_STATES,
    AttendanceRole,
    BookingEventKind,
    BookingState,
    sources_of,
)
from mentoring.models import Attendance, Booking, BookingEvent, Mentor, SessionType, people_of_bookings
from mentoring.operations.notices import tell_of_booking, tell_of_cancellation

NEAREST_WITHIN = timedelta(days=14)  # how far from a lost time others are looked for
OUTCOME_AFTER = timedelta(minutes=10)


class SlotTaken(Refusal):
    code, message = "slot_taken", _("Someone has just taken that time. Pick another.")


class AlreadyBusy(Refusal):
    code = "already_busy"
    message = _("You have another session at that time. Pick another time, or cancel that session first.")


class NotOpen(Refusal):
    code, message = "not_open", _("That is not one of the times on offer. Pick one of those.")


class TooSoon(Refusal):
    code, message = "too_soon", _("That is too soon for this mentor to get ready. Pick a later time.")


class TooFar(Refusal):
    code, message = "too_far", _("That is further ahead than this mentor plans. Pick an earlier time.")


class DayFull(Refusal):
    code, message = "day_full", _("The mentor's day is full. Pick another day.")


class NotForYourself(Refusal):
    code, message = "not_for_yourself", _("You can't book a session with yourself.")


class NotBookable(Refusal):
    code, message = "not_bookable", _("This session can't be booked at the moment. Look for another mentor.")


class TooLateToCancel(Refusal):
    code = "too_late_to_cancel"
    message = _("It is too late to cancel here. Write to the other person, or join and tell them.")


class AlreadySettled(Refusal):
    code, message = "already_settled", _("This session is no longer open to change. See what became of it.")


class TooSoonToTell(Refusal):
    code = "too_soon_to_tell"
    message = _("Say how it went once ten minutes of the session have passed.")


REFUSED: dict[Cause, type[Refusal]] = {
    Cause.NOTICE: TooSoon,
    Cause.WINDOW: TooFar,
    Cause.BLOCKED: NotOpen,
    Cause.CLOSED: NotOpen,
    Cause.BOOKED: SlotTaken,
    Cause.BUFFER: SlotTaken,
    Cause.CAP: DayFull,
    Cause.OWN: AlreadyBusy,
    Cause.GRID: NotOpen,
}


class About(NamedTuple):
    """What a session is to be about: the learner's words, and the step of a roadmap if there is one."""

    text: str = ""
    step_roadmap: str = ""
    step_key: str = ""


NOTHING_YET = About()


@retry_on_deadlock
def book_session(
    *,
    learner: User,
    session_type: SessionType,
    starts_at: datetime,
    now: datetime,
    about: About = NOTHING_YET,
    key: str = "",
) -> Booking:
    """Book one session; both people are told, and will be reminded, from the same commit on.

    Both times are timezone-aware. A request that comes again with the same `key` gets the booking
    that the first one made. Raises a Refusal, with the nearest free starts in `data` when it is
    about the time; nothing is saved then. The database, not this function, decides who wins a race.

    Locks no row, except the mentor's when there is a cap, which no constraint can express.
    """
    request = [session_type.pk, to_seconds(starts_at), *about]
    claim = claim_key(actor=learner, act="book_session", key=key, request=request, now=now)
    if claim.answer is not None:
        return Booking.objects.with_people().get(pk=claim.answer)
    if session_type.mentor_id == learner.pk:
        raise NotForYourself
    if not (session_type.is_offered and session_type.mentor.is_seen_by_all):
        raise NotBookable
    if session_type.cap_per_day is not None:
        Mentor.objects.select_for_update(no_key=True).only("pk").get(pk=session_type.mentor_id)
    release_expired(person_ids=[learner.pk, session_type.mentor_id], now=now)
    zone = _check_free(session_type, starts_at, now=now, learner=learner)

    draft = draft_booking(session_type, starts_at, now=now)
    attendances = draft_attendances(draft, learner=learner, about=about, mentor_zone=zone)
    try:
        booking = insert_booking(draft, attendances)
    except PersonBusy as busy:
        refused = SlotTaken if session_type.mentor_id in busy.person_ids else AlreadyBusy
        around = _free_times_around(session_type, starts_at, now=now, learner=learner)
        raise refused(nearest=_nearest_starts(around, starts_at)) from busy
    _record_event(booking, BookingEventKind.BOOKED, by=learner, at=now, new_starts_at=starts_at)
    tell_of_booking(booking, by=learner, now=now)
    claim.store(str(booking.pk))
    return booking


@retry_on_deadlock
def cancel_booking(*, booking: Booking, by: User, reason: str, now: datetime) -> Booking:
    """Cancel a session; its time is free at once, and both people are told.

    Raises AlreadySettled or TooLateToCancel.
    """
    if now > booking.cancellable_until(by):
        raise TooLateToCancel
    cancelled = _change_state(
        booking,
        BookingState.CANCELLED,
        by=by,
        now=now,
        reason=reason,
        cancel_reason=reason,
        sequence=F("sequence") + 1,
    )
    tell_of_cancellation(cancelled, by=by, now=now)
    return cancelled


@transaction.atomic
def cancel_all(*, person: User, now: datetime) -> None:
    """Somebody comes to no session any more: those to come are cancelled, however near; both are told."""
    for booking in Booking.objects.of(person).upcoming(now).with_people().order_by("pk"):
        reason = str(_("The account was closed."))
        cancelled = _change_state(
            booking,
            BookingState.CANCELLED,
            by=person,
            now=now,
            reason=reason,
            cancel_reason=reason,
            sequence=F("sequence") + 1,
        )
        tell_of_cancellation(cancelled, by=person, now=now)


@retry_on_deadlock
def record_outcome(*, booking: Booking, by: User, outcome: BookingState, now: datetime) -> Booking:
    """The mentor says whether the session was held; they may correct themselves.

    Raises TooSoonToTell or AlreadySettled.
    """
    if now < booking.starts_at + OUTCOME_AFTER:
        raise TooSoonToTell
    return _change_state(booking, outcome, by=by, now=now)


def release_expired(*, person_ids: Iterable[int], now: datetime) -> None:
    """End the holds and requests that keep these people's time although they have expired.

    An act that needs the time calls this in its transaction. Somebody else may end the same one first.
    """
    of_theirs = Attendance.objects.filter(person__in=person_ids).values("booking")
    for booking in Booking.objects.expired(now).filter(pk__in=of_theirs).order_by("pk"):
        try:
            _change_state(booking, BookingState.EXPIRED, by=None, now=now)
        except AlreadySettled:
            continue


class PersonBusy(Exception):
    """The database refused to bind these people at that time."""

    def __init__(self, person_ids: set[int]) -> None:
        super().__init__(person_ids)
        self.person_ids = person_ids


def insert_booking(booking: Booking, attendances: Iterable[Attendance]) -> Booking:
    """Save a new booking and bind its people, all or nothing, in the caller's transaction; it has its people.

    Raises PersonBusy. The rows are inserted in the order of their people, with ON CONFLICT DO NOTHING, so
    that of two transactions that want the same time only one waits for the other. Whose row is missing
    afterwards is who is busy.
    """
    rows = sorted(attendances, key=lambda each: each.person_id)
    booking.save(force_insert=True)
    Attendance.objects.bulk_create(rows, ignore_conflicts=True)
    prefetch_related_objects([booking], people_of_bookings())
    bound = {each.person_id for each in booking.attendances.all()}
    if busy := {each.person_id for each in rows} - bound:
        booking.delete()
        raise PersonBusy(busy)
    return booking


def draft_booking(
    session_type: SessionType, starts_at: datetime, *, now: datetime, pk: UUID | None = None
) -> Booking:
    """The unsaved booking with a copy of the rules it is made under."""
    pk = pk or uuid7()
    return Booking(
        pk=pk,
        mentor=session_type.mentor,
        session_type=session_type,
        title=session_type.title,
        kind=session_type.kind,
        minutes=session_type.minutes,
        buffer_before_minutes=session_type.buffer_before_minutes,
        buffer_after_minutes=session_type.buffer_after_minutes,
        cancel_hours=session_type.cancel_hours,
        price=session_type.price,
        meeting_url=session_type.room or open_room(pk),
        starts_at=starts_at,
        ends_at=starts_at + session_type.duration,
        booked_at=now,
    )


def open_room(pk: UUID) -> str:
    """The address of a room for this session on the site's Jitsi server; empty when the site has none."""
    return f"{settings.MEETING_URL}/{settings.SITE_NAME}-{pk}" if settings.MEETING_URL else ""


def draft_attendances(
    booking: Booking, *, learner: User, about: About, mentor_zone: ZoneInfo
) -> list[Attendance]:
    """The unsaved rows of the two people: the mentor's time has the buffers around it."""
    before = timedelta(minutes=booking.buffer_before_minutes)
    after = timedelta(minutes=booking.buffer_after_minutes)
    return [
        Attendance(
            booking=booking,
            person_id=booking.mentor_id,
            role=AttendanceRole.MENTOR,
            state=booking.state,
            zone=mentor_zone,
            during=DateTimeTZRange(booking.starts_at - before, booking.ends_at + after),
        ),
        Attendance(
            booking=booking,
            person=learner,
            role=AttendanceRole.LEARNER,
            state=booking.state,
            zone=learner.zone,
            during=DateTimeTZRange(booking.starts_at, booking.ends_at),
            about=about.text,
            step_roadmap=about.step_roadmap,
            step_key=about.step_key,
        ),
    ]


def _check_free(session_type: SessionType, starts_at: datetime, *, now: datetime, learner: User) -> ZoneInfo:
    """Ask the engine that drew the page about this one start; the zone is that of the mentor's hours."""
    if starts_at < now:
        raise TooSoon
    if starts_at > now + timedelta(days=MOST_DAYS):
        raise TooFar
    around = _free_times_around(session_type, starts_at, now=now, learner=learner)
    is_whole_second = starts_at == to_datetime(to_seconds(starts_at))
    cause = around.why_not(to_seconds(starts_at)) if is_whole_second else Cause.GRID
    if cause is not None:
        raise REFUSED[cause](nearest=_nearest_starts(around, starts_at), cause=cause)
    return around.hours.zone


def _free_times_around(
    session_type: SessionType, starts_at: datetime, *, now: datetime, learner: User
) -> Availability:
    start = max(now, starts_at - NEAREST_WITHIN)
    return find_free_times(
        session_type, start=start, end=starts_at + NEAREST_WITHIN, now=now, learner=learner
    )


def _nearest_starts(around: Availability, starts_at: datetime) -> list[str]:
    """As ISO 8601 has them."""
    return [to_datetime(start).isoformat() for start in around.nearest(to_seconds(starts_at))]


def _change_state(
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
    Attendance.objects.filter(booking=booking, holds_time=True).update(state=state)
    is_over = state in RELEASED_STATES
    _record_event(
        booking,
        EVENT_KINDS[state],
        by=by,
        at=now,
        old_starts_at=booking.starts_at,
        new_starts_at=None if is_over else booking.starts_at,
        reason=reason,
    )
    return Booking.objects.with_people().get(pk=booking.pk)


def _record_event(
    booking: Booking,
    kind: BookingEventKind,
    *,
    by: User | None,
    at: datetime,
    old_starts_at: datetime | None = None,
    new_starts_at: datetime | None = None,
    reason: str = "",
) -> None:
    """Add to the history of a booking, and announce it."""
    side = None if by is None else booking.attendance_of(by).role
    event = BookingEvent.objects.create(
        mentor_id=booking.mentor_id,
        booking=booking,
        kind=kind,
        at=at,
        by=by,
        side=side or "",
        old_starts_at=old_starts_at,
        new_starts_at=new_starts_at,
        reason=reason,
    )
    announce(
        BookingChanged(
            event_id=event.pk,
            booking_id=booking.pk,
            mentor_id=booking.mentor_id,
            kind=kind,
            at=at,
            by_id=None if by is None else by.pk,
            side=None if side is None else AttendanceRole(side),
            old_starts_at=old_starts_at,
            new_starts_at=new_starts_at,
        )
    )
