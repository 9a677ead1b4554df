"""Delivering webhooks, soon after what happened."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from webhooks.delivery import deliver_due

log = logging.getLogger(__name__)


@shared_task(name="webhooks.deliver", ignore_result=True)
def deliver() -> None:
    """Send what is due, for one turn."""
    deliver_due()


def nudge_after_commit() -> None:
    """Have what this transaction owes sent at once, if it commits; else the timetable does."""
    transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    try:
        deliver.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        log.warning("The broker can't be reached (%s); the timetable will deliver.", error)
