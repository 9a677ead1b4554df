"""What the newsletter does on a clock; the timetable is in config/celery.py."""

from celery import shared_task
from django.utils import timezone

from newsletter.operations import finish_issues, owe_digests, start_due_issues


@shared_task(name="newsletter.send_due_issues", ignore_result=True)
def send_due_issues() -> None:
    """Start the issues whose time has come, and close those that have gone out."""
    start_due_issues(now=timezone.now())
    finish_issues()


@shared_task(name="newsletter.owe_digests", ignore_result=True)
def owe_due_digests() -> None:
    """On Saturday and on the first of the month at eight, wherever it is that; and after pauses."""
    owe_digests(now=timezone.now())
