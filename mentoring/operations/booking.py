"""Booking a session, or asking for one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.idempotency import claim_key
from accounts.models import User
from availability.slots import to_seconds
from core.db import insert_new, retry_on_deadlock
from core.refusals import Refusal
from core.uuid7 import uuid7
from mentoring.intake import check_answers
from mentoring.lifecycle import EVENT_KINDS, AttendanceRole, BookingState
from mentoring.models import (
    Attendance,
    Booking,
    BookingEvent,
    Mentor,
    NextFreeChange,
    OutsideBusy,
    SessionKind,
    SessionType,
    WaitingEntry,
    WaitingState,
)
from mentoring.operations.changes import (
    announce_event,
    draft_event,
    drop_hold,
    record_event,
    release_expired,
)
from mentoring.operations.locks import lock_booking, lock_mentors
from mentoring.operations.notices import tell_of_booking, tell_of_request
from mentoring.operations.own_part import NotFirstInterview, can_be_anonymous
from mentoring.operations.seats import take_seat
from mentoring.operations.times import (
    AlreadyBusy,
    MentorBusy,
    SlotTaken,
    check_free,
    free_times_around,
    nearest_starts,
)

TO_ANSWER = timedelta(hours=48)  # how long a mentor has to answer a request


class NotForYourself(Refusal):
    code, message = "not_for_yourself", _("You can't book a session with yourself.")


class NotBookable(Refusal):
    code, message = "not_bookable", _("This session can't be booked at the moment. Look for another mentor.")


class NotALength(Refusal):
    code = "not_a_length"
    message = _("It is not offered at that length. Pick one of the lengths on offer.")


class TooManyOpen(Refusal):
    """`data["most"]` says how many there may be."""

    code = "too_many_open"
    message = _("You have as many sessions with this mentor to come as they take. Book when one is over.")


class About(NamedTuple):
    """What a session is to be about: the learner's words, the step of a roadmap if there is one, a document.

    With `is_anonymous` the mentor does not see who the learner is.
    """

    text: str = ""
    step_roadmap: str = ""
    step_key: str = ""
    document_url: str = ""
    is_anonymous: bool = False

    def as_fields(self, answers: Sequence[Mapping[str, str]]) -> dict[str, object]:
        """Those of the learner's attendance, with the answers to the mentor's questions."""
        return {
            "about": self.text,
            "answers": list(answers),
            "step_roadmap": self.step_roadmap,
            "step_key": self.step_key,
            "document_url": self.document_url,
            "is_anonymous": self.is_anonymous,
        }


NOTHING_YET = About()
FILLED = ("state", "about", "answers", "step_roadmap", "step_key", "document_url", "is_anonymous")
NO_ANSWERS: Mapping[str, str] = {}


@retry_on_deadlock
def book_session(
    *,
    learner: User,
    session_type: SessionType,
    starts_at: datetime,
    now: datetime,
    minutes: int | None = None,
    about: About = NOTHING_YET,
    answers: Mapping[str, str] = NO_ANSWERS,
    key: str = "",
) -> Booking:
    """Book one session; both people are told, and will be reminded, from the same commit on.

    `minutes` is one of the lengths on offer, the usual one unless said; `answers` go by the keys of the
    mentor's questions.

    Where the mentor confirms each one, it is only asked for, and keeps its time until it is answered.
    Both times are timezone-aware. A request that comes again with the same `key` gets the booking
    that the first one made. Of a group session that somebody has begun at that start it takes a seat.
    Raises a Refusal, with the nearest free starts in `data` when it is about the time; nothing is saved
    then. The database, not this function, decides who wins a race.

    Locks no row, except the mentor's when there is a cap, which no constraint can express.
    """
    pk = uuid7()
    request = [session_type.pk, to_seconds(starts_at), minutes, *about, sorted(answers.items())]
    claim = claim_key(actor=learner, act="book_session", key=key, request=request, now=now, expected=str(pk))
    if claim.answer is not None:
        return Booking.objects.with_people().get(pk=claim.answer)
    session_type = check_bookable(session_type, learner=learner, minutes=minutes)
    if about.is_anonymous and not (
        session_type.kind == SessionKind.MOCK_INTERVIEW and can_be_anonymous(learner)
    ):
        raise NotFirstInterview
    said = check_answers(session_type.intake, answers)
    lock_if_capped(session_type)
    holds = release_expired(person_ids=[learner.pk, session_type.mentor_id], now=now)
    check_open_bookings(learner, session_type.mentor, now=now)
    if session_type.is_group and (joined := _join(session_type, starts_at, learner, about, said, now=now)):
        claim.store(str(joined.pk))
        return joined
    draft = draft_booking(session_type, starts_at, now=now, pk=pk)
    kind = EVENT_KINDS[BookingState(draft.state)]
    if hold := claim_hold(draft, holds, learner=learner):
        _check_outside(hold, session_type, now=now, learner=learner)
        booking = fill_hold(hold, draft, about=about, answers=said)
        record_event(booking, kind, by=learner, at=now, new_starts_at=starts_at)
    else:
        try:
            zone = check_free(session_type, starts_at, now=now, learner=learner)
            draft_attendances(draft, learner=learner, about=about, answers=said, mentor_zone=zone)
            event = draft_event(draft, kind, by=learner, at=now, new_starts_at=starts_at)
            booking = bind(draft, session_type=session_type, learner=learner, now=now, event=event)
        except SlotTaken:  # of several who begin the same group at once, the first has begun it by now
            if not (
                session_type.is_group
                and (joined := _join(session_type, starts_at, learner, about, said, now=now))
            ):
                raise
            claim.store(str(joined.pk))
            return joined
        announce_event(event, booking)
    if booking.state == BookingState.REQUESTED:
        tell_of_request(booking, by=learner, now=now)
    else:
        tell_of_booking(booking, by=learner, now=now)
    if hold and hold.state == BookingState.OFFERED:
        WaitingEntry.objects.filter(offer=booking.pk).update(state=WaitingState.BOOKED)
    claim.store(str(booking.pk))
    return booking


def _check_outside(hold: Booking, session_type: SessionType, *, now: datetime, learner: User) -> None:
    """Since the time was kept, another calendar of the mentor may have something at it. Raises MentorBusy."""
    if OutsideBusy.objects.in_the_way_of([hold]).exists():
        around = free_times_around(session_type, hold.starts_at, now=now, learner=learner)
        raise MentorBusy(nearest=nearest_starts(around, hold.starts_at))


def _join(
    session_type: SessionType,
    starts_at: datetime,
    learner: User,
    about: About,
    said: Sequence[Mapping[str, str]],
    *,
    now: datetime,
) -> Booking | None:
    return take_seat(
        learner=learner,
        session_type=session_type,
        starts_at=starts_at,
        about=about.as_fields(said),
        now=now,
    )


def check_bookable(session_type: SessionType, *, learner: User, minutes: int | None) -> SessionType:
    """The session type at the length that is asked for. Raises NotForYourself, NotBookable or NotALength."""
    if session_type.mentor_id == learner.pk:
        raise NotForYourself
    if not (session_type.is_offered and session_type.mentor.is_seen_by_all):
        raise NotBookable
    if minutes and minutes not in session_type.lengths:
        raise NotALength
    return session_type.at_length(minutes or session_type.minutes)


def lock_if_capped(session_type: SessionType) -> None:
    """No constraint can count: what is counted is counted under the lock of the mentor's row."""
    if session_type.booking_rules.caps or session_type.mentor.most_open_per_learner:
        lock_mentors([session_type.mentor_id])


