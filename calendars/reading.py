"""Reading when the calendars of an account make their owner busy."""

import logging
from datetime import datetime

from calendars.accounts import note_failure, note_success
from calendars.dav import CALENDAR_SERVER, Server
from calendars.failures import OF_THE_ACCOUNT, CalendarGone, NotReadable
from calendars.models import AccountCalendar, CalendarAccount
from core.outgoing import OutgoingRefused
from mentoring.operations import keep_busy_times
from mentoring.outside_events import NotACalendar, TooManyEvents
from mentoring.outside_refresh import EXPAND_EVERY, READ_EVERY, span_of_reading

log = logging.getLogger(__name__)


def read_account(account_id: int, *, now: datetime) -> None:
    """All of its calendars that count, unless another worker has just taken it.

    A failure leaves the times that are known.
    """
    due = CalendarAccount.objects.filter(pk=account_id).due(now)
    if not due.update(next_read_at=now + READ_EVERY):
        return
    account = CalendarAccount.objects.get(pk=account_id)
    try:
        server = account.server
        calendars = account.calendars.exclude(outside=None).select_related("outside__person")
        for calendar in calendars:
            _read_calendar(server, calendar, now=now)
    except OutgoingRefused as refused:
        note_failure(account_id, refused.code, now=now)
        log.info("Calendar account %s could not be read: %s", account_id, refused.code)
        return
    if calendars:  # else nothing was asked
        note_success(account, now=now)
        CalendarAccount.objects.filter(pk=account_id).update(read_at=now)


def _read_calendar(server: Server, calendar: AccountCalendar, *, now: datetime) -> None:
    """Its own failure, such as that it is gone, keeps no other calendar from being read."""
    failed_with = ""
    try:
        ctag = _read_ctag(server, calendar.url)
        if not _is_known(calendar, ctag, now=now):
            first, last = span_of_reading(now)
            files = server.query_events(calendar.url, first=first, last=last)
            _store(calendar, files, now=now)
            calendar.ctag = ctag
    except OutgoingRefused as refused:
        if isinstance(refused, OF_THE_ACCOUNT):
            raise
        failed_with = refused.code
    AccountCalendar.objects.filter(pk=calendar.pk).update(ctag=calendar.ctag, failed_with=failed_with)


def _read_ctag(server: Server, url: str) -> str:
    found = server.propfind(url, "S:getctag", "D:resourcetype")
    if not found:
        raise CalendarGone
    ctag = found[0].text(f"{CALENDAR_SERVER}getctag")
    return ctag if len(ctag) <= 400 else ""


def _is_known(calendar: AccountCalendar, ctag: str, *, now: datetime) -> bool:
    """Nothing has changed, and the weeks that have come into sight were read, too."""
    outside = calendar.outside
    expanded_at = outside.expanded_at if outside else None
    return bool(ctag and ctag == calendar.ctag and expanded_at and expanded_at > now - EXPAND_EVERY)


def _store(calendar: AccountCalendar, files: list[bytes], *, now: datetime) -> None:
    if calendar.outside is None:
        return
    try:
        keep_busy_times(calendar=calendar.outside, files=files, now=now)
    except (NotACalendar, TooManyEvents) as error:
        raise NotReadable from error
