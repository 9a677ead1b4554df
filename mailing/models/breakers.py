"""How often, of late, a mail server has not taken letters: counted for all mail, by domain and by issue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models
from django.db.models import Q

from core.uuid7 import uuid7
from mailing.lifecycle import ESSENTIAL_KINDS
from mailing.models.letters import Letter
from mailing.models.pauses import DeliveryPause

ONE_BREAKER_A_SCOPE = "mailing_breaker_one_a_scope"
Scope = DeliveryPause.Scope
ScopeKey = tuple[str, str]
"""A scope and its target."""


def scopes_of(letter: Letter) -> list[ScopeKey]:
    """Those that this letter may be held by, from the narrowest to the widest."""
    scopes: list[ScopeKey] = [(Scope.TRANSPORT, "")]
    if letter.kind_of_letter.is_bulk and letter.about:
        scopes.insert(0, (Scope.ISSUE, letter.about))
    if letter.kind not in ESSENTIAL_KINDS:
        scopes.insert(0, (Scope.DOMAIN, letter.domain))
    return scopes


class BreakerQuerySet(models.QuerySet["Breaker"]):
    def of(self, letters: Sequence[Letter]) -> BreakerQuerySet:
        """Of the scopes of these letters."""
        return self.filter(
            Q(scope=Scope.TRANSPORT)
            | Q(scope=Scope.DOMAIN, target__in={letter.domain for letter in letters})
            | Q(scope=Scope.ISSUE, target__in={letter.about for letter in letters})
        )

    def close(self) -> int:
        """The server has taken a letter: nothing fails in a row any more."""
        return self.update(failed=0, uncertain=0, unanswered=0)


class Breaker(models.Model):
    """The failures of one scope, in a row and among its last letters; see mailing.breakers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scope = models.CharField(max_length=16, choices=Scope.choices)
    target = models.CharField(max_length=254, blank=True)
    failed = models.PositiveIntegerField(default=0)
    uncertain = models.PositiveIntegerField(default=0)
    unanswered = models.PositiveIntegerField(default=0)
    recent_letters = models.PositiveIntegerField(default=0)
    recent_failures = models.PositiveIntegerField(default=0)
    letter = models.UUIDField(null=True)
    counted_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    objects = BreakerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "target"], name=ONE_BREAKER_A_SCOPE)]

    def __str__(self) -> str:
        return f"{self.get_scope_display()} {self.target}".rstrip()

    @property
    def key(self) -> ScopeKey:
        return self.scope, self.target
