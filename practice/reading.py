"""Questions beside what they are about: the titles of their steps, and how each stands with the reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from practice.choices import Standing
from practice.models import Card, Question
from practice.scheduling import judge_standing, recall_chance
from roadmaps.models import Step
from roadmaps.study_choices import StepTitles, read_followed, titles_of


@dataclass(frozen=True, slots=True)
class About:
    """The step of a question, as titles are looked up."""

    roadmap_id: int
    key: str


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question, and the reader's card if they keep it."""

    question: Question
    card: Card | None
    standing: Standing | None


def read_titles(questions: Iterable[Question], learner: User) -> StepTitles:
    """The title and address of the step of each question, by roadmap and key."""
    about = [About(question.roadmap_id, question.step_key) for question in questions]
    return titles_of(about, learner, read_followed(learner))


def read_lines(questions: Sequence[Question], reader: User | None, today: date) -> list[QuestionLine]:
    """At most one query, for the cards of somebody who is signed in."""
    cards = (
        {card.question_id: card for card in Card.objects.of(reader).filter(question__in=questions)}
        if reader and questions
        else {}
    )
    lines = []
    for question in questions:
        card = cards.get(question.pk)
        lines.append(QuestionLine(question, card, standing_of(card, today) if card else None))
    return lines


def standing_of(card: Card, today: date) -> Standing:
    return judge_standing(stability=card.stability, failures=card.failures, chance=chance_of(card, today))


def chance_of(card: Card, today: date) -> float:
    """How likely the answer is known today; 0 for what was never answered."""
    if card.stability is None or card.reviewed_on is None:
        return 0
    return recall_chance(card.stability, card.reviewed_on, on=today)


def step_choices(roadmap_slug: str) -> list[tuple[str, str]]:
    """The steps of a roadmap's current edition, in order; one query."""
    steps = Step.objects.filter(edition__current_of__slug=roadmap_slug).order_by("number")
    return list(steps.values_list("key", "title"))
