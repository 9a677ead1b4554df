"""What articles do on a clock; the timetable is in config/celery.py."""

from celery import shared_task
from django.utils import timezone

from articles.operations import delete_old_article_files, publish_due_articles


@shared_task(name="articles.publish_due", ignore_result=True)
def publish_due() -> None:
    """Publish the articles whose time has come."""
    publish_due_articles(now=timezone.now())


@shared_task(name="articles.delete_old_files", ignore_result=True)
def delete_old_files() -> None:
    """Files that were looked at a day ago, and of which nothing was made."""
    delete_old_article_files(now=timezone.now())
