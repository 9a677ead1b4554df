"""What happens to sessions on a clock; config.celery says when."""

from celery import shared_task
from django.utils import timezone

from mentoring import operations


@shared_task(name="mentoring.expire_unanswered", ignore_result=True)
def expire_unanswered() -> None:
    """Give back the time of requests that nobody answered, and tell both people."""
    operations.expire_unanswered(now=timezone.now())


@shared_task(name="mentoring.sweep_waiting_lists", ignore_result=True)
def sweep_waiting_lists() -> None:
    """Offer times that became free to those who wait for one."""
    operations.sweep_waiting_lists(now=timezone.now())


@shared_task(name="mentoring.read_due_calendars", ignore_result=True)
def read_due_calendars() -> None:
    """Have outside calendars read again whose time has come."""
    operations.read_due_calendars(now=timezone.now())


@shared_task(name="mentoring.complete_unsettled", ignore_result=True)
def complete_unsettled() -> None:
    """Sessions about which nobody has said anything for a day count as held."""
    operations.complete_unsettled(now=timezone.now())


@shared_task(name="mentoring.refresh_next_free", ignore_result=True)
def refresh_next_free() -> None:
    """Keep the next free time of each mentor true, by which the directory sorts."""
    operations.refresh_next_free(now=timezone.now())
