"""What is asked of somebody today: read, and never changed, by every page and the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Min, Q, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from accounts.models import User
from core.clock import local_date
from practice.daily import take_todays
from practice.models import Answer, Card, PracticeChoice
from practice.scheduling import recall_chance


@dataclass(frozen=True)
class Today:
    """`cards` are still to be answered today. `next_on` is the day after which nothing is left until then."""

    today: date
    choice: PracticeChoice | None
    cards: Sequence[Card] = ()
    answered: int = 0
    next_on: date | None = None

    @property
    def is_on(self) -> bool:
        return bool(self.choice and self.choice.is_on)

    @property
    def is_paused(self) -> bool:
        return bool(self.choice and self.choice.is_paused_on(self.today))

    @property
    def minutes(self) -> int:
        return sum(card.minutes for card in self.cards)


def read_due(learner: User, today: date) -> list[Card]:
    """What is due by today, hardest to recall first, and then what was never asked; one query."""
    due = Card.objects.active(learner).filter(asked_on__lte=today).select_related("question")
    shown = due.only(
        *("due_on", "postponed_to", "brought_forward_to", "stability", "reviewed_on", "kept_at"),
        *("question__minutes", "learner", "updated_at"),
    )
    return sorted(shown, key=lambda card: (_chance_of(card, today), card.kept_at, card.pk))


def read_today(learner: User, *, now: datetime) -> Today:
    """Three queries, or one for somebody who is not asked at present."""
    today = local_date(now, learner.zone)
    choice = PracticeChoice.objects.filter(learner=learner).first()
    if choice is None or not choice.asks_on(today):
        return Today(today, choice)
    done = Answer.objects.of(learner).rated().filter(rated_on=today)
    spent = done.aggregate(count=Count("pk"), minutes=Coalesce(Sum("card__question__minutes"), 0))
    due = read_due(learner, today)
    cards = take_todays(due, answered=spent["count"], answered_minutes=spent["minutes"])
    next_on = today + timedelta(days=1) if len(cards) < len(due) else None
    if not due:
        next_on = Card.objects.active(learner).aggregate(on=Min("asked_on"))["on"]
    return Today(today, choice, cards, spent["count"], next_on)


@dataclass(frozen=True, slots=True)
class TodayInShort:
    """How many questions today still has, about how long they take, and how many were answered."""

    questions: int
    minutes: int
    answered: int


@dataclass(frozen=True, slots=True)
class _Due:
    """As much of a card as says whether today has it."""

    pk: str
    minutes: int
    stability: float | None
    reviewed_on: date | None
    kept_at: str


def today_in_short(learner: User, *, now: datetime) -> Subquery:
    """What `read_today_in_short` reads, as a part of another query; null for who is not asked."""
    today = local_date(now, learner.zone)
    due = Card.objects.active(learner).filter(asked_on__lte=today)
    done = Answer.objects.of(learner).rated().filter(rated_on=today)
    minutes = Sum("card__question__minutes")
    answered = done.order_by().values("learner").annotate(count=Count("pk"), sum=minutes)
    card = JSONObject(
        pk="pk",
        minutes="question__minutes",
        stability="stability",
        reviewed_on="reviewed_on",
        kept_at="kept_at",
    )
    asks = Q(paused_until=None) | Q(paused_until__lte=today)
    row = JSONObject(
        due=ArraySubquery(due.order_by().values(data=card)),
        answered=Coalesce(Subquery(answered.values("count")), 0),
        answered_minutes=Coalesce(Subquery(answered.values("sum")), 0),
    )
    return Subquery(PracticeChoice.objects.filter(asks, learner=learner, is_on=True).values(data=row))


def read_today_in_short(row: dict[str, Any] | None, learner: User, *, now: datetime) -> TodayInShort | None:
    """The same as `read_today` in numbers, of what `today_in_short` found. No query."""
    if row is None:
        return None
    today = local_date(now, learner.zone)
    cards = [_read_due(each) for each in row["due"]]
    cards.sort(key=lambda card: (_chance_of(card, today), card.kept_at, card.pk))
    left = take_todays(cards, answered=row["answered"], answered_minutes=row["answered_minutes"])
    return TodayInShort(len(left), sum(card.minutes for card in left), row["answered"])


def _read_due(row: dict[str, Any]) -> _Due:
    on = row["reviewed_on"]
    return _Due(**{**row, "reviewed_on": date.fromisoformat(on) if on else None})


def _chance_of(card: Card | _Due, today: date) -> float:
    """Above 1 for a question that was never answered: there is nothing to lose yet."""
    if card.stability is None or card.reviewed_on is None:
        return 2
    return recall_chance(card.stability, card.reviewed_on, on=today)
