"""Practice in the demo: Lena has answered for weeks and has some for today; two others have just begun."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from accounts.demo import DemoPeople
from accounts.models import User
from core.clock import local_date
from mentoring.lifecycle import BookingState
from mentoring.models import Booking
from practice.choices import QuestionKind, Rating
from practice.document import read_questions
from practice.models import Answer, Card, PracticeChoice, Question
from practice.official import QUESTIONS
from practice.operations import QuestionWish, choose_practice, load_questions, suggest_question
from practice.scheduling import SCHEDULER, Memory, remember
from roadmaps.choices import StepStatus
from roadmaps.models import Roadmap, StepState

OTHERS = slice(1, 3)
NEW_CARDS = 3  # finished yesterday, asked for the first time today
SHARES = {Rating.FAILED: 10, Rating.GAPS: 25, Rating.RIGHT: 50, Rating.AT_ONCE: 15}
ANSWERS = {  # by the key of the question; others are said aloud
    "linalg-projection": "Orthogonal residual, normal equations, then solve. Why is the matrix invertible?",
    "gd-step-limit": "Each eigen-coordinate is multiplied by $1-\\eta\\lambda$, so $\\eta<2/\\lambda_{max}$.",
    "prob-variance-of-mean": "Views of one user are alike, so the design effect is $1+(m-1)\\rho$.",
    "splits-time-cv": "Train on the past, leave a gap as long as the horizon, test on the next block.",
    "trees-importance": "It is counted on training data, and many distinct values offer many thresholds.",
    "linreg-omitted": "The slope picks up the effect of heat times how adverts move with it.",
}

SUGGESTED = QuestionWish(
    kind=QuestionKind.CHOOSE,
    prompt="A model ranks well and its probabilities are too bold. What would you do before the launch?",
    answer=(
        "Calibrate on data that neither training nor tuning has seen (Platt scaling when there is little of"
        " it, isotonic regression when there is much), look at a reliability diagram, and leave the ranking"
        " alone."
    ),
    points=["Held-out data", "A method for its amount", "The ranking need not change"],
    minutes=2,
)


def seed(people: DemoPeople, *, now: datetime, rng: Random) -> None:
    """After roadmaps and articles, to which the questions belong."""
    for path in QUESTIONS:
        document = read_questions(path.read_text(encoding="utf-8"))
        if Roadmap.objects.filter(slug=document.roadmap, owner=None).exists():
            load_questions(document=document, now=now)
    own = Random(rng.random())  # noqa: S311 - a demo, not a secret
    lena, others = people.learners[0], people.learners[OTHERS]
    PracticeChoice.objects.create(learner=lena, is_on=True, changed_at=now - timedelta(weeks=20))
    _answer_for_weeks(lena, now=now, rng=own)
    for learner in others:
        choose_practice(learner=learner, is_on=True, with_finished=True, now=now - timedelta(days=1))
    _write_after_interview(lena, now=now)


def _write_after_interview(learner: User, *, now: datetime) -> None:
    """Her latest interviewer wrote a question, which she has neither kept nor removed."""
    held = Booking.objects.of(learner).filter(state=BookingState.COMPLETED).exclude(rubric_key="")
    interview = held.with_people().order_by("-starts_at").first()
    if interview:
        suggest_question(
            booking=interview, by=interview.mentor.user, wish=SUGGESTED, now=now - timedelta(days=1)
        )


def _answer_for_weeks(learner: User, *, now: datetime, rng: Random) -> None:
    """Each question was kept when its step was done, and answered about when it was due."""
    today = local_date(now, learner.zone)
    cards: list[Card] = []
    answers: list[Answer] = []
    kept = list(_finished(learner, now=now))
    for number, (question, done_at) in enumerate(kept):
        is_new = number >= len(kept) - NEW_CARDS
        kept_at = now - timedelta(days=1) if is_new else done_at
        first = today if is_new else min(local_date(done_at, learner.zone) + timedelta(days=1), today)
        card = Card(learner=learner, question=question, kept_at=kept_at, due_on=first, updated_at=now)
        if not is_new:
            answered = _simulate(card, first, today, now=now, rng=rng)
            answers += answered
        cards.append(card)
    Card.objects.bulk_create(cards)
    Answer.objects.bulk_create(answers)


def _finished(learner: User, *, now: datetime) -> Iterator[tuple[Question, datetime]]:
    """The questions on steps that are done, with when that was; the step done last comes last."""
    done = StepState.objects.filter(learner=learner, status=StepStatus.DONE, is_credit=False)
    since = {
        (roadmap, key): at
        for roadmap, key, at in done.values_list("enrolment__roadmap_id", "key", "since")
        if at <= now
    }
    questions = Question.objects.asked().in_order()
    mine = [
        (each, since[about]) for each in questions if (about := (each.roadmap_id, each.step_key)) in since
    ]
    yield from sorted(mine, key=lambda pair: pair[1])


def _simulate(card: Card, first: date, today: date, *, now: datetime, rng: Random) -> Sequence[Answer]:
    """Answers up to yesterday, some of them a day or two late; what was due since is due today."""
    answers: list[Answer] = []
    memory: Memory | None = None
    on = first
    while on < today:
        rating = rng.choices(list(SHARES), list(SHARES.values()))[0]
        at = min(datetime.combine(on, time(20, 40), tzinfo=card.learner.zone), now)
        text = ANSWERS.get(card.question.key, "")
        answers.append(
            Answer(
                learner=card.learner,
                card=card,
                text=text,
                was_aloud=not text,
                answered_at=at,
                rating=rating,
                rated_at=at,
                rated_on=on,
                scheduler=SCHEDULER,
            )
        )
        memory = remember(memory, rating=rating, on=on, card=card.pk)
        on = memory.due_on + timedelta(days=rng.choice((0, 0, 0, 1, 2)))
    if memory:
        card.memory = memory
    return answers
