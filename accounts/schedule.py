"""What happens to accounts on a clock; config.celery says when."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts.idempotency import delete_expired_keys


@shared_task(name="accounts.delete_ended_sessions", ignore_result=True)
def delete_ended_sessions() -> None:
    """Delete what ended sessions held: Django never does so by itself."""
    call_command("clearsessions")


@shared_task(name="accounts.delete_expired_idempotency_keys", ignore_result=True)
def delete_expired_idempotency_keys() -> None:
    """Delete answers that nobody will ask for again."""
    delete_expired_keys(now=timezone.now())
