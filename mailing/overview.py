"""What staff see at a glance: how many letters of which kind are in which state, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from core.prepared import prepared
from mailing.lifecycle import LetterKind, LetterState
from mailing.models import DeliveryPause, Letter, ReducedPace
from mailing.warmup import plan_of_settings, sent_by_day

LATE_AFTER = timedelta(minutes=2)
MOVING = (LetterState.OWED, LetterState.CLAIMED, LetterState.SENDING)


@dataclass(frozen=True)
class Row:
    """One kind of letter, counted by state, in the order of `Overview.states`."""

    kind: LetterKind
    counts: list[int]


@dataclass(frozen=True)
class Slower:
    """A provider that is sent fewer newsletters for a while."""

    provider: str
    letters_a_minute: int
    until: datetime
    reason: str


@dataclass(frozen=True)
class Overview:
    states: list[LetterState]
    rows: list[Row]
    totals: dict[LetterState, int]
    late: int
    put_off: int  # owed, tried at least once, and to be tried again
    oldest_due_at: datetime | None
    pauses: list[DeliveryPause]
    slower: list[Slower]
    day_limit: int | None
    """Newsletters that may leave today, as long as the sending domain is new."""
    sent_today: int
    """Newsletters."""

    @property
    def owed(self) -> int:
        return sum(self.totals.get(state, 0) for state in MOVING)

    @property
    def total(self) -> int:
        return sum(self.totals.values())

    @property
    def is_well(self) -> bool:
        return not (self.late or self.put_off or self.pauses or self.uncertain or self.failed)

    @property
    def sent(self) -> int:
        return self.totals.get(LetterState.SENT, 0)

    @property
    def failed(self) -> int:
        return self.totals.get(LetterState.FAILED, 0)

    @property
    def uncertain(self) -> int:
        return self.totals.get(LetterState.UNCERTAIN, 0)


def overview(*, now: datetime) -> Overview:
    """Five queries; the first reads an index of every letter there is."""
    counts = {(kind, state): number for kind, state, number in _counts.rows()}
    today = now.date()
    sent = sent_by_day(now=now)
    limit, sent_today = plan_of_settings().limit(sent, today), sent.get(today, 0)
    is_day_over = limit is not None and sent_today >= limit
    due = Q(due_at__lte=now, **({"priority__lt": LetterKind.NEWSLETTER.priority} if is_day_over else {}))
    waiting = Letter.objects.in_state(LetterState.OWED).aggregate(
        oldest=Min("due_at", filter=due),
        late=Count("pk", filter=due & Q(due_at__lt=now - LATE_AFTER)),
        put_off=Count("pk", filter=Q(attempts__gt=0)),
    )
    reduced = ReducedPace.objects.in_force(now).order_by("provider")
    states = [state for state in LetterState if any(counts.get((kind, state)) for kind in LetterKind)]
    return Overview(
        states=states,
        rows=[
            Row(kind, [counts.get((kind, state), 0) for state in states])
            for kind in LetterKind
            if any(counts.get((kind, state)) for state in states)
        ],
        totals={state: sum(counts.get((kind, state), 0) for kind in LetterKind) for state in states},
        late=waiting["late"],
        put_off=waiting["put_off"],
        oldest_due_at=waiting["oldest"],
        pauses=list(DeliveryPause.objects.ongoing().order_by("began_at")),
        slower=[
            Slower(row.provider, row.at(now) or row.usual, row.recovers_at, row.reason) for row in reduced
        ],
        day_limit=limit,
        sent_today=sent_today,
    )


@prepared
def _counts() -> QuerySet[Letter, Any]:
    return Letter.objects.order_by().values_list("kind", "state").annotate(number=Count("pk"))


@dataclass(frozen=True)
class Failure:
    """Letters that failed for the same reason, in the mail server's words or the builder's."""

    reason: str
    number: int


def failures_by_reason(at_most: int = 10) -> list[Failure]:
    """The most frequent first."""
    reasons = Letter.objects.in_state(LetterState.FAILED).values_list("error").annotate(number=Count("pk"))
    return [Failure(reason, number) for reason, number in reasons.order_by("-number", "error")[:at_most]]
