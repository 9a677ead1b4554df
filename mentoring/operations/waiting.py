"""The waiting list of a session type: whoever is next is offered one free time, which is kept for them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from availability.slots import to_datetime
from core.db import retry_on_deadlock
from core.refusals import Refusal
from mentoring.free_times import find_free_times
from mentoring.lifecycle import KEPT_STATES, BookingState
from mentoring.models import (
    Attendance,
    Block,
    Booking,
    Mentor,
    OutsideBusy,
    SessionType,
    WaitingEntry,
    WaitingState,
)
from mentoring.models.mentor import MOST_WINDOW_DAYS
from mentoring.operations.booking import (
    NOTHING_YET,
    NotBookable,
    TooManyOpen,
    bind,
    check_bookable,
    check_open_bookings,
    draft_attendances,
    draft_booking,
)
from mentoring.operations.changes import drop_hold, release_expired
from mentoring.operations.locks import lock_mentors
from mentoring.operations.notices import tell_of_offer
from mentoring.operations.seats import drop_seat, keep_seat
from mentoring.operations.times import AlreadyBusy, SlotTaken

OFFERED_FOR = timedelta(hours=12)


class NotWaitable(Refusal):
    code = "not_waitable"
    message = _("Say from which day to which, within the days for which this mentor takes bookings.")


class NothingOffered(Refusal):
    code, message = "nothing_offered", _("No time is kept for you here any more.")


@transaction.atomic
def join_waiting_list(
    *, person: User, session_type: SessionType, from_on: date, until_on: date, zone: ZoneInfo, now: datetime
) -> WaitingEntry:
    """Wait for a free time between two dates in that zone; who waits already has new dates, and their turn.

    Raises NotForYourself, NotBookable or NotWaitable.
    """
    check_bookable(session_type, learner=person, minutes=None)
    if Block.objects.between(person.pk, session_type.mentor_id).exists():
        raise NotBookable
    today = now.astimezone(zone).date()
    if not today <= from_on <= until_on <= today + timedelta(days=MOST_WINDOW_DAYS):
        raise NotWaitable
    entry, _is_new = WaitingEntry.objects.update_or_create(
        person=person,
        session_type=session_type,
        state=WaitingState.WAITING,
        defaults={"from_on": from_on, "until_on": until_on, "zone": zone},
        create_defaults={"from_on": from_on, "until_on": until_on, "zone": zone, "joined_at": now},
    )
    return entry


@retry_on_deadlock
def leave_waiting_list(*, entry: WaitingEntry, now: datetime) -> None:
    """What was kept for them goes to the next one."""
    lock_mentors([entry.session_type.mentor_id])
    was_kept = _drop_offer(entry)
    WaitingEntry.objects.filter(pk=entry.pk).update(state=WaitingState.LEFT)
    if was_kept:
        offer_free_times(entry.session_type, now=now)


@retry_on_deadlock
def pass_on_offer(*, entry: WaitingEntry, now: datetime) -> None:
    """Let an offered time go to the next one, and wait on. Raises NothingOffered."""
    lock_mentors([entry.session_type.mentor_id])
    if not _drop_offer(entry):
        raise NothingOffered
    offer_free_times(entry.session_type, now=now)


def _drop_offer(entry: WaitingEntry) -> bool:
    """Give up what is kept for them. False when nothing is: it may be over since the entry was read."""
    offer = Booking.objects.filter(pk=entry.offer_id).first() if entry.offer_id else None
    if offer is None:
        return False
    return (
        drop_seat(offer, person=entry.person)
        if offer.is_group and offer.state not in KEPT_STATES
        else drop_hold(offer)
    )


def offer_freed_times(mentor: Mentor, *, now: datetime) -> None:
    """After an act that freed time of a mentor, in its transaction: nobody else is quicker than the list.

    The act has locked the mentor before it changed a session (`mentoring.operations.locks`).
    """
    for session_type in SessionType.objects.bookable().waited_for().filter(mentor=mentor):
        offer_free_times(session_type, now=now)


def sweep_waiting_lists(*, now: datetime) -> int:
    """Offer what became free in another way: hours that were added, a request that expired. How many."""
    waited_for = SessionType.objects.bookable().waited_for()
    return sum(offer_free_times(session_type, now=now) for session_type in waited_for)


@retry_on_deadlock
def offer_free_times(session_type: SessionType, *, now: datetime) -> bool:
    """Offer the first free time to whose turn it is, unless an offer of this session type is open."""
    lock_mentors([session_type.mentor_id])
    _withdraw_overtaken(session_type)
    open_offers = Booking.objects.filter(
        session_type=session_type, state=BookingState.OFFERED, expires_at__gt=now
    )
    kept_seats = Attendance.objects.filter(
        booking__session_type=session_type, state=BookingState.OFFERED, kept_until__gt=now
    )
    if open_offers.exists() or (session_type.is_group and kept_seats.exists()):
        return False
    waiting = (
        WaitingEntry.objects.filter(session_type=session_type).waiting().in_turn().select_related("person")
    )
    return any(_offer_to(entry, session_type, now=now) for entry in waiting)


def _withdraw_overtaken(session_type: SessionType) -> None:
    """Take offers back at whose time another calendar of the mentor has something by now."""
    for offer in Booking.objects.filter(session_type=session_type, state=BookingState.OFFERED):
        if OutsideBusy.objects.in_the_way_of([offer]).exists():
            drop_hold(offer)


def _offer_to(entry: WaitingEntry, session_type: SessionType, *, now: datetime) -> bool:
    """Keep the first time for them that they were not offered yet. False when there is none."""
    person = entry.person
    if entry.ends_at <= now or not person.is_active:
        WaitingEntry.objects.filter(pk=entry.pk).update(state=WaitingState.LEFT)
        return False
    begin = max(entry.begins_at, now)
    if session_type.is_group and _offer_seat(entry, session_type, begin=begin, now=now):
        return True
    found = find_free_times(session_type, start=begin, end=entry.ends_at, now=now, learner=person)
    for second in found.starts:
        if (start := to_datetime(second)) not in entry.offered_starts:
            return _keep_for(entry, session_type, start, zone=found.hours.zone_at(second), now=now)
    return False


def _offer_seat(entry: WaitingEntry, session_type: SessionType, *, begin: datetime, now: datetime) -> bool:
    """Keep a seat in the first group for them that has one, and that they were not offered yet."""
    try:
        check_open_bookings(entry.person, session_type.mentor, now=now)
    except TooManyOpen:
        return False
    soonest = max(begin, now + timedelta(hours=session_type.notice_hours))
    groups = Booking.objects.open_to(entry.person).filter(
        session_type=session_type, starts_at__gte=soonest, starts_at__lt=entry.ends_at
    )
    for group in groups.exclude(starts_at__in=entry.offered_starts).order_by("starts_at", "pk"):
        until = min(now + OFFERED_FOR, group.starts_at)
        if keep_seat(group, person=entry.person, until=until):
            _note_offer(entry, Booking.objects.with_people().get(pk=group.pk), now=now)
            return True
    return False


def _note_offer(entry: WaitingEntry, offer: Booking, *, now: datetime) -> None:
    entry.offer, entry.last_offered_at = offer, now
    entry.offered_starts = [*entry.offered_starts, offer.starts_at]
    entry.save(update_fields=["offer", "last_offered_at", "offered_starts"])
    tell_of_offer(offer, person=entry.person, now=now)


def _keep_for(
    entry: WaitingEntry, session_type: SessionType, start: datetime, *, zone: ZoneInfo, now: datetime
) -> bool:
    """In the lock of the mentor's row, which `offer_free_times` holds. False when they can't have it."""
    person = entry.person
    release_expired(person_ids=[person.pk, session_type.mentor_id], now=now)
    draft = draft_booking(session_type, start, now=now)
    draft.state, draft.expires_at = BookingState.OFFERED, min(now + OFFERED_FOR, start)
    draft_attendances(draft, learner=person, about=NOTHING_YET, mentor_zone=zone)
    try:
        check_open_bookings(person, session_type.mentor, now=now)
        offer = bind(draft, session_type=session_type, learner=person, now=now)
    except (SlotTaken, AlreadyBusy, TooManyOpen):
        return False
    _note_offer(entry, offer, now=now)
    return True