def check_open_bookings(learner: User, mentor: Mentor, *, now: datetime) -> None:
    """Under the mentor's lock, when they take only so many sessions of one learner at a time.

    Sessions that were booked week by week count as one, as long as any of them is to come.
    """
    most = mentor.most_open_per_learner
    if not most:
        return
    live = Booking.objects.of(learner).filter(mentor=mentor).live(now).order_by()
    if live.aggregate(open=Count(Coalesce("weekly_pair", "pk"), distinct=True))["open"] >= most:
        raise TooManyOpen(most=most)


def bind(
    draft: Booking,
    *,
    session_type: SessionType,
    learner: User,
    now: datetime,
    event: BookingEvent | None = None,
) -> Booking:
    """Save what is free by the engine's word. Raises the refusal of whoever the database finds busy."""
    try:
        return insert_booking(draft, event=event)
    except PersonBusy as busy:
        refused = SlotTaken if session_type.mentor_id in busy.person_ids else AlreadyBusy
        around = free_times_around(session_type, draft.starts_at, now=now, learner=learner)
        raise refused(nearest=nearest_starts(around, draft.starts_at)) from busy


class PersonBusy(Exception):
    """The database refused to bind these people at that time."""

    def __init__(self, person_ids: set[int]) -> None:
        super().__init__(person_ids)
        self.person_ids = person_ids


