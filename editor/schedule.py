"""What the editor does on a clock; config.celery says when."""

from celery import shared_task
from django.utils import timezone

from editor.operations import delete_old_imports


@shared_task(name="editor.delete_old_imports", ignore_result=True)
def delete_old() -> None:
    """Files that were looked at a day ago, and of which nothing was made."""
    delete_old_imports(now=timezone.now())
