"""Django's email backend of a development machine: mail is caught, to be read at /dev/mail/."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from mailing.models import CaughtMail


class CatchingBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the mails; how many they were."""
        caught = [
            CaughtMail(
                sender=mail.from_email,
                to=", ".join(mail.recipients()),
                subject=str(mail.subject),
                raw=mail.message().as_bytes(),
            )
            for mail in email_messages
        ]
        return len(CaughtMail.objects.bulk_create(caught))
