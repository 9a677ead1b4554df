"""The delivery states of an issue's letters, in an author's words."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from mailing.models import DeliveryPause, DropReason, Letter, LetterQuerySet, LetterState
from mailing.warmup import Forecast, forecast
from newsletter.models import Issue

ON_THEIR_WAY = (LetterState.OWED, LetterState.CLAIMED, LetterState.SENDING)
ARRIVED = (LetterState.SENT, LetterState.DELIVERED)
FAILED = (LetterState.FAILED, LetterState.BOUNCED, LetterState.COMPLAINED)
MOST_NAMES = 200
MOST_REASONS = 10


@dataclass(frozen=True)
class FailedForReason:
    """Letters that failed for one reason, in the mail server's words."""

    reason: str
    count: int
    addresses: list[str]
    can_be_sent_again: bool
    """Not when it was accepted and came back."""


@dataclass(frozen=True)
class Deliveries:
    """Every letter of the issue is in exactly one of the counts; those that need its author have names.

    Every reader has a letter or is in `in_digests`.
    """

    total: int
    sent: int
    owed: int
    in_digests: int
    """Readers who have no letter of it: it comes, or came, in their digest."""
    dropped: int
    suppressed_count: int
    uncertain_count: int
    failed_count: int
    suppressed: list[str]
    uncertain: list[str]
    failed: list[str]
    failures: list[FailedForReason]

    @property
    def sent_percent(self) -> int:
        return 100 * self.sent // self.total if self.total else 0


def deliveries_of(issue: Issue) -> Deliveries:
    letters = Letter.objects.about(issue.about)
    counts = dict(letters.values_list("state").annotate(Count("pk")).order_by())
    suppressed = letters.filter(drop_reason=DropReason.SUPPRESSED)
    suppressed_count = suppressed.count() if counts.get(LetterState.DROPPED) else 0

    def count_in(*states: LetterState) -> int:
        return sum(counts.get(state, 0) for state in states)

    def addresses_in(*states: LetterState) -> list[str]:
        return names(letters.in_state(*states))

    return Deliveries(
        total=sum(counts.values()),
        sent=count_in(*ARRIVED),
        owed=count_in(*ON_THEIR_WAY),
        in_digests=issue.held.count(),
        dropped=count_in(LetterState.DROPPED, LetterState.RECALLED) - suppressed_count,
        suppressed_count=suppressed_count,
        uncertain_count=count_in(LetterState.UNCERTAIN),
        failed_count=count_in(*FAILED),
        suppressed=names(suppressed) if suppressed_count else [],
        uncertain=addresses_in(LetterState.UNCERTAIN),
        failed=addresses_in(*FAILED),
        failures=_failures(letters) if count_in(*FAILED) else [],
    )


def names(letters: LetterQuerySet) -> list[str]:
    """The addresses, at most so many as a page can name."""
    return list(letters.order_by("to").values_list("to", flat=True)[:MOST_NAMES])


def _failures(letters: LetterQuerySet) -> list[FailedForReason]:
    """The most frequent reasons first; names for the most frequent ones only."""
    failed = letters.in_state(*FAILED)
    counts = failed.values_list("error", "state").annotate(number=Count("pk"))
    return [
        FailedForReason(
            reason, number, names(failed.filter(error=reason, state=state)), state == LetterState.FAILED
        )
        for reason, state, number in counts.order_by("-number", "error", "state")[:MOST_REASONS]
    ]


def forecast_of(issue: Issue | None, *, readers: int, now: datetime) -> Forecast | None:
    """When the last letter will have left, of what waits or of an issue to so many readers.

    None: there is no limit for a day, or nothing waits.
    """
    if issue is None or not issue.has_started:
        return forecast(waiting=readers, now=now, behind_all=True) if readers else None
    waiting = Letter.objects.about(issue.about).in_state(LetterState.OWED).count()
    return forecast(waiting=waiting, now=now, behind_all=False) if waiting else None


def pauses_of_all() -> list[DeliveryPause]:
    """What holds every newsletter; staff end it."""
    return list(DeliveryPause.objects.ongoing().of_bulk())


def pauses_of(issue: Issue) -> list[DeliveryPause]:
    """What holds the letters of this issue, and of no other; mostly nothing."""
    return list(DeliveryPause.objects.ongoing().filter(scope=DeliveryPause.Scope.ISSUE, target=issue.about))
