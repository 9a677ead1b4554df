"""What happens to accounts on a clock; config.celery says when."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="accounts.forget_ended_sessions", ignore_result=True)
def forget_ended_sessions() -> None:
    """Delete what ended sessions held: Django never does so by itself."""
    call_command("clearsessions")
