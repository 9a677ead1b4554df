"""When to stop offering letters: after how many failures in a row, or among how many, and in which scope.

One outage counts once. A failure counts only when its letter was offered after the last one was known, so
several workers whose connections break at one moment count as one; and the same letter never counts twice
running, so that one odd letter stops nothing but itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.db.models import F

from mailing.models import Breaker, DeliveryPause, Letter
from mailing.models.breakers import ScopeKey, scopes_of

FAILED_IN_A_ROW = 20
UNCERTAIN_IN_A_ROW = 3
UNANSWERED_IN_A_ROW = 3
RECENT_LETTERS = 200
RECENT_FAILURES = 10  # 5 % of them

Scope, Cause = DeliveryPause.Scope, DeliveryPause.Cause


class Trouble(Enum):
    """What became of a letter that was not accepted."""

    FAILED = "failed"
    DEAD_MAILBOX = "dead_mailbox"
    """Failed, and certainly for its own address: a hundred of them say nothing of the mail server."""
    UNCERTAIN = "uncertain"
    UNANSWERED = "unanswered"
    """The server closed, hung or said that it is closing: certainly not accepted."""


@dataclass(frozen=True)
class Tripped:
    """A scope in which no more is to be offered, and why."""

    scope: DeliveryPause.Scope
    target: str
    cause: DeliveryPause.Cause


@dataclass
class Breakers:
    """What one turn of delivery knows of the breakers. A letter that is accepted mostly costs nothing."""

    open_rows: set[ScopeKey] = field(default_factory=set)
    """Where something has failed since the last accepted letter."""
    watched: set[ScopeKey] = field(default_factory=set)
    """Issues of which a letter has failed: how many more are sent matters."""
    sent: Counter[ScopeKey] = field(default_factory=Counter)

    def load(self, letters: Sequence[Letter]) -> None:
        """Look up what is known of the scopes of these letters, after writing what was sent."""
        self.write_sent()
        rows = list(Breaker.objects.of(letters))
        self.open_rows = {row.key for row in rows if row.failed or row.uncertain or row.unanswered}
        self.watched = {row.key for row in rows if row.scope == Scope.ISSUE}

    def note_sent(self, letter: Letter) -> None:
        """The server has taken it."""
        keys = scopes_of(letter)
        for scope, target in self.open_rows.intersection(keys):
            Breaker.objects.filter(scope=scope, target=target).close()
        self.open_rows.difference_update(keys)
        self.sent.update(self.watched.intersection(keys))

    def write_sent(self) -> None:
        """Add what was sent to the recent letters of each watched issue; 200 later it begins anew."""
        for (scope, target), number in self.sent.items():
            row = Breaker.objects.filter(scope=scope, target=target)
            row.update(recent_letters=F("recent_letters") + number)
            row.filter(recent_letters__gte=RECENT_LETTERS).update(recent_letters=0, recent_failures=0)
        self.sent.clear()

    def note_failure(
        self, letter: Letter, trouble: Trouble, *, offered_at: datetime, now: datetime
    ) -> Tripped | None:
        """Count a letter that was not accepted; the narrowest scope that is to pause for it.

        What has paused is counted from the beginning, and what is wider with it.
        """
        self.write_sent()
        keys = scopes_of(letter)
        if trouble is Trouble.DEAD_MAILBOX:
            keys.remove((Scope.TRANSPORT, ""))
        self.open_rows.update(keys)
        self.watched.update(key for key in keys if key[0] == Scope.ISSUE)
        with transaction.atomic():
            rows = [_count(key, letter, trouble, offered_at=offered_at, now=now) for key in sorted(keys)]
            tripped = {row.key: cause for row in rows if (cause := _cause(row))}
            narrowest = next((key for key in keys if key in tripped), None)
            if narrowest is None:
                return None
            if narrowest[0] != Scope.TRANSPORT:  # its next failure pauses it again
                Breaker.objects.filter(pk__in=[row.pk for row in rows]).close()
                Breaker.objects.filter(scope=narrowest[0], target=narrowest[1]).update(
                    recent_letters=0, recent_failures=0
                )
        return Tripped(Scope(narrowest[0]), narrowest[1], tripped[narrowest])


def _count(
    key: ScopeKey, letter: Letter, trouble: Trouble, *, offered_at: datetime, now: datetime
) -> Breaker:
    """The row of this scope with one failure more, locked."""
    rows = Breaker.objects.select_for_update()
    row, _is_new = rows.get_or_create(scope=key[0], target=key[1])
    is_same_outage = row.counted_at is not None and offered_at < row.counted_at
    is_failure = trouble in {Trouble.FAILED, Trouble.DEAD_MAILBOX}
    if row.letter == letter.pk or (is_same_outage and not is_failure):
        return row
    row.failed += is_failure
    row.uncertain += trouble is Trouble.UNCERTAIN
    row.unanswered += trouble is Trouble.UNANSWERED
    row.recent_letters += 1
    row.recent_failures += is_failure
    row.letter, row.counted_at = letter.pk, now
    row.save()
    return row


def _cause(row: Breaker) -> DeliveryPause.Cause | None:
    """Why this scope is to pause, if it is."""
    if row.scope == Scope.ISSUE and row.uncertain >= UNCERTAIN_IN_A_ROW:
        return Cause.UNCERTAIN_IN_A_ROW
    if row.failed >= FAILED_IN_A_ROW:
        return Cause.FAILURES_IN_A_ROW
    if row.scope == Scope.ISSUE and row.recent_failures >= RECENT_FAILURES:
        return Cause.TOO_MANY_FAILURES
    if row.scope == Scope.TRANSPORT and row.unanswered >= UNANSWERED_IN_A_ROW:
        return Cause.AWAY
    return None