def insert_booking(booking: Booking, *, event: BookingEvent | None = None) -> Booking:
    """Save a new booking with its drafted people and the first event of its history: all or nothing.

    In the caller's transaction, and in one statement. Raises PersonBusy. The rows of people are inserted in
    the order of their ids, with ON CONFLICT DO NOTHING, so that of two transactions that want the same time
    only one waits for the other. Whoever's row is not inserted is busy.
    """
    parts = sorted(booking.attendances.all(), key=lambda each: each.person_id)
    inserted = insert_new(
        [booking],
        parts,
        [event] if event else [],
        [NextFreeChange(mentor_id=booking.mentor_id)],
    )
    if busy := {each.person_id for each in parts if each.pk not in inserted}:
        Booking.objects.filter(pk=booking.pk).delete()
        raise PersonBusy(busy)
    return booking


def claim_hold(draft: Booking, holds: Iterable[Booking], *, learner: User) -> Booking | None:
    """What is kept for the learner at this very time; a hold of another time is dropped, an offer stays.

    It is locked: of two requests that would fill it, the second finds that it is a booking by now.
    """
    for hold in holds:
        if hold.learner != learner:
            continue
        if (hold.session_type_id, hold.starts_at, hold.ends_at) == (
            draft.session_type_id,
            draft.starts_at,
            draft.ends_at,
        ):
            return hold if lock_booking(hold) else None
        if hold.state == BookingState.HELD:
            drop_hold(hold)
    return None


def fill_hold(
    hold: Booking, draft: Booking, *, about: About, answers: Sequence[Mapping[str, str]]
) -> Booking:
    """Make a booking of the row that kept its time, so that there is no instant in which it is free."""
    draft.pk = hold.pk
    draft.meeting_url = draft.meeting_url and hold.meeting_url
    draft.version = hold.version + 1
    draft.save(force_update=True)
    for each in hold.attendances.all():
        each.state = draft.state
        if each.role == AttendanceRole.LEARNER:
            for name, value in about.as_fields(answers).items():
                setattr(each, name, value)
        each.save(update_fields=FILLED)
    draft.set_people(hold.attendances.all())
    return draft


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
        rubric_key=session_type.rubric_key,
        minutes=session_type.minutes,
        buffer_before_minutes=session_type.buffer_before_minutes,
        buffer_after_minutes=session_type.buffer_after_minutes,
        cancel_hours=session_type.cancel_hours,
        price_amount=session_type.price_amount,
        price_currency=session_type.price_currency,
        payment_url=session_type.payment_url,
        seats=session_type.seats,
        meeting_url=session_type.room or open_room(),
        starts_at=starts_at,
        ends_at=starts_at + session_type.duration,
        state=BookingState.REQUESTED if session_type.needs_confirmation else BookingState.CONFIRMED,
        expires_at=min(now + TO_ANSWER, starts_at) if session_type.needs_confirmation else None,
        booked_at=now,
    )


def open_room() -> str:
    """The address of a room for one session on the site's Jitsi server; empty when the site has none.

    Whoever knows the address gets in, so it is not made of anything that others know.
    """
    return f"{settings.MEETING_URL}/{settings.SITE_NAME}-{token_urlsafe(16)}" if settings.MEETING_URL else ""


def draft_attendances(
    booking: Booking,
    *,
    learner: User,
    about: About,
    mentor_zone: ZoneInfo,
    answers: Sequence[Mapping[str, str]] = (),
) -> list[Attendance]:
    """The unsaved rows of the two people, who are the booking's people from then on."""
    parts = [
        Attendance(
            booking=booking,
            person=booking.mentor.user,
            role=AttendanceRole.MENTOR,
            state=booking.state,
            zone=mentor_zone,
            during=booking.time_taken(AttendanceRole.MENTOR),
        ),
        Attendance(
            booking=booking,
            person=learner,
            role=AttendanceRole.LEARNER,
            state=booking.state,
            zone=learner.zone,
            during=booking.time_taken(AttendanceRole.LEARNER),
            **about.as_fields(answers),
        ),
    ]
    booking.set_people(parts)
    return parts
