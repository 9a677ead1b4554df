"""Questions: the official ones from files, and those that people write for their own roadmaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article
from core.refusals import Refusal
from editor.formats.questions import FileQuestion
from practice.choices import QuestionKind
from practice.document import QuestionsDocument
from practice.models import Question
from roadmaps.models import Roadmap, Step
from roadmaps.operations import NoSuchStep, NotYourRoadmap, check_owner

MOST_FOR_A_STEP = 20


class NoSuchRoadmap(Refusal):
    code, message = "no_such_roadmap", _("There is no such official roadmap. Load it first.")


class TooManyQuestions(Refusal):
    code = "too_many_questions"
    message = _("A step has at most 20 questions. Withdraw one that taught the least.")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWish:
    """What a question is to say; `step_key` is empty for one that is about no step."""

    kind: QuestionKind
    prompt: str
    answer: str
    points: Sequence[str]
    minutes: int = 1
    step_key: str = ""


@transaction.atomic
def load_questions(*, document: QuestionsDocument, now: datetime) -> tuple[int, int]:
    """Make an official roadmap's questions those of this file; how many changed, and how many were withdrawn.

    Cards stay with their questions by key. A question whose article is not on this site has none.
    Raises NoSuchRoadmap or NoSuchStep.
    """
    roadmap = (
        Roadmap.objects.select_for_update(of=("self",)).filter(slug=document.roadmap, owner=None).first()
    )
    if roadmap is None:
        raise NoSuchRoadmap
    steps = set(Step.objects.filter(edition__current_of=roadmap).values_list("key", flat=True))
    articles = _find_articles({each.article for each in document.questions if each.article})
    before = {question.key: question for question in roadmap.questions.all()}
    changed = []
    for position, each in enumerate(document.questions):
        if each.step not in steps:
            raise NoSuchStep(
                _("Question %(key)s: there is no step “%(step)s” in the roadmap.")
                % {
                    "key": each.key,
                    "step": each.step,
                }
            )
        question = before.get(each.key) or Question(roadmap=roadmap, key=each.key)
        said = {
            "step_key": each.step,
            "article_id": articles.get(each.article),
            "kind": each.kind,
            "prompt": each.prompt.strip(),
            "answer": each.answer.strip(),
            "points": list(each.points),
            "minutes": each.usual_minutes,
            "position": position,
            "withdrawn_at": None,
        }
        if each.key in before and all(getattr(question, name) == value for name, value in said.items()):
            continue
        for name, value in said.items():
            setattr(question, name, value)
        question.updated_at = now
        question.save()
        changed.append(question)
    kept = {each.key for each in document.questions}
    gone = roadmap.questions.asked().exclude(key__in=kept).update(withdrawn_at=now, updated_at=now)
    return len(changed), gone


def _find_articles(slugs: set[str]) -> dict[str, int]:
    """By the address in the file, which may be a former one."""
    former = Article.objects.filter(former_slugs__slug__in=slugs).values_list("former_slugs__slug", "pk")
    return {**dict(former), **dict(Article.objects.filter(slug__in=slugs).values_list("slug", "pk"))}


@transaction.atomic
def write_question(*, roadmap: Roadmap, by: User, wish: QuestionWish, now: datetime) -> Question:
    """Add a question to a step of one's own roadmap. Raises NotYourRoadmap, NoSuchStep, TooManyQuestions."""
    check_owner(roadmap, by)
    Roadmap.objects.select_for_update(of=("self",)).get(pk=roadmap.pk)  # of two requests, one counts first
    others = roadmap.questions.asked().filter(step_key=wish.step_key)
    if others.count() >= MOST_FOR_A_STEP:
        raise TooManyQuestions
    question = Question(
        roadmap=roadmap,
        key=f"own-{get_random_string(12).lower()}",
        position=roadmap.questions.count(),
    )
    _write(question, wish, now=now)
    question.save(force_insert=True)
    return question


@transaction.atomic
def load_imported(*, roadmap: Roadmap, questions: Sequence[FileQuestion], now: datetime) -> int:
    """Add the questions of the file from which somebody made a roadmap of their own; how many they are.

    Its steps are still a draft: a question is asked once its step is published.
    """
    rows = [
        Question(
            roadmap=roadmap,
            key=f"own-{get_random_string(12).lower()}",
            step_key=each.step,
            kind=each.kind,
            prompt=each.prompt,
            answer=each.answer,
            points=each.points,
            minutes=each.minutes,
            position=position,
            updated_at=now,
        )
        for position, each in enumerate(questions)
    ]
    return len(Question.objects.bulk_create(rows))


@transaction.atomic
def change_question(*, question: Question, by: User, wish: QuestionWish, now: datetime) -> Question:
    """Say it otherwise; everybody's dates stay. Raises NotYourRoadmap or NoSuchStep."""
    _check_owner_of(question, by)
    _write(question, wish, now=now)
    question.save(force_update=True)
    return question


@transaction.atomic
def withdraw_question(*, question: Question, by: User, now: datetime) -> None:
    """Ask nobody any more. What people answered stays in their history. Raises NotYourRoadmap."""
    _check_owner_of(question, by)
    Question.objects.asked().filter(pk=question.pk).update(withdrawn_at=now, updated_at=now)


def _check_owner_of(question: Question, by: User) -> None:
    """One of an article is changed in its text, and one for a learner by nobody."""
    if question.roadmap is None:
        raise NotYourRoadmap
    check_owner(question.roadmap, by)


def _write(question: Question, wish: QuestionWish, *, now: datetime) -> None:
    published = Step.objects.filter(edition__roadmap=question.roadmap, edition__number__isnull=False)
    if not published.filter(key=wish.step_key).exists():
        raise NoSuchStep
    question.step_key, question.kind, question.minutes = wish.step_key, wish.kind, wish.minutes
    question.prompt, question.answer, question.points = wish.prompt, wish.answer, list(wish.points)
    question.updated_at = now
