"""The one task of the post office, and how it is nudged."""

import logging
from contextlib import suppress

from celery import shared_task
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from mailing.delivery import deliver_due

log = logging.getLogger(__name__)

NUDGED = "mailing:nudged"
NUDGE_SECONDS = 2


@shared_task(name="mailing.deliver")
def deliver() -> None:
    """Send what is due, for one turn. Any number may run at once, and any one may die."""
    with suppress(RedisError):
        cache.delete(NUDGED)
    if deliver_due(call_for_help=nudge).is_out_of_time:
        nudge()


def nudge_after_commit() -> None:
    """Have what this transaction owes delivered at once, if it commits."""
    transaction.on_commit(nudge, robust=True)


def nudge() -> None:
    """Ask for a delivery now; once, however many letters ask for it in the same moment.

    When the broker can't be reached nothing is lost: the beat delivers a few seconds later.
    """
    try:
        if cache.add(NUDGED, 1, timeout=NUDGE_SECONDS):
            deliver.apply_async(retry=False, ignore_result=True)
    except (RedisError, OperationalError, OSError):
        log.warning("The broker can't be reached; the timetable will deliver.", exc_info=True)
