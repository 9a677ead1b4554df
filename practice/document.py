"""A file of questions (docs/practice.md): read, checked, made into plain values. Nothing here is saved."""

from typing import Annotated, Literal

from msgspec import Meta

from practice.choices import QuestionKind
from practice.daily import MOST_MINUTES
from roadmaps.document import DocumentError, Key, Part, convert, parse_yaml

USUAL_MINUTES = {
    QuestionKind.DERIVE: 2,
    QuestionKind.EXPLAIN: 1,
    QuestionKind.CHOOSE: 1,
    QuestionKind.FIND_ERROR: 1,
}
FilledText = Annotated[str, Meta(pattern=r"^(?=[\s\S]*\S)[^\x00\ud800-\udfff]*\Z", max_length=6_000)]
Prompt = Annotated[str, Meta(pattern=r"^(?=[\s\S]*\S)[^\x00\ud800-\udfff]*\Z", max_length=3_000)]
Point = Annotated[str, Meta(pattern=r"^(?=.*\S)[^\x00-\x1f\x7f\ud800-\udfff]+\Z", max_length=300)]
MUST_BE = {
    "format": "longroad-questions",
    "format_version": "1",
    "roadmap": "the slug of a roadmap",
    "key": "1 to 50 small letters, digits, hyphens and underscores",
    "step": "the key of a step",
    "article": "the address of an article: small letters, digits and hyphens",
    "kind": f"one of {', '.join(QuestionKind.values)}",
    "prompt": "text of 1 to 3,000 characters",
    "answer": "text of 1 to 6,000 characters",
    "points": "a list of 1 to 8 lines of 300 characters at most",
    "minutes": f"a whole number from 1 to {MOST_MINUTES}",
}


class QuestionDocument(Part, frozen=True, kw_only=True):
    key: Key
    step: Key
    kind: QuestionKind
    prompt: Prompt
    answer: FilledText
    points: Annotated[tuple[Point, ...], Meta(min_length=1, max_length=8)]
    minutes: Annotated[int, Meta(ge=1, le=MOST_MINUTES)] | None = None
    article: Annotated[str, Meta(pattern=r"^[-a-z0-9]+\Z", max_length=120)] = ""

    @property
    def usual_minutes(self) -> int:
        return self.minutes or USUAL_MINUTES[self.kind]


class QuestionsDocument(Part, frozen=True, kw_only=True):
    format: Literal["longroad-questions"]
    format_version: Literal[1]
    roadmap: Key
    questions: tuple[QuestionDocument, ...]


def read_questions(text: str) -> QuestionsDocument:
    """Parse YAML into questions with keys of their own. Raises DocumentError."""
    content = parse_yaml(text)
    if not isinstance(content, dict):
        raise DocumentError("The file must be a list of names with values.")
    document = convert(content, QuestionsDocument, "the file", must_be=MUST_BE)
    seen: set[str] = set()
    for question in document.questions:
        if question.key in seen:
            raise DocumentError(f"Two questions share the key {question.key!r}.")
        seen.add(question.key)
    return document
