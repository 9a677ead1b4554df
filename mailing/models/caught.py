"""Mail that stays here in development."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CaughtMail(models.Model):
    """A mail that was not sent but kept to be read at /dev/mail/, because no EMAIL_URL is set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    caught_at = models.DateTimeField(auto_now_add=True, db_index=True)
    sender = models.CharField(max_length=320)
    to = models.TextField(help_text=_("Addresses, separated by commas."))
    subject = models.TextField(blank=True)
    raw = models.BinaryField(help_text=_("The whole mail, as SMTP would have carried it."))

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("mailing:caught-mail", args=[self.pk])
