"""The delivery states of an issue's letters, in an author's words."""

from dataclasses import dataclass

from django.db.models import Count

from mailing.models import Letter, LetterState
from newsletter.models import Issue

ON_THEIR_WAY = (LetterState.OWED, LetterState.CLAIMED, LetterState.SENDING)
ARRIVED = (LetterState.SENT, LetterState.DELIVERED)
FAILED = (LetterState.FAILED, LetterState.BOUNCED, LetterState.COMPLAINED)
MOST_NAMES = 200


@dataclass(frozen=True)
class Deliveries:
    """Every letter of the issue is in exactly one of the counts. `uncertain` and `failed` have names."""

    total: int
    sent: int
    owed: int
    dropped: int
    uncertain: list[str]
    failed: list[str]
    uncertain_count: int
    failed_count: int

    @property
    def sent_percent(self) -> int:
        return 100 * self.sent // self.total if self.total else 0


def deliveries_of(issue: Issue) -> Deliveries:
    letters = Letter.objects.about(issue.about)
    counts = dict(letters.values_list("state").annotate(Count("pk")).order_by())

    def count_in(*states: LetterState) -> int:
        return sum(counts.get(state, 0) for state in states)

    def addresses_in(*states: LetterState) -> list[str]:
        return list(letters.in_state(*states).order_by("to").values_list("to", flat=True)[:MOST_NAMES])

    return Deliveries(
        total=sum(counts.values()),
        sent=count_in(*ARRIVED),
        owed=count_in(*ON_THEIR_WAY),
        dropped=count_in(LetterState.DROPPED, LetterState.RECALLED),
        uncertain=addresses_in(LetterState.UNCERTAIN),
        failed=addresses_in(*FAILED),
        uncertain_count=count_in(LetterState.UNCERTAIN),
        failed_count=count_in(*FAILED),
    )
