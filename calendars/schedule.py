"""What happens to calendars on a clock; config.celery says when."""

from celery import shared_task
from django.utils import timezone

from calendars import operations


@shared_task(name="calendars.read_due_accounts", ignore_result=True)
def read_due_accounts() -> None:
    """Have the accounts read whose time has come, and owe what nobody has owed."""
    now = timezone.now()
    operations.owe_what_is_missing(now=now)
    operations.read_due_accounts(now=now)
