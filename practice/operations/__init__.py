"""What people do in practice: one function per act, all of it or none of it."""

from practice.operations.answers import (
    NothingAnswered,
    RatedAlready,
    answer_question,
    rate_answer,
)
from practice.operations.cards import (
    follow_mark,
    keep_finished,
    keep_question,
    recompute_cards,
    spread_pile,
    stop_card,
)
from practice.operations.choices import PauseInThePast, choose_practice
from practice.operations.questions import (
    NoSuchRoadmap,
    QuestionWish,
    TooManyQuestions,
    change_question,
    load_questions,
    withdraw_question,
    write_question,
)

__all__ = [
    "NoSuchRoadmap",
    "NothingAnswered",
    "PauseInThePast",
    "QuestionWish",
    "RatedAlready",
    "TooManyQuestions",
    "answer_question",
    "change_question",
    "choose_practice",
    "follow_mark",
    "keep_finished",
    "keep_question",
    "load_questions",
    "rate_answer",
    "recompute_cards",
    "spread_pile",
    "stop_card",
    "withdraw_question",
    "write_question",
]
