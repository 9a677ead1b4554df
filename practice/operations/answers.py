"""Answering a question, and rating the answer beside the model's."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.clock import local_date
from core.db import insert_new
from core.refusals import Refusal
from practice.choices import Rating
from practice.models import Answer, Card, Question
from practice.operations.cards import keep_question, ratings_of, spread_pile
from practice.scheduling import SCHEDULER, remember, replay
from practice.texts import to_line
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment
from roadmaps.operations import mark_step

FAILED_TOO_OFTEN = 2  # times in a row
NOTE = 500  # what a mark's note holds


class NothingAnswered(Refusal):
    code = "nothing_answered"
    message = gettext_lazy("Write an answer, or say it aloud first. Reading it alone teaches little.")


class RatedAlready(Refusal):
    code = "rated_already"
    message = gettext_lazy("This answer was rated before, and what came after builds on it.")


@transaction.atomic
def answer_question(
    *, learner: User, question: Question, text: str = "", was_aloud: bool = False, now: datetime
) -> Answer:
    """Answer a question, and see the model answer from then on. The answer is open until it is rated.

    A question has one open answer at most: sent twice it is the same one, with the later text. Answering
    keeps the question. Raises NothingAnswered.
    """
    if not text.strip() and not was_aloud:
        raise NothingAnswered
    card = keep_question(learner=learner, question=question, now=now)
    answer = Answer(learner=learner, card=card, text=text, was_aloud=was_aloud, answered_at=now)
    if insert_new([answer]):
        return answer
    answer = Answer.objects.select_for_update().get(learner=learner, card=card, rating=None)
    if text.strip():
        answer.text, answer.was_aloud = text, was_aloud
        answer.save(update_fields=["text", "was_aloud"])
    return answer


@transaction.atomic
def rate_answer(*, answer: Answer, rating: Rating, now: datetime) -> Card:
    """Say how good an answer was; its card is asked again when the model says so.

    The same rating sent twice counts once. On the same day another one corrects it, as long as the question
    was not answered again. Failed twice in a row, the step is marked as needing review.
    Raises RatedAlready.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(pk=answer.learner_id)  # one after another
    locked = Card.objects.select_for_update(of=("self",)).select_related("question", "learner")
    card = locked.get(pk=answer.card_id)
    answer = Answer.objects.get(pk=answer.pk)
    if answer.rating == rating:
        return card
    today = local_date(now, card.learner.zone)
    if answer.rating is None:
        spread_pile(learner=card.learner, now=now)
        on, before = _not_before(card, today), card.memory
        answer.rated_at, answer.rated_on, answer.scheduler = now, on, SCHEDULER
    else:
        on = _check_latest(answer, today)
        earlier = Answer.objects.rated().filter(card=card).exclude(pk=answer.pk)
        before = replay(ratings_of(earlier.order_by("rated_at", "pk")), card=card.pk)
    answer.rating = rating
    answer.save(update_fields=["rating", "rated_at", "rated_on", "scheduler"])
    memory = remember(before, rating=rating, on=on, card=card.pk)
    card.memory, card.postponed_to, card.updated_at = memory, None, now
    card.brought_forward_to = None
    card.save()
    if memory.failures >= FAILED_TOO_OFTEN:
        _ask_for_review(card, now=now)
    return card


def _not_before(card: Card, today: date) -> date:
    """After a journey westwards today may be the day before the last answer's."""
    return max(today, card.reviewed_on) if card.reviewed_on else today


def _check_latest(answer: Answer, today: date) -> date:
    """The day on which it was rated. Raises RatedAlready unless that is today, and nothing came after."""
    latest = Answer.objects.filter(card=answer.card_id).order_by("-answered_at", "-pk").first()
    if latest != answer or answer.rated_on is None or answer.rated_on < today:
        raise RatedAlready
    return answer.rated_on


def _ask_for_review(card: Card, *, now: datetime) -> None:
    """The step asks for another look, on the learner's own road, if it was done there."""
    question, learner = card.question, card.learner
    if question.roadmap_id is None:
        return
    enrolment = Enrolment.objects.of(learner).filter(roadmap=question.roadmap_id).first()
    if enrolment is None or not enrolment.edition.steps.filter(key=question.step_key).exists():
        return
    if enrolment.status_of(question.step_key) != StepStatus.DONE:
        return
    note = _("Twice in a row you could not answer: %(question)s") % {"question": to_line(question.prompt)}
    mark_step(
        enrolment=enrolment,
        key=question.step_key,
        to=StepStatus.NEEDS_REVIEW,
        by=learner,
        now=now,
        note=note[:NOTE],
    )
