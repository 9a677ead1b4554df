"""What happens to plans on a clock; config.celery says when."""

from celery import shared_task
from django.utils import timezone

from planning.operations import tell_of_weeks


@shared_task(name="planning.tell_of_weeks", ignore_result=True)
def tell_of_new_weeks() -> None:
    """The letter at the start of a week, wherever it is the first morning of somebody's week."""
    tell_of_weeks(now=timezone.now())
