"""What happens to webhooks on a clock; config.celery says when."""

from celery import shared_task
from django.utils import timezone

from webhooks.operations import delete_old_deliveries


@shared_task(name="webhooks.delete_old_deliveries", ignore_result=True)
def delete_old() -> None:
    """The log goes back thirty days."""
    delete_old_deliveries(now=timezone.now())
