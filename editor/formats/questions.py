"""Questions on steps as a file has them: values that are clean, and what is written of them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from core.text import one_line, without_controls
from editor.formats.report import Report
from markup.questions import KINDS, LONGEST_ANSWER, LONGEST_POINT, LONGEST_PROMPT, MOST_MINUTES, MOST_POINTS

MOST_OF_A_STEP = 20


class FileQuestion(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A question with its model answer; `step` is the key of its step in the same file."""

    step: str
    kind: str
    prompt: str
    answer: str
    points: list[str] = []
    minutes: int = 1


def clean_questions(
    loose: Sequence[tuple[str, Mapping[str, Any]]], steps: set[str], report: Report
) -> list[FileQuestion]:
    """Of (step, loose values); what lacks something, or is of no step of the file, is left out and said."""
    found: list[FileQuestion] = []
    counts: dict[str, int] = {}
    for step, said in loose:
        question = _clean(step, said)
        if step not in steps or question is None or counts.get(step, 0) >= MOST_OF_A_STEP:
            report.note("questions_dropped", str(said.get("prompt", "")))
            continue
        counts[step] = counts.get(step, 0) + 1
        found.append(question)
    return found


def _clean(step: str, said: Mapping[str, Any]) -> FileQuestion | None:
    prompt, answer = _text(said.get("prompt"), LONGEST_PROMPT), _text(said.get("answer"), LONGEST_ANSWER)
    points = said.get("points")
    if not prompt or not answer:
        return None
    minutes = said.get("minutes")
    usual = minutes if isinstance(minutes, int) and not isinstance(minutes, bool) else 1
    return FileQuestion(
        step=step,
        kind=kind if (kind := said.get("kind")) in KINDS else "explain",
        prompt=prompt,
        answer=answer,
        points=[
            line
            for each in (points if isinstance(points, list | tuple) else [])[:MOST_POINTS]
            if (line := one_line(_text(each, LONGEST_POINT)))
        ],
        minutes=min(max(usual, 1), MOST_MINUTES),
    )


def _text(value: Any, longest: int) -> str:
    """Without control characters; nothing of what is too long, which would mean less when cut."""
    if not isinstance(value, str):
        return ""
    words = without_controls(value).strip()
    return words if len(words) <= longest else ""


def as_content(questions: Sequence[FileQuestion]) -> list[dict[str, Any]]:
    return [msgspec.to_builtins(each) for each in questions]


def write_points(question: FileQuestion) -> Iterator[tuple[str, str]]:
    """What stands below a step of a task list, as names with texts."""
    yield f"Question ({question.kind}, {question.minutes} min)", question.prompt
    yield "Answer", question.answer
    yield from (("Point", point) for point in question.points)
