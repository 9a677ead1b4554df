"""Reading an outside calendar again: what is asked, what is stored, and what stays after a failure."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from availability.announcements import HoursChanged
from availability.models import Schedule
from availability.slots import Interval, to_datetime, to_seconds
from availability.slots.intervals import merge
from core.announcements import announce
from core.outgoing import Answer, OutgoingRefused, fetch
from mentoring.free_times import MOST_DAYS
from mentoring.models import Booking, OutsideBusy, OutsideCalendar
from mentoring.outside_events import BusyEvent, NotACalendar, TooManyEvents, find_busy

log = logging.getLogger(__name__)

READ_EVERY = timedelta(minutes=15)
READ_AT_LEAST_EVERY = timedelta(hours=6)  # a calendar that fails again and again
EXPAND_EVERY = timedelta(days=7)  # even one that has not changed: new weeks come into the span
AHEAD = timedelta(days=MOST_DAYS) + EXPAND_EVERY + timedelta(days=3)
BEHIND = timedelta(days=2)
MOST_BYTES = 5_000_000
MOST_SECONDS = 20.0


def refresh(calendar_id: int, *, now: datetime) -> None:
    """Read it, unless another worker has just taken it. A failure leaves the times that are known."""
    taken = OutsideCalendar.objects.filter(pk=calendar_id).due(now).update(next_read_at=now + READ_EVERY)
    calendar = OutsideCalendar.objects.select_related("person").filter(pk=calendar_id).first()
    if not taken or calendar is None:
        return
    try:
        answer = _ask(calendar, now=now)
        if answer.status == 304:
            note_success(calendar, now=now)
        elif answer.is_success:
            _store(calendar, answer, read_busy(calendar, [answer.body], now=now), now=now)
        else:
            note_failure(calendar_id, f"status_{answer.status}", now=now)
    except OutgoingRefused as refused:
        note_failure(calendar_id, refused.code, now=now)
    except NotACalendar:
        note_failure(calendar_id, "not_a_calendar", now=now)
    except TooManyEvents:
        note_failure(calendar_id, "too_many_events", now=now)
    except InvalidTag:
        note_failure(calendar_id, "address_lost", now=now)


def span_of_reading(now: datetime) -> tuple[datetime, datetime]:
    """From when to when events are of interest."""
    return now - BEHIND, now + AHEAD


def note_failure(calendar_id: int, code: str, *, now: datetime) -> None:
    """To be tried again later, and later still when that fails too."""
    with transaction.atomic():
        calendar = OutsideCalendar.objects.select_for_update().filter(pk=calendar_id).first()
        if calendar is None:
            return
        calendar.failures += 1
        calendar.failed_at, calendar.failed_with = now, code
        wait = min(READ_EVERY * 2 ** min(calendar.failures - 1, 10), READ_AT_LEAST_EVERY)
        calendar.next_read_at = now + wait
        calendar.save(update_fields=["failures", "failed_at", "failed_with", "next_read_at"])
    log.info("Outside calendar %s could not be read: %s", calendar_id, code)


def _ask(calendar: OutsideCalendar, *, now: datetime) -> Answer:
    """Only for what has changed, unless it is time to work its events out anew."""
    headers = {"Accept": "text/calendar, */*;q=0.1"}
    if calendar.expanded_at and calendar.expanded_at > now - EXPAND_EVERY:
        if calendar.etag:
            headers["If-None-Match"] = calendar.etag
        if calendar.last_modified:
            headers["If-Modified-Since"] = calendar.last_modified
    return fetch(calendar.url, headers=headers, most_bytes=MOST_BYTES, seconds=MOST_SECONDS)


def read_busy(calendar: OutsideCalendar, files: Iterable[bytes], *, now: datetime) -> list[Interval]:
    """When its files say that its owner is busy, without what are sessions of this site.

    Raises NotACalendar or TooManyEvents.
    """
    schedule = Schedule.objects.default().filter(user=calendar.person).first()
    zone = schedule.zone if schedule else calendar.person.zone
    first, last = span_of_reading(now)
    events = find_busy(*files, zone=zone, first=first, last=last)
    ours = _find_own(calendar, events)
    span = to_seconds(first), to_seconds(last)
    return merge(
        (max(span[0], to_seconds(each.starts_at)), min(span[1], to_seconds(each.ends_at)))
        for each in events
        if each.uid not in ours
    )


def _find_own(calendar: OutsideCalendar, events: Iterable[BusyEvent]) -> set[str]:
    """The UIDs that are sessions of this person: they are counted already, and may have been moved since."""
    ids = {found for each in events if (found := _to_uuid(each.uid))}
    own = Booking.objects.filter(pk__in=ids, attendances__person=calendar.person)
    known = {str(pk) for pk in own.values_list("pk", flat=True)}
    return {each.uid for each in events if str(_to_uuid(each.uid)) in known}


def _to_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@transaction.atomic
def _store(calendar: OutsideCalendar, answer: Answer, busy: Iterable[Interval], *, now: datetime) -> None:
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    calendar.etag = etag if len(etag) <= 400 else ""
    calendar.last_modified = modified if len(modified) <= 100 else ""
    store_busy(calendar, busy, now=now)


@transaction.atomic
def store_busy(calendar: OutsideCalendar, busy: Iterable[Interval], *, now: datetime) -> None:
    """In place of what it said before."""
    if not OutsideCalendar.objects.select_for_update().filter(pk=calendar.pk).exists():
        return  # removed meanwhile
    calendar.busy.all().delete()
    OutsideBusy.objects.bulk_create(
        OutsideBusy(
            calendar=calendar,
            person=calendar.person,
            during=DateTimeTZRange(to_datetime(start), to_datetime(end)),
        )
        for start, end in busy
    )
    calendar.expanded_at = now
    calendar.save(update_fields=["etag", "last_modified", "expanded_at"])
    note_success(calendar, now=now)
    announce(HoursChanged(calendar.person_id))


def note_success(calendar: OutsideCalendar, *, now: datetime) -> None:
    OutsideCalendar.objects.filter(pk=calendar.pk).update(
        read_at=now, failures=0, failed_at=None, failed_with="", next_read_at=now + READ_EVERY
    )
