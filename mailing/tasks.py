"""The one task of the outbox, and how it is nudged."""

import logging
from contextlib import suppress

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from mailing import valkey
from mailing.delivery import deliver_due

log = logging.getLogger(__name__)

NUDGED = "nudged"
NUDGE_SECONDS = 2


@shared_task(name="mailing.deliver")
def deliver() -> None:
    """Send what is due, for one turn. Any number may run at once, and any one may die."""
    with suppress(valkey.Away):
        valkey.ask(lambda server: server.delete(valkey.key(NUDGED)))
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
        is_first = valkey.ask(lambda server: server.set(valkey.key(NUDGED), 1, nx=True, ex=NUDGE_SECONDS))
        if is_first:
            deliver.apply_async(retry=False, ignore_result=True)
    except (valkey.Away, OperationalError, OSError) as error:
        log.warning("The broker can't be reached (%s); the timetable will deliver.", error)
