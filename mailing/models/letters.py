"""Letters owed and sent, and their history."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.languages import nearest_language
from core.mailboxes import canonical, domain_of
from core.uuid7 import uuid7
from mailing.buckets import ALL_BUCKETS, bucket_of
from mailing.lifecycle import (
    ESSENTIAL_KINDS,
    OUTCOMES,
    SPENT_STATES,
    DropReason,
    LetterKind,
    LetterState,
    sources_of,
)
from mailing.models.pauses import DeliveryPause

OWED_ONCE = "mailing_letter_owed_once"
DROPPED_FOR_A_REASON = "mailing_letter_dropped_for_a_reason"
BUCKET_IN_RANGE = "mailing_letter_bucket_in_range"
OUTCOME_ONCE = "mailing_letterevent_outcome_once"
BLANKED = Case(
    When(secret_context__isnull=False, then=Value({}, output_field=models.JSONField())), default=None
)
WAYMARKS = {
    LetterState.OWED: "pending",
    LetterState.SENT: "done",
    LetterState.DELIVERED: "done",
    LetterState.DROPPED: "skipped",
    LetterState.RECALLED: "skipped",
    LetterState.UNCERTAIN: "needs_review",
    LetterState.FAILED: "needs_review",
    LetterState.BOUNCED: "needs_review",
    LetterState.COMPLAINED: "needs_review",
}


AWAITING_OUTCOME = sorted(frozenset().union(*(sources_of(outcome) for outcome in OUTCOMES)))
"""The states of a letter of which a provider may still have something to say."""


def message_id_domain() -> str:
    """The right-hand side of Message-IDs: the domain that the platform writes from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def message_id_of(key: str) -> str:
    """The Message-ID of the letter with this key: the same however often it is offered.

    `operations.owe_many` computes the same in SQL.
    """
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{message_id_domain()}>"


@dataclass(frozen=True)
class Moment:
    """One line in a letter's history."""

    at: datetime
    state: LetterState
    note: str
    by: Any = None

    @property
    def mark(self) -> str:
        """Its waymark."""
        return WAYMARKS.get(self.state, "in_progress")


class LetterQuerySet(models.QuerySet["Letter"]):
    def in_state(self, *states: LetterState) -> LetterQuerySet:
        return self.filter(state__in=states)

    def about(self, about: str) -> LetterQuerySet:
        return self.filter(about=about)

    def found_by(self, words: str) -> LetterQuerySet:
        """Whose address, however it is spelled, key or subject (`about`) is exactly this."""
        with suppress(ValidationError):  # what is no address is a key or a subject
            words = canonical(words)
        return self.filter(Q(to=words) | Q(bucket__in=ALL_BUCKETS, key=words) | Q(about=words))

    def with_keys(self, keys: Iterable[str]) -> LetterQuerySet:
        """Owed under one of these keys, to whatever address: 64 looks into the index for each key."""
        return self.filter(bucket__in=ALL_BUCKETS, key__in=list(keys))

    def in_buckets(self, buckets: Collection[int]) -> LetterQuerySet:
        """Those of one worker's share; with all the buckets, every letter."""
        return self if len(buckets) == len(ALL_BUCKETS) else self.filter(bucket__in=buckets)

    def due(self, now: datetime) -> LetterQuerySet:
        """Owed, and its time has come."""
        return self.filter(state=LetterState.OWED, due_at__lte=now)

    def not_paused(self, pauses: Iterable[DeliveryPause]) -> LetterQuerySet:
        """Those that none of these pauses holds back."""
        scopes: dict[str, set[str]] = {}
        spared: set[str] = set()
        for pause in pauses:
            if pause.spares_essentials:
                spared.add(pause.target)
            else:
                scopes.setdefault(pause.scope, set()).add(pause.target)
        letters = self
        if DeliveryPause.Scope.TRANSPORT in scopes:
            letters = letters.none()
        if domains := scopes.get(DeliveryPause.Scope.DOMAIN):
            letters = letters.exclude(domain__in=domains)
        if spared:
            letters = letters.exclude(Q(domain__in=spared) & ~Q(kind__in=ESSENTIAL_KINDS))
        if abouts := scopes.get(DeliveryPause.Scope.ISSUE):
            letters = letters.exclude(about__in=abouts)
        if DeliveryPause.Scope.BULK in scopes:
            letters = letters.without_bulk()
        return letters

    def without_bulk(self) -> LetterQuerySet:
        """Neither newsletters nor digests."""
        return self.filter(priority__lt=LetterKind.NEWSLETTER.priority)

    def without_bulk_to(self, domains: Collection[str]) -> LetterQuerySet:
        """No newsletter or digest to these domains."""
        if not domains:
            return self
        return self.exclude(domain__in=domains, priority__gte=LetterKind.NEWSLETTER.priority)

    def leased_before(self, now: datetime) -> LetterQuerySet:
        """Held by a worker that has not been heard of in time."""
        return self.filter(state__in=(LetterState.CLAIMED, LetterState.SENDING), leased_until__lt=now)

    def move(self, state: LetterState, *, at: datetime, **changes: Any) -> int:
        """Move these letters to `state`, those for which TRANSITIONS allows it; how many moved.

        The check and the change are one UPDATE, so two workers can't both move a letter. Secrets
        are blanked when the letter has no more use for them.
        """
        if state in SPENT_STATES:
            changes["secret_context"] = BLANKED
        return self.filter(state__in=sources_of(state)).update(state=state, moved_at=at, **changes)


