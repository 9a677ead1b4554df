"""When a question is asked again, by the FSRS model. Pure: it knows ratings and dates, and nothing else.

The model counts whole days between a person's own dates; each date stands for its noon in UTC, since the
library takes UTC alone. Its random spread is off, for it would give another date each time: questions of one
day are spread by a shift that is always the same for the same card and review.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.metadata import version
from random import Random
from typing import Any, cast
from uuid import UUID

from fsrs import Card as ModelCard
from fsrs import Rating as ModelRating
from fsrs import Scheduler, State

from practice.choices import Standing

LONGEST_INTERVAL = 365
SHORTEST_SHIFTED = 4  # days; a shorter interval is not shifted
SHIFT = 0.1
SOLID_FROM = 21  # days of stability
KNOWN = 0.9  # the chance of recall at which a question is asked again

_scheduler = Scheduler(
    desired_retention=KNOWN,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=LONGEST_INTERVAL,
    enable_fuzzing=False,
)
# Stored with each review, so that its interval can be explained when the model has changed.
SCHEDULER: dict[str, Any] = {"library": f"fsrs {version('fsrs')}", **_scheduler.to_dict()}


@dataclass(frozen=True, slots=True)
class Memory:
    """What the model knows after some reviews. `stability` is in days, `difficulty` from 1 to 10.

    `failures` are those at the end of the history, without a better answer since.
    """

    stability: float
    difficulty: float
    reviewed_on: date
    due_on: date
    review_count: int
    failures: int


def remember(before: Memory | None, *, rating: int, on: date, card: UUID) -> Memory:
    """The memory after one more review. `card` decides by how much its date is shifted.

    A date before that of the last review, as after a journey westwards, counts as that date.
    """
    on = max(on, before.reviewed_on) if before else on
    model, _log = _scheduler.review_card(_as_model(before, on), ModelRating(rating), _noon(on))
    count = (before.review_count if before else 0) + 1
    return Memory(
        stability=cast(float, model.stability),  # of a card that was reviewed
        difficulty=cast(float, model.difficulty),
        reviewed_on=on,
        due_on=on + timedelta(days=_shift((model.due.date() - on).days, card=card, count=count)),
        review_count=count,
        failures=(before.failures if before else 0) + 1 if rating == ModelRating.Again else 0,
    )


def replay(reviews: Iterable[tuple[int, date]], *, card: UUID) -> Memory | None:
    """The memory that these reviews leave, the earliest first; None without any."""
    memory = None
    for rating, on in reviews:
        memory = remember(memory, rating=rating, on=on, card=card)
    return memory


def recall_chance(stability: float, reviewed_on: date, *, on: date) -> float:
    """How likely the answer is still known on this day, from 0 to 1."""
    model = ModelCard(
        card_id=0,
        state=State.Review,
        stability=stability,
        difficulty=1.0,
        due=_noon(on),
        last_review=_noon(reviewed_on),
    )
    return _scheduler.get_card_retrievability(model, _noon(on))


def judge_standing(*, stability: float | None, failures: int, chance: float) -> Standing:
    """A question fades from the day it is due, or when it was failed last."""
    if stability is None:
        return Standing.NEW
    if failures or chance < KNOWN:
        return Standing.FADING
    return Standing.SOLID if stability >= SOLID_FROM else Standing.GROWING


def _as_model(memory: Memory | None, on: date) -> ModelCard:
    if memory is None:
        return ModelCard(card_id=0, due=_noon(on))
    return ModelCard(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_noon(memory.due_on),
        last_review=_noon(memory.reviewed_on),
    )


def _shift(days: int, *, card: UUID, count: int) -> int:
    """Up to a tenth earlier or later, always the same for this card and review."""
    if days < SHORTEST_SHIFTED:
        return days
    most = max(1, round(days * SHIFT))
    drawn = Random(f"{card}/{count}").randint(-most, most)  # noqa: S311 - no secret
    return min(days + drawn, LONGEST_INTERVAL)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
