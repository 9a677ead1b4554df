"""Questions that a mentor writes for one learner after a mock interview, who keeps or removes them."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from mentoring.models import Booking, scorecard_due
from notices.operations import take_back, tell
from practice.models import Question
from practice.notice_kinds import QUESTION_SUGGESTED
from practice.operations.questions import QuestionWish

MOST_FOR_A_SESSION = 5


class NotYourInterview(Refusal):
    code = "not_your_interview"
    message = _("Only who gave a mock interview that has begun writes questions after it.")


class TooManySuggestions(Refusal):
    code = "too_many_suggestions"
    message = _("Five questions after one interview are enough. Remove one that matters less.")


@transaction.atomic
def suggest_question(*, booking: Booking, by: User, wish: QuestionWish, now: datetime) -> Question:
    """Write a question for the learner of a mock interview that one gave. The learner is told.

    It is asked once the learner keeps it. Raises NotYourInterview or TooManySuggestions.
    """
    if not booking.is_given_by(by) or not scorecard_due(booking, now):
        raise NotYourInterview
    Booking.objects.select_for_update(no_key=True, of=("self",)).get(pk=booking.pk)
    if Question.objects.asked().filter(session=booking).count() >= MOST_FOR_A_SESSION:
        raise TooManySuggestions
    question = Question.objects.create(
        for_learner=booking.learner,
        session=booking,
        key=f"for-{get_random_string(12).lower()}",
        kind=wish.kind,
        prompt=wish.prompt,
        answer=wish.answer,
        points=list(wish.points),
        minutes=wish.minutes,
        updated_at=now,
    )
    tell(
        person=booking.learner,
        kind=QUESTION_SUGGESTED,
        about=question.told_as,
        at=now,
        now=now,
        context={"question": str(question.pk)},
    )
    return question


@transaction.atomic
def remove_suggestion(*, question: Question, now: datetime) -> None:
    """It is asked no more: the learner does without it, or its mentor took it back. Answers stay."""
    Question.objects.asked().filter(pk=question.pk).update(withdrawn_at=now, updated_at=now)
    take_back(about=question.told_as, now=now)
