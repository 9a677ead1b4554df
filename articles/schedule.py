"""What articles do on a clock; the timetable is in config/celery.py."""

from celery import shared_task
from django.utils import timezone

from articles.operations import publish_due_articles


@shared_task(name="articles.publish_due", ignore_result=True)
def publish_due() -> None:
    """Publish the articles whose time has come."""
    publish_due_articles(now=timezone.now())
