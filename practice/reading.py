"""Questions beside what they are about: the titles of their steps, and how each stands with the reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import User
from articles.models import Article
from core.formats import format_date
from editor.formats.questions import FileQuestion
from practice.choices import Standing
from practice.models import Card, PracticeChoice, Question
from practice.scheduling import judge_standing, recall_chance
from roadmaps.models import Enrolment, Roadmap, Step
from roadmaps.study_choices import StepTitle, read_followed, titles_of


@dataclass(frozen=True, slots=True)
class About:
    """The step of a question, as titles are looked up."""

    roadmap_id: int | None
    key: str


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question, and the reader's card if they keep it."""

    question: Question
    card: Card | None
    standing: Standing | None


def read_titles(questions: Iterable[Question], learner: User) -> dict[UUID, StepTitle]:
    """Title and address of what each question is about, by its id: a step, an article, or a session."""
    asked = list(questions)
    about = [About(each.roadmap_id, each.step_key) for each in asked if each.roadmap_id]
    steps = titles_of(about, learner, read_followed(learner)) if about else {}
    articles = Article.objects.only("slug", "title").in_bulk({each.written_in_id for each in asked} - {None})
    titles = {}
    for each in asked:
        if each.written_in_id in articles:
            article = articles[each.written_in_id]
            titles[each.pk] = StepTitle(article.title, article.get_absolute_url())
        elif each.for_learner_id:
            url = reverse("practice:session_questions", args=[each.session_id]) if each.session_id else ""
            titles[each.pk] = StepTitle(gettext("From a session"), url)
        elif step := steps.get((each.roadmap_id, each.step_key)):
            titles[each.pk] = step
    return titles


def hides_step_of(learner: User, question: Question) -> bool:
    """Did they hide its step in their own version of the roadmap? It is not asked then; one query."""
    key = Cast(Value(question.step_key), TextField())
    return Enrolment.objects.filter(learner=learner, roadmap=question.roadmap_id).hiding(key).exists()


def describe_first_day(learner: User, question: Question, today: date) -> str:
    """From when on a question is asked that somebody keeps today; two queries."""
    if hides_step_of(learner, question):
        return gettext("Kept. It is asked once you show its step again.")
    choice = PracticeChoice.objects.filter(learner=learner).first()
    if choice is None or not choice.is_on:
        return gettext("Kept. It is asked once you switch practice on.")
    if choice.paused_until and choice.is_paused_on(today + timedelta(days=1)):
        day = format_date(choice.paused_until, "DAY_FORMAT")
        return gettext("Kept. It is asked from %(day)s on, when your pause is over.") % {"day": day}
    return gettext("This question is asked from tomorrow on.")


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


def read_file_questions(roadmap: Roadmap) -> list[FileQuestion]:
    """What its owner asks about the steps of a roadmap, as its files have it; nothing of an official one."""
    if roadmap.owner_id is None:
        return []
    return [
        FileQuestion(
            step=each.step_key,
            kind=each.kind,
            prompt=each.prompt,
            answer=each.answer,
            points=list(each.points),
            minutes=each.minutes,
        )
        for each in roadmap.questions.asked().in_order()
    ]


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
