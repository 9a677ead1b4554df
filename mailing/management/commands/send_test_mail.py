"""Owe one address a test mail, and deliver it: does mail leave this machine, and does it arrive?"""

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mailing.delivery import deliver_due
from mailing.models import DeliveryPause, Letter, LetterKind, LetterState
from mailing.operations import owe


class Command(BaseCommand):
    help = "Send a test mail to an address, and say what the mail server answered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *_args: Any, **options: Any) -> None:
        letter = owe(
            key=f"test:{uuid.uuid4()}",
            kind=LetterKind.SECURITY,
            template="mailing.test",
            to=options["address"],
            due_at=timezone.now(),
        )
        deliver_due()
        letter = Letter.objects.get(pk=letter.pk)
        if letter.state != LetterState.SENT:
            pause = DeliveryPause.objects.ongoing().of_transport().first()
            raise CommandError(f"Not sent ({letter.state}). {letter.error or (pause and pause.reason) or ''}")
        self.stdout.write(f"Sent, as {letter.message_id}.")
