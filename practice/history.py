"""What somebody knows by now: what is solid, what fades, what was never asked."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from core.clock import local_date
from practice.choices import Standing
from practice.models import Card
from practice.reading import chance_of, read_titles, standing_of
from roadmaps.study_choices import StepTitle

MOST_FADING = 10


@dataclass(frozen=True, slots=True)
class CardLine:
    card: Card
    standing: Standing
    chance: float

    @property
    def percent(self) -> float:
        return 100 * self.chance


@dataclass(frozen=True)
class StepHistory:
    """The questions of one step, article or mentor, in order. `step` is None when its roadmap is gone."""

    key: str
    step: StepTitle | None
    lines: list[CardLine]

    def _count(self, standing: Standing) -> int:
        return sum(line.standing == standing for line in self.lines)

    @property
    def solid(self) -> int:
        return self._count(Standing.SOLID)

    @property
    def growing(self) -> int:
        return self._count(Standing.GROWING)

    @property
    def fading(self) -> int:
        return self._count(Standing.FADING)

    @property
    def new(self) -> int:
        return self._count(Standing.NEW)

    @property
    def next_on(self) -> date:
        days: list[date] = [line.card.asked_on for line in self.lines]
        return min(days)


@dataclass(frozen=True)
class History:
    today: date
    steps: list[StepHistory]

    @property
    def lines(self) -> list[CardLine]:
        return [line for step in self.steps for line in step.lines]

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.standing.value for line in self.lines)

    @property
    def answered(self) -> int:
        """How many questions were answered at least once."""
        return sum(line.card.review_count > 0 for line in self.lines)

    @property
    def fading(self) -> list[CardLine]:
        """Those most likely forgotten first."""
        fading = [line for line in self.lines if line.standing == Standing.FADING]
        return sorted(fading, key=lambda line: line.chance)[:MOST_FADING]


def read_history(learner: User, *, now: datetime) -> History:
    """A fixed number of queries, however many questions somebody keeps."""
    today = local_date(now, learner.zone)
    shown = Card.objects.active(learner).select_related("question").defer("question__answer")
    cards = list(shown.order_by("question__roadmap", "question__position", "pk"))
    titles = read_titles([card.question for card in cards], learner)
    by_step: dict[object, list[CardLine]] = {}
    for card in cards:
        line = CardLine(card, standing_of(card, today), chance_of(card, today))
        by_step.setdefault(card.question.place, []).append(line)
    steps = [
        StepHistory(lines[0].card.question.step_key, titles.get(lines[0].card.question_id), lines)
        for lines in by_step.values()
    ]
    return History(today, steps)
