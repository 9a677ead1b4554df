"""What a mentor asks before a session, and how it is answered: typed questions, kept as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from slugify import slugify

from core.refusals import Refusal

MOST_QUESTIONS = 5
LONGEST_LABEL = 120
LONGEST_LINE = 200
LONGEST_TEXT = 2_000
MOST_CHOICES = 10


class QuestionKind(models.TextChoices):
    LINE = "line", _("One line")
    TEXT = "text", _("Several lines")
    LINK = "link", _("A link")
    CHOICE = "choice", _("One of some answers")
    YES_NO = "yes_no", _("Yes or no")


class Question(NamedTuple):
    """One question. Its key is made from its words, so that an answer never goes to another question."""

    label: str
    kind: QuestionKind
    is_required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return slugify(self.label, max_length=60) or "question"

    @property
    def longest(self) -> int:
        """The most letters that an answer may have."""
        return LONGEST_TEXT if self.kind in (QuestionKind.TEXT, QuestionKind.LINK) else LONGEST_LINE

    @property
    def answers(self) -> Sequence[tuple[str, Any]]:
        """Between which to choose, with their labels; empty for what is answered in one's own words."""
        if self.kind == QuestionKind.YES_NO:
            return [("yes", _("Yes")), ("no", _("No"))]
        return [(each, each) for each in self.choices]

    def as_json(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "kind": str(self.kind),
            "is_required": self.is_required,
            "choices": list(self.choices),
        }


class BadQuestion(ValueError):
    """A mentor's question that nobody could answer; the message says why."""


def read_questions(rows: Sequence[Mapping[str, Any]]) -> list[Question]:
    """Those that the database holds."""
    return [
        Question(row["label"], QuestionKind(row["kind"]), row["is_required"], tuple(row["choices"]))
        for row in rows
    ]


def check_questions(rows: Sequence[Mapping[str, Any]]) -> list[Question]:
    """What a mentor typed, rows without words left out. Raises BadQuestion."""
    questions = [_check_question(row) for row in rows if str(row.get("label") or "").strip()]
    if len(questions) > MOST_QUESTIONS:
        raise BadQuestion(_("Ask at most %(most)s questions.") % {"most": MOST_QUESTIONS})
    if len({each.key for each in questions}) < len(questions):
        raise BadQuestion(_("Two questions are the same. Ask each one once."))
    return questions


def _check_question(row: Mapping[str, Any]) -> Question:
    label = " ".join(str(row["label"]).split())
    if len(label) > LONGEST_LABEL:
        raise BadQuestion(_("Keep each question under %(most)s letters.") % {"most": LONGEST_LABEL})
    if row.get("kind") not in QuestionKind.values:
        raise BadQuestion(_("Say how “%(question)s” is answered.") % {"question": label})
    kind = QuestionKind(row["kind"])
    choices: tuple[str, ...] = ()
    if kind == QuestionKind.CHOICE:
        typed = [" ".join(str(each).split()) for each in row.get("choices") or ()]
        choices = tuple(dict.fromkeys(filter(None, typed)))
        if not 2 <= len(choices) <= MOST_CHOICES or max(map(len, choices)) > LONGEST_LINE:
            raise BadQuestion(
                _("Give “%(question)s” between two and ten answers to choose from.") % {"question": label}
            )
    return Question(label, kind, bool(row.get("is_required")), choices)


class BadAnswer(Refusal):
    code = "bad_answer"
    message = _("Answer the mentor's questions first: what is required, and as it is asked.")


def check_answers(questions: Sequence[Question], given: Mapping[str, str]) -> list[dict[str, str]]:
    """The answers by the keys of their questions, made into what is kept: each with its question's words.

    Raises BadAnswer with the keys at fault in `data`. Answers to no question are left out.
    """
    wrong = [each.key for each in questions if not _is_answer(each, given.get(each.key, "").strip())]
    if wrong:
        raise BadAnswer(questions=wrong)
    said = [(each, given.get(each.key, "").strip()) for each in questions]
    return [{"question": each.label, "answer": _in_words(each, answer)} for each, answer in said if answer]


def _is_answer(question: Question, answer: str) -> bool:
    if not answer:
        return not question.is_required
    if len(answer) > question.longest:
        return False
    if question.kind == QuestionKind.LINK:
        return _is_link(answer)
    return not question.answers or answer in dict(question.answers)


def _is_link(text: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return True


def _in_words(question: Question, answer: str) -> str:
    return str(dict(question.answers).get(answer, answer))
