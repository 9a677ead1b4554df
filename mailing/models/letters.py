"""Letters owed and sent, and what befell them on the way."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mailing.lifecycle import SPENT_STATES, Kind, State, sources_of

OWED_ONCE = "mailing_letter_owed_once"
BLANKED = Case(
    When(secret_context__isnull=False, then=Value({}, output_field=models.JSONField())), default=None
)
WAYMARKS = {
    State.OWED: "pending",
    State.SENT: "done",
    State.DELIVERED: "done",
    State.DROPPED: "skipped",
    State.RECALLED: "skipped",
    State.IN_DOUBT: "needs_review",
    State.FAILED: "needs_review",
    State.BOUNCED: "needs_review",
    State.COMPLAINED: "needs_review",
}


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
    state: State
    note: str
    by: Any = None

    @property
    def mark(self) -> str:
        """Its waymark."""
        return WAYMARKS.get(self.state, "in_progress")


class LetterQuerySet(models.QuerySet["Letter"]):
    def in_state(self, *states: State) -> LetterQuerySet:
        return self.filter(state__in=states)

    def about(self, about: str) -> LetterQuerySet:
        return self.filter(about=about)

    def found_by(self, words: str) -> LetterQuerySet:
        """Whose address, key or subject (`about`) is exactly this."""
        return self.filter(Q(to__in={words, words.casefold()}) | Q(key=words) | Q(about=words))

    def due(self, now: datetime) -> LetterQuerySet:
        """Owed, and its time has come."""
        return self.filter(state=State.OWED, due_at__lte=now)

    def leased_before(self, now: datetime) -> LetterQuerySet:
        """Held by a worker that has not been heard of in time."""
        return self.filter(state__in=(State.CLAIMED, State.SENDING), leased_until__lt=now)

    def move(self, state: State, *, at: datetime, **changes: Any) -> int:
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
    """

    key = models.CharField(max_length=255)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    priority = models.GeneratedField(
        expression=Case(
            *(When(kind=kind, then=Value(kind.priority)) for kind in Kind),
            default=Value(len(Kind)),
            output_field=models.PositiveSmallIntegerField(),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    to = models.EmailField()
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
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
    state = models.CharField(max_length=16, choices=State.choices, default=State.OWED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    message_id = models.CharField(max_length=320, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now_add=True, help_text=_("When it came into its state."))

    objects = LetterQuerySet.as_manager()

    class Meta:
        # Declared here and not on the fields: there each would cost a second index, for LIKE.
        constraints = [models.UniqueConstraint(fields=["key"], name=OWED_ONCE)]
        indexes = [
            models.Index("about", name="mailing_letter_about"),
            models.Index(
                "priority",
                "due_at",
                condition=Q(state=State.OWED),
                name="mailing_letter_to_claim",
            ),
            models.Index(
                "leased_until",
                condition=Q(state__in=(State.CLAIMED, State.SENDING)),
                name="mailing_letter_leased",
            ),
            models.Index(
                "state",
                "kind",
                condition=Q(state__in=(State.FAILED, State.IN_DOUBT)),
                name="mailing_letter_troubled",
            ),
            models.Index("to", name="mailing_letter_to"),
        ]

    def __str__(self) -> str:
        return f"{self.template} to {self.to}"

    def get_absolute_url(self) -> str:
        return reverse("mailing:letter", args=[self.pk])

    def history(self) -> list[Moment]:
        """What is known of its life, oldest first."""
        moments = [
            Moment(event.at, State(event.state), event.note, event.by)
            for event in self.events.select_related("by").order_by("pk")
        ]
        moments.insert(0, Moment(self.created_at, State.OWED, ""))
        if self.state != moments[-1].state:
            moments.append(Moment(self.moved_at, State(self.state), ""))
        return moments

    @property
    def kind_of_letter(self) -> Kind:
        return Kind(self.kind)

    @property
    def was_blanked(self) -> bool:
        """Whether it once held a secret, and so can't be built again."""
        return self.secret_context == {}

    @property
    def secrets(self) -> dict[str, Any]:
        """What `owe` was given as `secret_context`; empty when there was none."""
        return self.secret_context or {}


class LetterEvent(models.Model):
    """Something out of the ordinary in the life of a letter: a retry, a refusal, a doubt, a staff act.

    Owing and sending are columns of the letter itself, so an uneventful letter has no row here.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State.choices)
    note = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.note}"
