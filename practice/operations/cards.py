"""Which questions are asked of somebody: kept, stopped, spread over days, and counted anew."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from core.clock import local_date
from core.db import insert_new, retry_on_deadlock
from notices.operations import take_back
from practice.daily import fits_a_day, spread
from practice.models import Answer, Card, PracticeChoice, Question
from practice.queue import read_due
from practice.scheduling import replay
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, ProgressEvent, StepState

BATCH = 500


@transaction.atomic
def keep_question(*, learner: User, question: Question, now: datetime) -> Card:
    """Ask it from tomorrow on, also if it was stopped before. Takes back a notice of it."""
    if question.for_learner_id:
        take_back(about=question.told_as, now=now)
    _keep([question.pk], learner, now=now)
    Card.objects.of(learner).filter(question=question).exclude(stopped_at=None).update(
        stopped_at=None, updated_at=now
    )
    return Card.objects.select_related("question").get(learner=learner, question=question)


@transaction.atomic
def stop_card(*, card: Card, now: datetime) -> None:
    """Ask it no more. What was answered stays, and keeping it again goes on from there."""
    Card.objects.filter(pk=card.pk, stopped_at=None).update(stopped_at=now, updated_at=now)


def follow_mark(*, mark: ProgressEvent, now: datetime) -> None:
    """A finished step's questions are asked from tomorrow on, of those who want it.

    It runs in the mark's own transaction.

    What somebody knew before is not finished here. A mark that is undone takes back what was never answered.
    """
    if mark.undoes_id and mark.to_status != StepStatus.DONE:
        Card.objects.filter(
            learner=mark.learner_id,
            question__roadmap__enrolments=mark.enrolment_id,
            question__step_key=mark.key,
            review_count=0,
            answers=None,
        ).delete()
    if mark.to_status != StepStatus.DONE or mark.is_credit:
        return
    wanted = Question.objects.asked().filter(
        roadmap__enrolments=mark.enrolment_id,
        step_key=mark.key,
        roadmap__enrolments__learner__practice__is_on=True,
    )
    if found := list(wanted.values_list("pk", flat=True)):
        _keep(found, User.objects.get(pk=mark.learner_id), now=now)


@transaction.atomic
def keep_finished(*, learner: User, now: datetime) -> int:
    """Ask what belongs to steps that are done on followed roadmaps; how many questions came anew."""
    done = StepState.objects.filter(
        learner=learner,
        enrolment__in=Enrolment.objects.of(learner),
        status=StepStatus.DONE,
        is_credit=False,
    )
    steps = set(done.values_list("enrolment__roadmap_id", "key"))
    roadmaps = {roadmap for roadmap, _key in steps}
    questions = Question.objects.asked().filter(roadmap__in=roadmaps).in_order()
    found = [
        pk
        for pk, roadmap, key in questions.values_list("pk", "roadmap_id", "step_key")
        if (roadmap, key) in steps
    ]
    return _keep(found, learner, now=now)


@transaction.atomic
def bring_forward(*, learner: User, steps: Collection[str], now: datetime) -> int:
    """Ask the questions of these steps from tomorrow on, where an interview found gaps; how many moved.

    `steps` are permanent keys, on any roadmap that the learner follows. Where practice is on, questions of
    finished steps that were never asked are kept too. What is remembered of each stays until it is answered.
    """
    tomorrow = local_date(now, learner.zone) + timedelta(days=1)
    followed = Enrolment.objects.of(learner).values("roadmap")
    asked = Question.objects.asked().filter(roadmap__in=followed, step_key__in=steps)
    if PracticeChoice.objects.filter(learner=learner, is_on=True).exists():
        learnt = StepState.objects.filter(
            learner=learner,
            enrolment__roadmap=OuterRef("roadmap"),
            key=OuterRef("step_key"),
            status__in=(StepStatus.DONE, StepStatus.NEEDS_REVIEW),
        )
        _keep(list(asked.filter(Exists(learnt)).values_list("pk", flat=True)), learner, now=now)
    cards = Card.objects.of(learner).filter(question__in=asked, stopped_at=None, review_count__gt=0)
    later = cards.filter(asked_on__gt=tomorrow)
    return later.update(brought_forward_to=tomorrow, updated_at=now)


@transaction.atomic
def spread_pile(*, learner: User, now: datetime) -> int:
    """Divide what is due over two weeks, hardest to recall first, if it is more than a day takes.

    How many questions got a later day. It happens with the first answer after an absence.
    """
    today = local_date(now, learner.zone)
    due = read_due(learner, today)
    if fits_a_day(due):
        return 0
    later = []
    for card, days in spread(due):
        if days:
            card.updated_at = now
            if card.brought_forward_to:
                card.brought_forward_to = today + timedelta(days=days)
            else:
                card.postponed_to = today + timedelta(days=days)
            later.append(card)
    Card.objects.bulk_update(later, ["postponed_to", "brought_forward_to", "updated_at"])
    return len(later)


def recompute_cards(*, learner: User | None = None, now: datetime) -> int:
    """Count every card anew from its answers, with the model as it is now; how many stood otherwise.

    In batches, each in a transaction of its own. A day to which a pile was spread stays.
    """
    cards = Card.objects.filter(learner=learner) if learner else Card.objects.all()
    changed, last = 0, None
    while True:
        ahead = cards.filter(pk__gt=last) if last else cards
        batch = list(ahead.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not batch:
            return changed
        changed, last = changed + _recompute(batch, now=now), batch[-1]


@retry_on_deadlock
def _recompute(pks: list[UUID], *, now: datetime) -> int:
    rows = list(Card.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    rated = Answer.objects.rated().filter(card__in=pks).order_by("card", "rated_at", "pk")
    histories: dict[UUID, list[Answer]] = {
        pk: list(answers) for pk, answers in groupby(rated, attrgetter("card_id"))
    }
    changed = list(_count_anew(rows, histories))
    for card in changed:
        card.updated_at = now
    fields = ["stability", "difficulty", "reviewed_on", "due_on", "review_count", "failures", "updated_at"]
    Card.objects.bulk_update(changed, fields)
    return len(changed)


def _count_anew(cards: list[Card], histories: dict[UUID, list[Answer]]) -> Iterator[Card]:
    """Those that stand otherwise than their answers say, put right."""
    for card in cards:
        memory = replay(ratings_of(histories.get(card.pk, [])), card=card.pk)
        if memory is not None and memory != card.memory:
            card.memory = memory
            yield card


def ratings_of(answers: Iterable[Answer]) -> list[tuple[int, date]]:
    """Of answers in their order, without those that were not rated."""
    return [(each.rating, each.rated_on) for each in answers if each.rating and each.rated_on]


def _keep(questions: list[UUID], learner: User, *, now: datetime) -> int:
    """Those that are kept already stay as they are, whoever asks at the same moment."""
    tomorrow = local_date(now, learner.zone) + timedelta(days=1)
    rows = [
        Card(learner=learner, question_id=pk, kept_at=now, due_on=tomorrow, updated_at=now)
        for pk in questions
    ]
    return len(insert_new(rows)) if rows else 0
