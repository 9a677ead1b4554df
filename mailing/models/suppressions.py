"""Addresses that are no longer written to, with the evidence for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mailing.buckets import bucket_of
from mailing.lifecycle import ESSENTIAL_KINDS, LetterKind

NEVER_SUPPRESSED = "mailing_suppression_spares_essentials"
SUPPRESSED_ONCE = "mailing_suppression_once"

TERMS: tuple[timedelta | None, ...] = (timedelta(days=30), timedelta(days=180), None)
"""How long an address that is said not to exist is left alone, by strikes: the third time for good."""


def expiry_of(reason: str, *, strikes: int, now: datetime) -> datetime | None:
    """When a suppression ends; None: never. Complaints and what staff enter do not end by themselves."""
    if reason != Suppression.Reason.HARD_BOUNCE:
        return None
    term = TERMS[min(strikes, len(TERMS)) - 1]
    return None if term is None else now + term


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def of(self, addresses: Iterable[str]) -> SuppressionQuerySet:
        """Of these canonical addresses."""
        named = set(addresses)
        return self.filter(bucket__in={bucket_of(address) for address in named}, address__in=named)

    def in_force(self, now: datetime) -> SuppressionQuerySet:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now))


class Suppression(models.Model):
    """An address to which one kind of letter is not sent until `expires_at`.

    Security and transactional letters are always sent: PostgreSQL refuses to suppress them.
    """

    class Reason(models.TextChoices):
        HARD_BOUNCE = "hard_bounce", _("The address does not exist")
        COMPLAINT = "complaint", _("Reported as spam")
        BY_HAND = "by_hand", _("Entered by staff")

    bucket = models.PositiveSmallIntegerField(editable=False)
    address = models.EmailField(help_text=_("In its canonical form."))
    kind = models.CharField(
        max_length=16,
        choices=[(kind.value, kind.label) for kind in LetterKind if kind not in ESSENTIAL_KINDS],
    )
    reason = models.CharField(max_length=16, choices=Reason.choices)
    evidence = models.TextField(blank=True, help_text=_("The server's or the provider's words."))
    strikes = models.PositiveSmallIntegerField(default=1, help_text=_("How often it was said."))
    suppressed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True, help_text=_("Empty: it does not end."))

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "address", "kind"], name=SUPPRESSED_ONCE),
            models.CheckConstraint(condition=~Q(kind__in=sorted(ESSENTIAL_KINDS)), name=NEVER_SUPPRESSED),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_kind_display()}"
