"""What happens to accounts on a clock; config.celery says when."""

from importlib import import_module

from celery import shared_task
from django.conf import settings


@shared_task(name="accounts.forget_ended_sessions", ignore_result=True)
def forget_ended_sessions() -> None:
    """Delete what ended sessions held: Django never does so by itself."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