class Letter(models.Model):
    """One email that the platform owes one address, once.

    What it says is built when it is sent, from `context` (ids only), by the builder registered
    under `template`. `secret_context` is for what can't be looked up again, such as a one-time
    code: it is blanked as soon as the letter can no longer be sent.

    A letter goes with the account it was written to: whoever closes an account and still wants
    to say goodbye owes that letter with `recipient=None`.

    `bucket` is the distribution column (docs/operations/scale.md): it is made of the address that the
    letter was first owed to, and stays when the letter is forwarded to another.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bucket = models.PositiveSmallIntegerField(editable=False)
    key = models.CharField(max_length=255)
    kind = models.CharField(max_length=16, choices=LetterKind.choices)
    priority = models.GeneratedField(
        expression=Case(
            *(When(kind=kind, then=Value(kind.priority)) for kind in LetterKind),
            default=Value(len(LetterKind)),
            output_field=models.PositiveSmallIntegerField(),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    to = models.EmailField(help_text=_("In its canonical form."))
    domain = models.CharField(max_length=254, editable=False, help_text=_("Of the address."))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
    )
    language = models.CharField(
        max_length=12, blank=True, help_text=_("Of a reader without an account; empty: the site's.")
    )
    template = models.CharField(max_length=100)
    context = models.JSONField(default=dict, blank=True)
    secret_context = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("Null: there never was any. Empty: blanked after the letter was sent."),
    )
    about = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=LetterState.choices, default=LetterState.OWED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    message_id = models.CharField(max_length=320, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    drop_reason = models.CharField(max_length=20, choices=DropReason.choices, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now_add=True, help_text=_("When it came into its state."))

    objects = LetterQuerySet.as_manager()

    class Meta:
        # Declared here and not on the fields: there each would cost a second index, for LIKE.
        constraints = [
            models.UniqueConstraint(fields=["bucket", "key"], name=OWED_ONCE),
            models.CheckConstraint(
                condition=Q(bucket__gte=0, bucket__lt=len(ALL_BUCKETS)), name=BUCKET_IN_RANGE
            ),
            models.CheckConstraint(
                condition=Q(state=LetterState.DROPPED) & ~Q(drop_reason="")
                | ~Q(state=LetterState.DROPPED) & Q(drop_reason=""),
                name=DROPPED_FOR_A_REASON,
            ),
        ]
        indexes = [
            models.Index("about", name="mailing_letter_about"),
            models.Index(
                "priority",
                "due_at",
                condition=Q(state=LetterState.OWED),
                name="mailing_letter_to_claim",
            ),
            models.Index(
                "leased_until",
                condition=Q(state__in=(LetterState.CLAIMED, LetterState.SENDING)),
                name="mailing_letter_leased",
            ),
            models.Index(
                "state",
                "kind",
                condition=Q(state__in=(LetterState.FAILED, LetterState.UNCERTAIN)),
                name="mailing_letter_troubled",
            ),
            models.Index("to", name="mailing_letter_to"),
            models.Index(
                "message_id",
                condition=Q(state__in=AWAITING_OUTCOME),
                name="mailing_letter_message_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} to {self.to}"

    def get_absolute_url(self) -> str:
        return reverse("mailing:letter", args=[self.pk])

    @property
    def kind_label(self) -> str:
        """As Django's `get_kind_display`, which translates the label of every kind."""
        return str(LetterKind(self.kind).label)

    @property
    def state_label(self) -> str:
        return str(LetterState(self.state).label)

    def address_to(self, to: str) -> None:
        """Set the address of an unsaved letter, and what follows from it. `to` is canonical."""
        self.to, self.domain, self.bucket = to, domain_of(to), bucket_of(to)

    def history(self) -> list[Moment]:
        """What is known of its life, oldest first."""
        moments = [
            Moment(event.at, LetterState(event.state), event.note, event.by)
            for event in self.events.select_related("by").order_by("at", "pk")
        ]
        moments.insert(0, Moment(self.created_at, LetterState.OWED, ""))
        if self.state != moments[-1].state:
            moments.append(Moment(self.moved_at, LetterState(self.state), ""))
        return moments

    @property
    def reader_language(self) -> str:
        """The offered language that it is written in: the recipient's present one, else the letter's."""
        return nearest_language(self.recipient.language if self.recipient else self.language)

    @property
    def kind_of_letter(self) -> LetterKind:
        return LetterKind(self.kind)

    @property
    def was_blanked(self) -> bool:
        """Whether it once held a secret, and so can't be built again."""
        return self.secret_context == {}

    @property
    def secrets(self) -> dict[str, Any]:
        """What `owe` was given as `secret_context`; empty when there was none."""
        return self.secret_context or {}


class LetterEvent(models.Model):
    """Something out of the ordinary in the life of a letter: a retry, a refusal, an outcome, a staff act.

    Owing and sending are columns of the letter itself, so an uneventful letter has no row here.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="events")
    bucket = models.PositiveSmallIntegerField(editable=False, help_text=_("The letter's."))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The letter's."),
    )
    at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=LetterState.choices)
    note = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bucket", "letter", "state"],
                condition=Q(state__in=OUTCOMES),
                name=OUTCOME_ONCE,
            )
        ]
        indexes = [
            models.Index(
                "at",
                condition=Q(state__in=(LetterState.BOUNCED, LetterState.COMPLAINED)),
                name="mailing_letterevent_came_back",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.note}"

    @classmethod
    def of(
        cls, letter: Letter, *, state: LetterState, note: str, at: datetime, by: Any = None
    ) -> LetterEvent:
        """A line of the letter's history, not yet saved."""
        return cls(
            letter=letter,
            bucket=letter.bucket,
            recipient_id=letter.recipient_id,
            at=at,
            state=state,
            note=note,
            by=by,
        )
