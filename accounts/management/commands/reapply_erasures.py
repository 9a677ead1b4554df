"""`manage.py reapply_erasures`: after a backup was restored, erase again whoever it brought back."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.operations import apply_ledger


class Command(BaseCommand):
    help = "Erase again, by the ledger in the file storage, whoever a restored backup has brought back."

    def handle(self, *arguments: Any, **options: Any) -> None:
        self.stdout.write(f"Erased again: {apply_ledger(now=timezone.now())}")
