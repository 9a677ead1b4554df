"""What the newsletter does on a clock; the timetable is in config/celery.py."""

from celery import shared_task
from django.utils import timezone

from newsletter.operations import finish_issues, start_due_issues


@shared_task(name="newsletter.send_due_issues", ignore_result=True)
def send_due_issues() -> None:
    """Start the issues whose time has come, and close those that have gone out."""
    start_due_issues(now=timezone.now())
    finish_issues()
