"""Booking a session, cancelling it, and saying what came of it."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.db import retry_on_deadlock, violates
from core.refusals import Refusal
from mentoring import letters
from mentoring.lifecycle import State, sources_of
from mentoring.models import (
    LEARNER_BOOKED_ONCE,
    MENTOR_HELD_ONCE,
    Booking,
    BookingEvent,
    IdempotencyKey,
    Mentor,
    SessionType,
)
from mentoring.openings import MOST_DAYS, opening
from mentoring.slots import Availability, Cause, epoch, moment

AROUND = timedelta(days=14)  # how far from a lost time others are looked for
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


class KeyReused(Refusal):
    code = "key_reused"
    message = _("This idempotency key came with another request before. Send a new key.")


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
    """Book one session; invitations and reminders are owed from the same commit on.

    Both times are timezone-aware. A request that comes again with the same `key` gets the booking
    that the first one made. Raises a Refusal, with the nearest free starts in `data` when it is
    about the time; nothing is saved then. The database, not this function, decides who wins a race.

    Locks: the learner's row, so that what one person sends twice comes one after the other; the
    mentor's only when there is a cap, which no constraint can express; and see `_hold_both_sides`.
    """
    request_hash = _hash(session_type, starts_at, about)
    User.objects.select_for_update(no_key=True).only("pk").get(pk=learner.pk)
    if first := _first_answer(learner, key, request_hash):
        return first
    _check_may_book(learner, session_type)
    _hold_both_sides(learner, session_type)
    if session_type.cap_per_day is not None:
        Mentor.objects.select_for_update(no_key=True).only("pk").get(pk=session_type.mentor_id)
    _check_open(session_type, starts_at, now=now, learner=learner)

    booking = draft(learner, session_type, starts_at, about, now)
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError as error:
        for constraint, refusal in ((MENTOR_HELD_ONCE, SlotTaken), (LEARNER_BOOKED_ONCE, AlreadyBusy)):
            if violates(error, constraint):
                around = _around(session_type, starts_at, now=now, learner=learner)
                raise refusal(nearest=_nearest(around, starts_at)) from error
        raise
    if key:
        IdempotencyKey.objects.create(
            actor=learner, key=key, request_hash=request_hash, answer=booking, created_at=now
        )
    booking.events.create(at=now, by=learner, to_state=State.CONFIRMED)
    letters.owe_for_booked(booking, now=now)
    return booking


@transaction.atomic
def cancel_booking(*, booking: Booking, by: User, reason: str, now: datetime) -> Booking:
    """Cancel for both; the time is free again at once, and both get a letter that says why.

    `by` is one of the two. A learner may until the limit they booked under, a mentor until the
    start. Raises TooLateToCancel or AlreadySettled.
    """
    if booking.state == State.CONFIRMED and now > booking.cancellable_until(by):
        raise TooLateToCancel
    cancelled = _move(booking, State.CANCELLED, by=by, now=now, reason=reason, cancel_reason=reason)
    letters.recall(cancelled, now=now)
    letters.owe_for_cancelled(cancelled, by=by, now=now)
    return cancelled


@transaction.atomic
def record_outcome(*, booking: Booking, by: User, outcome: State, now: datetime) -> Booking:
    """The mentor says whether the session was held; they may correct themselves.

    Raises TooSoonToTell or AlreadySettled.
    """
    if now < booking.starts_at + OUTCOME_AFTER:
        raise TooSoonToTell
    return _move(booking, outcome, by=by, now=now)


def _hold_both_sides(learner: User, session_type: SessionType) -> None:
    """A mentor who is booked and books somebody else: these two come one after the other.

    No constraint sees that they are one person. Those who book the same mentor share the lock.
    """
    Mentor.objects.select_for_update().only("pk").filter(user=learner).first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM mentoring_mentor WHERE id = %s FOR KEY SHARE", [session_type.mentor_id])


def _hash(session_type: SessionType, starts_at: datetime, about: About) -> str:
    request = [session_type.pk, epoch(starts_at), *about]
    return hashlib.sha256(json.dumps(request).encode()).hexdigest()


def _first_answer(learner: User, key: str, request_hash: str) -> Booking | None:
    if not key:
        return None
    known = IdempotencyKey.objects.filter(actor=learner, key=key).first()
    if known is None:
        return None
    if known.request_hash != request_hash:
        raise KeyReused
    return known.answer


def _check_may_book(learner: User, session_type: SessionType) -> None:
    if session_type.mentor.user_id == learner.pk:
        raise NotForYourself
    if not (session_type.is_offered and session_type.mentor.is_seen_by_all):
        raise NotBookable


def _check_open(session_type: SessionType, starts_at: datetime, *, now: datetime, learner: User) -> None:
    """Ask the engine that drew the page about this one start."""
    if starts_at < now:
        raise TooSoon
    if starts_at > now + timedelta(days=MOST_DAYS):
        raise TooFar
    around = _around(session_type, starts_at, now=now, learner=learner)
    exact = starts_at == moment(epoch(starts_at))
    cause = around.why_not(epoch(starts_at)) if exact else Cause.GRID
    if cause is not None:
        raise REFUSED[cause](nearest=_nearest(around, starts_at), cause=cause)


def _around(session_type: SessionType, starts_at: datetime, *, now: datetime, learner: User) -> Availability:
    start = max(now, starts_at - AROUND)
    return opening(session_type, start=start, end=starts_at + AROUND, now=now, learner=learner)


def _nearest(answer: Availability, starts_at: datetime) -> list[str]:
    return [moment(start).isoformat() for start in answer.nearest(epoch(starts_at))]


def draft(
    learner: User,
    session_type: SessionType,
    starts_at: datetime,
    about: About,
    now: datetime,
    *,
    pk: UUID | None = None,
) -> Booking:
    """The unsaved booking with a copy of the terms it is made under."""
    pk = pk or uuid4()
    ends_at = starts_at + session_type.duration
    before = timedelta(minutes=session_type.buffer_before_minutes)
    after = timedelta(minutes=session_type.buffer_after_minutes)
    return Booking(
        pk=pk,
        mentor=session_type.mentor,
        learner=learner,
        session_type=session_type,
        title=session_type.title,
        kind=session_type.kind,
        minutes=session_type.minutes,
        buffer_before_minutes=session_type.buffer_before_minutes,
        buffer_after_minutes=session_type.buffer_after_minutes,
        cancel_hours=session_type.cancel_hours,
        price=session_type.price,
        meeting_url=session_type.meeting_url or f"{settings.MEETING_URL}/{settings.SITE_NAME}-{pk}",
        starts_at=starts_at,
        ends_at=ends_at,
        holds=DateTimeTZRange(starts_at - before, ends_at + after),
        mentor_zone=session_type.mentor.user.zone,
        learner_zone=learner.zone,
        about=about.text,
        step_roadmap=about.step_roadmap,
        step_key=about.step_key,
        uid=f"{pk}@{settings.SITE_DOMAIN.partition(':')[0]}",
        booked_at=now,
    )


def _move(
    booking: Booking, state: State, *, by: User, now: datetime, reason: str = "", **changes: str
) -> Booking:
    """Compare and swap: only what the caller saw is changed, and only as the table allows."""
    before = State(booking.state)
    moved = Booking.objects.filter(
        pk=booking.pk, state=before, sequence=booking.sequence, state__in=sources_of(state)
    ).update(state=state, sequence=F("sequence") + 1, **changes)
    if not moved:
        raise AlreadySettled
    BookingEvent.objects.create(
        booking=booking, at=now, by=by, from_state=before, to_state=state, reason=reason
    )
    return Booking.objects.with_people().get(pk=booking.pk)
