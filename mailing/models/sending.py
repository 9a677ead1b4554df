"""How much was sent on each day, and which mail providers want less for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.uuid7 import uuid7

ONE_ROW_A_DAY = "mailing_sendingday_once"


class SendingDay(models.Model):
    """How many newsletters and digests the mail server took on one day (UTC) from one sending domain."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    domain = models.CharField(max_length=254, help_text=_("Of the sender."))
    on = models.DateField()
    sent = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["domain", "on"], name=ONE_ROW_A_DAY)]

    def __str__(self) -> str:
        return f"{self.domain}, {self.on}"


class ReducedPaceQuerySet(models.QuerySet["ReducedPace"]):
    def in_force(self, now: datetime) -> ReducedPaceQuerySet:
        return self.filter(recovers_at__gt=now)


class ReducedPace(models.Model):
    """A provider that has asked for fewer letters. Its pace was halved, and rises by equal steps since."""

    provider = models.CharField(
        max_length=254, primary_key=True, help_text=_("gmail, outlook, yahoo, icloud, or a domain.")
    )
    letters_a_minute = models.PositiveIntegerField(help_text=_("When it was reduced."))
    usual = models.PositiveIntegerField(help_text=_("Letters a minute, to which it returns."))
    reduced_at = models.DateTimeField()
    recovers_at = models.DateTimeField()
    reason = models.TextField(help_text=_("In the mail server's words."))

    objects = ReducedPaceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.provider

    def at(self, now: datetime) -> int | None:
        """Letters a minute at this moment; None when it has recovered."""
        if now >= self.recovers_at:
            return None
        span = (self.recovers_at - self.reduced_at) / timedelta(seconds=1)
        passed = max(0.0, (now - self.reduced_at) / timedelta(seconds=1))
        return self.letters_a_minute + int((self.usual - self.letters_a_minute) * passed / span)
