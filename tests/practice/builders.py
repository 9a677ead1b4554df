"""Questions, and people who answered them."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from core.clock import local_date
from practice.choices import Rating
from practice.models import Card, Question
from practice.operations import answer_question, choose_practice, rate_answer
from roadmaps.models import Roadmap


def a_question(roadmap: Roadmap | None, key: str = "why", *, now: datetime, **more: Any) -> Question:
    said = {
        "step_key": "basics",
        "kind": "explain",
        "prompt": "Why is $a^2 \\ge 0$?",
        "answer": "Two negative factors make a **positive** one.",
        "points": ["Both signs", "Zero"],
        "updated_at": now,
    }
    return Question.objects.create(roadmap=roadmap, key=key, **{**said, **more})


def ask_again(learner: User, *, now: datetime) -> User:
    choose_practice(learner=learner, is_on=True, now=now)
    return learner


def answer(
    learner: User, question: Question, rating: int = Rating.RIGHT, *, now: datetime, text: str = "Signs."
) -> Card:
    """Answered and rated at once."""
    given = answer_question(learner=learner, question=question, text=text, now=now)
    return rate_answer(answer=given, rating=Rating(rating), now=now)


def due_cards(
    learner: User, roadmap: Roadmap | None, count: int, *, now: datetime, minutes: int = 1
) -> list[Card]:
    """So many questions that were answered some time ago and are due today, the earlier ones longer ago."""
    today = local_date(now, learner.zone)
    return [
        Card.objects.create(
            learner=learner,
            question=a_question(roadmap, f"q{number}", now=now, minutes=minutes),
            kept_at=now,
            due_on=today,
            stability=10,
            difficulty=5,
            reviewed_on=today - timedelta(days=10 + count - number),
            review_count=1,
            updated_at=now,
        )
        for number in range(count)
    ]
