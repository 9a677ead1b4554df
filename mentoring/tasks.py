"""Work of mentoring that waits for other servers."""

import logging

from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from mentoring.outside_refresh import note_failure, refresh

log = logging.getLogger(__name__)


@shared_task(name="mentoring.read_outside_calendar", soft_time_limit=60, time_limit=90, ignore_result=True)
def read_outside_calendar(calendar_id: int) -> None:
    """May run twice: only one takes a calendar that is due."""
    try:
        refresh(calendar_id, now=timezone.now())
    except SoftTimeLimitExceeded:
        note_failure(calendar_id, "too_many_events", now=timezone.now())


def read_soon(calendar_id: int) -> None:
    """Ask a worker for it; when the broker can't be reached the timetable does, within a minute."""
    try:
        read_outside_calendar.apply_async(args=(calendar_id,), retry=False)
    except (OperationalError, OSError) as error:
        log.warning("The broker can't be reached (%s); the timetable will read the calendar.", error)
