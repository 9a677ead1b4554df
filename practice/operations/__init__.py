"""What people do in practice: one function per act, all of it or none of it."""

from practice.operations.answers import (
    NothingAnswered,
    RatedAlready,
    answer_question,
    rate_answer,
)
from practice.operations.articles import follow_article
from practice.operations.cards import (
    bring_forward,
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
    load_imported,
    load_questions,
    withdraw_question,
    write_question,
)
from practice.operations.suggestions import (
    NotYourInterview,
    TooManySuggestions,
    remove_suggestion,
    suggest_question,
)

__all__ = [
    "NoSuchRoadmap",
    "NotYourInterview",
    "NothingAnswered",
    "PauseInThePast",
    "QuestionWish",
    "RatedAlready",
    "TooManyQuestions",
    "TooManySuggestions",
    "answer_question",
    "bring_forward",
    "change_question",
    "choose_practice",
    "follow_article",
    "follow_mark",
    "keep_finished",
    "keep_question",
    "load_imported",
    "load_questions",
    "rate_answer",
    "recompute_cards",
    "remove_suggestion",
    "spread_pile",
    "stop_card",
    "suggest_question",
    "withdraw_question",
    "write_question",
]
