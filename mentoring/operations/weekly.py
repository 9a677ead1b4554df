"""Booking several weeks at once, all or nothing, and calling off what is left of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.idempotency import claim_key
from accounts.models import User
from availability.slots import to_datetime, to_seconds
from core.db import insert_new, retry_on_deadlock
from core.refusals import Refusal
from core.uuid7 import uuid7
from mentoring.free_times import MOST_DAYS
from mentoring.intake import check_answers
from mentoring.lifecycle import EVENT_KINDS, LIVE_STATES, AttendanceRole, BookingState
from mentoring.models import (
    Booking,
    NextFreeChange,
    SessionType,
    WaitingEntry,
    WaitingState,
    WeeklyPair,
)
from mentoring.operations.booking import (
    NO_ANSWERS,
    NOTHING_YET,
    About,
    check_bookable,
    check_open_bookings,
    draft_attendances,
    draft_booking,
    lock_if_capped,
)
from mentoring.operations.cancelling import TooLateToCancel
from mentoring.operations.changes import (
    AlreadySettled,
    announce_event,
    change_state,
    draft_event,
    drop_hold,
    release_expired,
)
from mentoring.operations.locks import lock_mentors
from mentoring.operations.notices import (
    tell_of_weekly_booking,
    tell_of_weekly_end,
    tell_of_weekly_request,
)
from mentoring.operations.times import REFUSED, AlreadyBusy, SlotTaken, TooFar, TooSoon
from mentoring.operations.waiting import offer_freed_times
from mentoring.weekly_times import WeeklyTime, judge_starts, weeks_between

A_WEEK = timedelta(weeks=1)


class NotWeekly(Refusal):
    code = "not_weekly"
    message = _("Pick at least two dates on the same day of the week, within the weeks that are on offer.")


@retry_on_deadlock
def book_weekly(
    *,
    learner: User,
    session_type: SessionType,
    starts: Sequence[datetime],
    now: datetime,
    minutes: int | None = None,
    about: About = NOTHING_YET,
    answers: Mapping[str, str] = NO_ANSWERS,
    key: str = "",
) -> WeeklyPair:
    """Book one session for each of these starts, all of them or none; both people are told once of all.

    The starts are on one weekday of the mentor's calendar, each in a week of its own, and lie no further
    apart than the session type allows; at what time of that day each begins is free to choose. Arguments and
    refusals are else those of `book_session`; `data["starts_at"]` says which start it is about.

    Where the mentor confirms each one, all are asked for, and answered, as one.
    """
    pair = WeeklyPair(pk=uuid7(), mentor=session_type.mentor, learner=learner, booked_at=now)
    starts = sorted(set(starts))
    request = [session_type.pk, list(map(to_seconds, starts)), minutes, *about, sorted(answers.items())]
    claim = claim_key(
        actor=learner, act="book_weekly", key=key, request=request, now=now, expected=str(pair.pk)
    )
    if claim.answer is not None:
        return WeeklyPair.objects.with_bookings().get(pk=claim.answer)
    session_type = check_bookable(session_type, learner=learner, minutes=minutes)
    said = check_answers(session_type.intake, answers)
    _check_span(session_type, starts, now=now)
    lock_if_capped(session_type)
    holds = release_expired(person_ids=[learner.pk, session_type.mentor_id], now=now)
    check_open_bookings(learner, session_type.mentor, now=now)
    times = judge_starts(session_type, starts, now=now, learner=learner)
    _check_times(session_type, starts, times)
    _use_up(holds, learner=learner, session_type=session_type, starts=starts)
    pair.save(force_insert=True)
    drafts = _draft(pair, session_type, starts, now=now)
    for draft, each in zip(drafts, times, strict=True):
        draft_attendances(draft, learner=learner, about=about, mentor_zone=each.zone, answers=said)
    bookings = _insert(drafts, by=learner, now=now)
    if session_type.needs_confirmation:
        tell_of_weekly_request(bookings, by=learner, now=now)
    else:
        tell_of_weekly_booking(bookings, by=learner, now=now)
    claim.store(str(pair.pk))
    return WeeklyPair.objects.with_bookings().get(pk=pair.pk)


def _check_span(session_type: SessionType, starts: Sequence[datetime], *, now: datetime) -> None:
    """Before the engine is asked. Raises NotWeekly, TooSoon or TooFar."""
    if not session_type.is_weekly or len(starts) < 2:
        raise NotWeekly
    if starts[-1] - starts[0] >= A_WEEK * session_type.most_weeks:
        raise NotWeekly
    if starts[0] < now:
        raise TooSoon(starts_at=starts[0].isoformat())
    if starts[0] > now + timedelta(days=MOST_DAYS):
        raise TooFar(starts_at=starts[0].isoformat())


def _check_times(session_type: SessionType, starts: Sequence[datetime], times: Sequence[WeeklyTime]) -> None:
    """Raises NotWeekly, or the refusal of the first start that is not free."""
    weeks = [weeks_between(times[0].on, each.on) for each in times]
    if None in weeks or len(set(weeks)) < len(weeks) or max(filter(None, weeks)) >= session_type.most_weeks:
        raise NotWeekly
    for start, each in zip(starts, times, strict=True):
        if start != to_datetime(to_seconds(start)) or each.cause:
            refused = REFUSED[each.cause] if each.cause else NotWeekly
            raise refused(
                starts_at=start.isoformat(),
                cause=each.cause,
                nearest=[other.isoformat() for other in each.others[:3]],
            )


def _use_up(
    holds: Iterable[Booking], *, learner: User, session_type: SessionType, starts: Sequence[datetime]
) -> None:
    """What is kept for the learner gives way to what they book; an offer at another time stays."""
    for hold in holds:
        is_among = hold.session_type_id == session_type.pk and hold.starts_at in starts
        if hold.learner != learner or not (is_among or hold.state == BookingState.HELD):
            continue
        if is_among:
            WaitingEntry.objects.filter(offer=hold).update(state=WaitingState.BOOKED)
        drop_hold(hold)


def _draft(
    pair: WeeklyPair, session_type: SessionType, starts: Sequence[datetime], *, now: datetime
) -> list[Booking]:
    """Those that have to be confirmed are answered together, so they expire together."""
    drafts = [draft_booking(session_type, start, now=now) for start in starts]
    for draft in drafts:
        draft.weekly_pair = pair
        if draft.expires_at:
            draft.expires_at = drafts[0].expires_at
    return drafts


def _insert(bookings: Sequence[Booking], *, by: User, now: datetime) -> Sequence[Booking]:
    """Save all sessions, bind their drafted people, and begin the history of each.

    The rows of people are inserted in the order of their ids, as for one session: of two transactions that
    want the same time only one waits for the other. Raises the refusal of whoever the database finds busy.
    """
    parts = [part for booking in bookings for part in booking.attendances.all()]
    parts.sort(key=lambda part: (part.person_id, part.during.lower))
    events = [
        draft_event(each, EVENT_KINDS[BookingState(each.state)], by=by, at=now, new_starts_at=each.starts_at)
        for each in bookings
    ]
    change = NextFreeChange(mentor_id=bookings[0].mentor_id)
    inserted = insert_new(bookings, parts, events, [change])
    if busy := [part for part in parts if part.pk not in inserted]:
        is_mentor = any(part.role == AttendanceRole.MENTOR for part in busy)
        first = min(part.booking.starts_at for part in busy)
        raise (SlotTaken if is_mentor else AlreadyBusy)(starts_at=first.isoformat(), nearest=[])
    for event, booking in zip(events, bookings, strict=True):
        announce_event(event, booking)
    return bookings


@retry_on_deadlock
def cancel_weekly(
    *, pair: WeeklyPair, by: User, reason: str, now: datetime, every_second: bool = False
) -> WeeklyPair:
    """Call off what is still to come of a weekly pair, or every second week of it; both are told once.

    What it is too late to cancel stays. Raises AlreadySettled when nothing is to come, TooLateToCancel when
    none of it can be cancelled any more.
    """
    lock_mentors([pair.mentor_id])
    coming = find_coming(pair, now=now)
    if not coming:
        raise AlreadySettled
    open_ones = [each for each in coming if now <= each.changeable_until(by)]
    leaving = skip_every_second(open_ones) if every_second else open_ones
    if not leaving:
        raise TooLateToCancel
    ended = []
    for each in sorted(leaving, key=lambda each: each.pk):
        changes = {} if each.state == BookingState.REQUESTED else {"sequence": F("sequence") + 1}
        ended.append(
            change_state(
                each, BookingState.CANCELLED, by=by, now=now, reason=reason, cancel_reason=reason, **changes
            )
        )
    tell_of_weekly_end(ended, by=by, now=now)
    offer_freed_times(pair.mentor, now=now)
    return WeeklyPair.objects.with_bookings().get(pk=pair.pk)


def find_coming(pair: WeeklyPair, *, now: datetime) -> list[Booking]:
    """The sessions of a pair that have not begun, by the rows of this moment; the next one first."""
    live = Booking.objects.filter(weekly_pair=pair, state__in=LIVE_STATES, starts_at__gt=now)
    return list(live.with_people().order_by("starts_at", "pk"))


def skip_every_second(coming: Sequence[Booking]) -> list[Booking]:
    """Those of the sessions that lie an odd number of weeks after the first of them."""
    return [each for each in coming if round((each.starts_at - coming[0].starts_at) / A_WEEK) % 2]
