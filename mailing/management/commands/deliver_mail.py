"""Deliver all mail that is due, and end: for a cron job on a machine without Celery."""

from typing import Any

from django.core.management.base import BaseCommand

from mailing.delivery import deliver_due


class Command(BaseCommand):
    help = "Send every letter that is due. Any number of these may run at once."

    def handle(self, *_args: Any, **_options: Any) -> None:
        sent = 0
        while (tally := deliver_due()).is_out_of_time:
            sent += tally.sent
        self.stdout.write(f"{sent + tally.sent} sent.")
