"""What happens to accounts on a clock; config.celery says when."""

from uuid import UUID

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts import operations
from accounts.idempotency import delete_expired_keys


@shared_task(name="accounts.delete_ended_sessions", ignore_result=True)
def delete_ended_sessions() -> None:
    """Delete what ended sessions held: Django never does so by itself."""
    call_command("clearsessions")


@shared_task(name="accounts.delete_expired_idempotency_keys", ignore_result=True)
def delete_expired_idempotency_keys() -> None:
    """Delete answers that nobody will ask for again."""
    delete_expired_keys(now=timezone.now())


@shared_task(name="accounts.make_export", ignore_result=True)
def make_export(export_id: str) -> None:
    """Put together what somebody asked for a moment ago."""
    operations.make_export(export_id=UUID(export_id), now=timezone.now())


@shared_task(name="accounts.make_waiting_exports", ignore_result=True)
def make_waiting_exports() -> None:
    """Begin again what a worker left behind."""
    operations.make_waiting_exports(now=timezone.now())


@shared_task(name="accounts.erase_closed_accounts", ignore_result=True)
def erase_closed_accounts() -> None:
    """Erase accounts that were closed a week ago, and downloads that are over."""
    operations.erase_due(now=timezone.now())
    operations.delete_old_exports(now=timezone.now())
