"""What happens to roadmaps on a clock; config.celery says when."""

from celery import shared_task
from django.conf import settings

from roadmaps.link_checks import check_due


@shared_task(name="roadmaps.check_links", ignore_result=True)
def check_links() -> None:
    """Ask whether links that are due still lead somewhere, for one turn."""
    if settings.LINK_CHECKS:
        check_due()
