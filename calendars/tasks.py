"""Work of calendars that waits for other servers."""

import logging

from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from calendars.accounts import note_failure
from calendars.failures import NotReadable
from calendars.reading import read_account as read
from calendars.writing import write_due

log = logging.getLogger(__name__)


@shared_task(name="calendars.write_sessions", ignore_result=True)
def write_sessions() -> None:
    """Bring calendars up to date, for one turn."""
    write_due()


@shared_task(name="calendars.read_account", soft_time_limit=240, time_limit=300, ignore_result=True)
def read_account(account_id: int) -> None:
    """May run twice: only one takes an account that is due."""
    try:
        read(account_id, now=timezone.now())
    except SoftTimeLimitExceeded:
        note_failure(account_id, NotReadable.code, now=timezone.now())


def write_after_commit() -> None:
    """Have what this transaction owes written at once, if it commits; else the timetable does."""
    transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    try:
        write_sessions.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        log.warning("The broker can't be reached (%s); the timetable will write.", error)


def read_soon(account_id: int) -> None:
    """Ask a worker for it; when the broker can't be reached the timetable does, within a minute."""
    try:
        read_account.apply_async(args=(account_id,), retry=False)
    except (OperationalError, OSError) as error:
        log.warning("The broker can't be reached (%s); the timetable will read the calendars.", error)
