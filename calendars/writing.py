"""Writing sessions into people's calendars: one event for each, moved with it and gone with it.

A worker claims one event, commits that, asks the server, and commits what came of it. If it dies in between,
the lease runs out and another one does it again: an event is written only over the one that is known, or
where nothing is, so that it is there once.
"""

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from calendars.accounts import note_failure, note_success, wait_after
from calendars.dav import Server, clean_etag, names_conflicting_uid, refuse_status
from calendars.failures import OF_THE_ACCOUNT, CalendarGone, EventChanged
from calendars.models import AccountCalendar, SessionEvent
from calendars.own_parts import keep_own_parts
from core.outgoing import Answer, OutgoingRefused
from mentoring.lifecycle import PENDING_STATES, RELEASED_STATES
from mentoring.models import Booking
from mentoring.operations import build_stored_event

LEASE = timedelta(minutes=3)
A_TURN = 60.0  # seconds
MOST_TRIES = 4  # at one event that changes under our hands
TRIED_UNTIL = timedelta(days=1)  # after the end of a session; then nobody misses it
NO_SESSION = (*PENDING_STATES, *RELEASED_STATES)


def write_due() -> None:
    """Until nothing is due, or for one turn. Any number of workers may do so at once."""
    until = time.monotonic() + A_TURN
    while time.monotonic() < until and (event := claim(now=timezone.now())):
        write(event, now=timezone.now())


@transaction.atomic(durable=True)
def claim(*, now: datetime) -> SessionEvent | None:
    """The oldest that is due, for this worker alone until its lease runs out."""
    found = (
        SessionEvent.objects.due(now)
        .select_related("person", "calendar__account")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("due_at", "pk")
        .first()
    )
    if found:
        found.leased_until = now + LEASE
        found.save(update_fields=["leased_until"])
    return found


def write(event: SessionEvent, *, now: datetime) -> None:
    """Have the calendar say what is so now. A failure leaves it owed."""
    booking = Booking.objects.with_people().get(pk=event.booking_id)
    chosen = AccountCalendar.objects.filter(person=event.person, takes_sessions=True)
    is_shown = _is_to_be_shown(booking, event.person)
    wanted = chosen.select_related("account").first() if is_shown else None
    asked, failed_with = None, ""
    try:
        if event.calendar and event.calendar != wanted:
            asked = event.calendar.account
            asked.server.delete_event(event.url)
            event.calendar, event.url, event.etag = None, "", ""
        if wanted:
            asked = wanted.account
            _put(event, wanted, build_stored_event(booking=booking, person=event.person))
        if asked:
            note_success(asked, now=now)
    except OutgoingRefused as refused:
        failed_with = refused.code
        if asked and isinstance(refused, OF_THE_ACCOUNT):
            note_failure(asked.pk, refused.code, now=now)
    record(
        event,
        sequence=booking.sequence_for(event.person_id),
        failed_with=failed_with,
        ends_at=booking.ends_at,
        now=now,
    )


@transaction.atomic
def record(event: SessionEvent, *, sequence: int, failed_with: str, ends_at: datetime, now: datetime) -> None:
    """What came of a try. What has changed since it was claimed stays owed."""
    changes = {"calendar": event.calendar, "url": event.url, "etag": event.etag, "leased_until": None}
    mine = SessionEvent.objects.filter(pk=event.pk)
    if not mine.select_for_update().exists():
        return  # its account was removed meanwhile
    if failed_with:
        mine.update(
            **changes,
            failed_with=failed_with,
            attempts=F("attempts") + 1,
            due_at=now + wait_after(event.attempts + 1),
            is_owed=ends_at > now - TRIED_UNTIL,
        )
        return
    mine.update(**changes, failed_with="", attempts=0, written_at=now, sequence=sequence, due_at=now)
    mine.filter(changes=event.changes).update(is_owed=False)


def _is_to_be_shown(booking: Booking, person: User) -> bool:
    """While it is confirmed and theirs, and after it was held."""
    theirs = booking.attendances.filter(person=person, left_at=None)
    return theirs.exclude(state__in=NO_SESSION).exists()


def _put(event: SessionEvent, calendar: AccountCalendar, ours: bytes) -> None:
    """Write over what is known to be there; when that is something else by now, look, and write over that.

    Where it will be is saved first: a worker that dies after the request leaves nothing that nobody knows.
    """
    server = calendar.account.server
    etag, body = event.etag, ours
    if not event.url:
        event.calendar, event.url = calendar, f"{calendar.url.rstrip('/')}/{event.booking_id}.ics"
        SessionEvent.objects.filter(pk=event.pk).update(calendar=calendar, url=event.url)
    elif not etag:  # the server did not say
        etag, body = _look(server, event.url, ours)
    for _turn in range(MOST_TRIES):
        answer = server.put_event(event.url, body, etag=etag)
        if answer.is_success:
            event.etag = clean_etag(answer.headers.get("etag", ""))
            return
        event.url = _find_where_it_is(server, event, calendar, answer)
        etag, body = _look(server, event.url, ours)
    raise EventChanged


def _find_where_it_is(server: Server, event: SessionEvent, calendar: AccountCalendar, answer: Answer) -> str:
    """After a refused PUT. A mail program may have put the invitation under an address of its own."""
    if names_conflicting_uid(answer):
        return server.find_event(calendar.url, str(event.booking_id)) or event.url
    if answer.status == 409:
        raise CalendarGone  # RFC 4918, 9.7.1: what it should be in is not there
    if answer.status not in {404, 412}:
        refuse_status(answer)
    return event.url


def _look(server: Server, url: str, ours: bytes) -> tuple[str, bytes]:
    """The etag of what is there, and our event with what its owner added. Empty where nothing is."""
    stored = server.get_event(url)
    if stored is None:
        return "", ours
    return stored.etag or "*", keep_own_parts(ours, stored.body)
