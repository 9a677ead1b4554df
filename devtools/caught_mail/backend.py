"""Django's email backend of a development machine: mail is caught, to be read at /dev/mail/."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from devtools.caught_mail import files


class CatchingBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the mails; how many they were."""
        for mail in email_messages:
            files.save(mail.message().as_bytes())
        return len(email_messages)
