"""What keeps the post back: addresses not to write to, and pauses while the mail server is away."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mailing.lifecycle import ESSENTIAL_KINDS, Kind

NEVER_SUPPRESSED = "mailing_suppression_spares_essentials"
ONE_PAUSE_AT_A_TIME = "mailing_pause_one_at_a_time"
SUPPRESSED_ONCE = "mailing_suppression_once"


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def of(self, address: str) -> SuppressionQuerySet:
        return self.filter(address=address.casefold())


class Suppression(models.Model):
    """An address to which one kind of letter is no longer sent.

    Security and transactional letters are always sent: PostgreSQL refuses to suppress them.
    """

    class Reason(models.TextChoices):
        HARD_BOUNCE = "hard_bounce", _("The address does not exist")
        COMPLAINT = "complaint", _("Reported as spam")
        BY_HAND = "by_hand", _("Entered by staff")

    address = models.EmailField(help_text=_("In lower case."))
    kind = models.CharField(
        max_length=16,
        choices=[(kind.value, kind.label) for kind in Kind if kind not in ESSENTIAL_KINDS],
    )
    reason = models.CharField(max_length=16, choices=Reason.choices)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address", "kind"], name=SUPPRESSED_ONCE),
            models.CheckConstraint(condition=~Q(kind__in=sorted(ESSENTIAL_KINDS)), name=NEVER_SUPPRESSED),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_kind_display()}"


class PauseQuerySet(models.QuerySet["Pause"]):
    def ongoing(self) -> PauseQuerySet:
        return self.filter(ended_at=None)


class Pause(models.Model):
    """The mail server would not talk to us at all: nothing is offered to it until `until`.

    One row from the first refusal to the next accepted letter. No letter fails for it.
    """

    began_at = models.DateTimeField()
    until = models.DateTimeField(help_text=_("When the next attempt is made."))
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField()
    failures = models.PositiveIntegerField(default=1, help_text=_("In a row."))

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name=ONE_PAUSE_AT_A_TIME,
            )
        ]

    def __str__(self) -> str:
        return self.reason
