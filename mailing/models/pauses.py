"""Delivery pauses: to the mail server, to one domain, of one issue, or of all newsletters."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.uuid7 import uuid7

ONE_PAUSE_AT_A_TIME = "mailing_deliverypause_one_at_a_time"
TARGET_IS_DOMAIN_OR_ISSUE = "mailing_deliverypause_target_is_domain_or_issue"


class DeliveryPauseQuerySet(models.QuerySet["DeliveryPause"]):
    def ongoing(self) -> DeliveryPauseQuerySet:
        """Not ended, though the time of the next attempt may have come."""
        return self.filter(ended_at=None)

    def in_force(self, now: datetime) -> DeliveryPauseQuerySet:
        """Nothing in their scope is offered now."""
        return self.ongoing().filter(Q(until=None) | Q(until__gt=now))

    def of_transport(self) -> DeliveryPauseQuerySet:
        return self.filter(scope=DeliveryPause.Scope.TRANSPORT)

    def of_bulk(self) -> DeliveryPauseQuerySet:
        """Those that hold newsletters and digests, and nothing else."""
        return self.filter(scope=DeliveryPause.Scope.BULK)


class DeliveryPause(models.Model):
    """Nothing in this scope is offered to a mail server until `until`, and no letter fails for it.

    That of the transport begins by itself when the mail server takes nothing from us: one row from the
    first refusal to the next accepted letter. The others begin by hand, by an app's act, by what the
    mail server answers (mailing.breakers), or by what readers complain of (mailing.complaints).
    """

    class Scope(models.TextChoices):
        TRANSPORT = "transport", _("All mail")
        DOMAIN = "domain", _("One domain")
        ISSUE = "issue", _("One issue")
        BULK = "bulk", _("All newsletters")

    class Cause(models.TextChoices):
        BY_HAND = "by_hand", _("Somebody paused it.")
        AWAY = "away", _("The mail server can't be reached, or takes nothing now.")
        REFUSES_US = "refuses_us", _("The mail server refuses what we send, for whomever it is.")
        FAILURES_IN_A_ROW = "failures_in_a_row", _("One letter after the other was refused.")
        TOO_MANY_FAILURES = "too_many_failures", _("More than one letter in twenty was refused.")
        UNCERTAIN_IN_A_ROW = "uncertain_in_a_row", _("The mail server took letters and never answered.")
        TOO_FAST = "too_fast", _("The mail server asks us to send more slowly.")
        COMPLAINTS = "complaints", _("Too many readers report newsletters as spam.")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scope = models.CharField(max_length=16, choices=Scope.choices)
    target = models.CharField(
        max_length=254, blank=True, help_text=_("A domain, or what the issue's letters are about.")
    )
    began_at = models.DateTimeField()
    until = models.DateTimeField(
        null=True, blank=True, help_text=_("When the next attempt is made; empty: when somebody says so.")
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(help_text=_("In the mail server's words, or those of whoever paused it."))
    cause = models.CharField(max_length=20, choices=Cause.choices, default=Cause.BY_HAND)
    failures = models.PositiveIntegerField(default=0, help_text=_("In a row."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = DeliveryPauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "target"], condition=Q(ended_at=None), name=ONE_PAUSE_AT_A_TIME
            ),
            models.CheckConstraint(
                condition=Q(scope__in=("transport", "bulk"), target="")
                | Q(scope__in=("domain", "issue")) & ~Q(target=""),
                name=TARGET_IS_DOMAIN_OR_ISSUE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()} {self.target}".rstrip()

    @property
    def spares_essentials(self) -> bool:
        """A domain that delivery paused by itself still gets codes and confirmations."""
        return self.scope == self.Scope.DOMAIN and self.cause != self.Cause.BY_HAND

    @property
    def is_of_transport(self) -> bool:
        return self.scope == self.Scope.TRANSPORT
