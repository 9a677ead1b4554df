"""Questions within a text: what a reader should be able to answer afterwards. Pure.

    :::question derive 2 #name
    The question, in Markdown.
    :::answer
    The model answer.
    :::points
    - What a good answer contains
    :::

Behind the first word there may be, in any order, what it asks for, how many minutes an answer takes, and a
permanent name. Readers get the question and a link: the answer is in none of the HTML.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core.normalize import NEWLINES_RE
from markdown_it.token import Token

from markup.elements import RenderContext

KINDS = ("derive", "explain", "choose", "find_error")
USUAL_MINUTES = {"derive": 2}
MOST_QUESTIONS, MOST_MINUTES, MOST_POINTS = 20, 10, 8
LONGEST_PROMPT, LONGEST_ANSWER, LONGEST_POINT = 3_000, 6_000, 300
ANCHOR = "check-yourself"
OPENING = re.compile(r":::[ ]?question((?:[ ]+\S+)*)[ ]*")
PART = re.compile(r":::[ ]?(answer|points)[ ]*")
CLOSING = re.compile(r":::[ ]*")
LISTING = re.compile(r" {0,3}(```+|~~~+)")
POINT = re.compile(r"[ ]*(?:[-*+]|\d{1,2}[.)])[ ]+(.*\S)[ ]*")
NAME = re.compile(r"#([a-z0-9]+(?:-[a-z0-9]+)*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenQuestion:
    """A question as it stands in a text. `name` is empty unless its author gave it one."""

    prompt: str
    answer: str
    points: Sequence[str]
    kind: str
    minutes: int
    name: str = ""


def hide_answers(source: str) -> str:
    """The text without model answers and points, for readers who compare two versions of it."""
    lines = NEWLINES_RE.split(source)
    shown: list[str] = []
    number = 0
    while number < len(lines):
        shown.append(lines[number])
        if OPENING.fullmatch(lines[number]):
            following = ((place, lines[place]) for place in range(number + 1, len(lines)))
            if (parts := _find_parts(following)) is not None:
                shown += [*lines[number + 1 : min(parts.values())], lines[parts["end"]]]
                number = parts["end"]
        number += 1
    return "\n".join(shown)


def install_questions(parser: MarkdownIt) -> None:
    """Let a parser read questions where its `env` has a list for them."""
    parser.add_render_rule("question_open", _open_question)
    parser.add_render_rule("question_close", _close_question)
    parser.block.ruler.before("fence", "question", _read_block, {"alt": ["paragraph", "reference"]})


def _read_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    found: list[WrittenQuestion] | None = state.env.get("questions")
    opening = OPENING.fullmatch(_line(state, start))
    if found is None or opening is None or state.level or state.sCount[start] != state.blkIndent:
        return False
    parts = _find_parts((number, _line(state, number)) for number in range(start + 1, end))
    if parts is None:
        if not silent:
            _report(state, start, _("End the question with a line of three colons."))
        return False
    if silent:
        return True
    last = parts["end"]
    prompt_end = min(parts.get("answer", last), parts.get("points", last))
    _write_tokens(state, start, prompt_end, last)
    question = _describe(state, opening[1].split(), start, parts, prompt_end)
    if question:
        found.append(question)
    state.line = last + 1
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _find_parts(lines: Iterable[tuple[int, str]]) -> dict[str, int] | None:
    """The lines with which the parts begin and the question ends; None when it never does.

    `lines` are those behind the first one, with their numbers. A listing may hold any of these marks.
    """
    parts: dict[str, int] = {}
    listing = ""
    for number, line in lines:
        fence = LISTING.match(line)
        if listing:
            listing = "" if fence and fence[1].startswith(listing) else listing
        elif fence:
            listing = fence[1]
        elif CLOSING.fullmatch(line):
            return {**parts, "end": number}
        elif OPENING.fullmatch(line):
            return None
        elif part := PART.fullmatch(line):
            parts.setdefault(part[1], number)
    return None


def _write_tokens(state: StateBlock, start: int, prompt_end: int, last: int) -> None:
    """The prompt alone, as a part of the text."""
    opening = state.push("question_open", "section", 1)
    opening.map = [start, last + 1]
    number = state.env["question_number"] = state.env.get("question_number", 0) + 1
    opening.meta = {"number": number}
    before, state.lineMax = state.lineMax, prompt_end
    state.md.block.tokenize(state, start + 1, prompt_end)
    state.lineMax = before
    state.push("question_close", "section", -1)


def _describe(
    state: StateBlock, words: list[str], start: int, parts: dict[str, int], prompt_end: int
) -> WrittenQuestion | None:
    """None, and what is wrong as a problem, for one that nobody could be asked."""
    last = parts["end"]
    begins = sorted({*parts.values()})
    bodies = {
        name: state.getLines(line + 1, begins[begins.index(line) + 1], 0, keepLastLF=False).strip()
        for name, line in parts.items()
        if line != last
    }
    prompt = state.getLines(start + 1, prompt_end, 0, keepLastLF=False).strip()
    answer = bodies.get("answer", "")
    points = [
        point[1] if (point := POINT.fullmatch(line)) else line.strip()
        for line in bodies.get("points", "").splitlines()
        if line.strip()
    ]
    settings = dict(_read_words(words))
    unknown, count = settings.get("unknown", ""), len(state.env["questions"])
    if problem := next(_list_problems(prompt, answer, points, unknown=unknown, count=count), None):
        _report(state, start, problem)
        return None
    kind = settings.get("kind", "explain")
    return WrittenQuestion(
        prompt=prompt,
        answer=answer,
        points=points,
        kind=kind,
        minutes=int(settings.get("minutes", USUAL_MINUTES.get(kind, 1))),
        name=settings.get("name", ""),
    )


def _read_words(words: list[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        if word.replace("-", "_") in KINDS:
            yield "kind", word.replace("-", "_")
        elif word.isascii() and word.isdigit() and 1 <= int(word[:3]) <= MOST_MINUTES:
            yield "minutes", word
        elif name := NAME.fullmatch(word):
            yield "name", name[1][:40]
        else:
            yield "unknown", word


def _list_problems(
    prompt: str, answer: str, points: Sequence[str], *, unknown: str, count: int
) -> Iterator[str]:
    """`unknown` is a word behind the colons that says nothing, if there is one."""
    if unknown:
        yield _(
            "“%(word)s” says nothing here: write %(kinds)s, 1 to %(most)s minutes, or a name such as #mine."
        ) % {"word": unknown[:40], "kinds": ", ".join(KINDS), "most": MOST_MINUTES}
    if not prompt:
        yield _("There is no question here yet.")
    if not answer:
        yield _("Add the model answer below a line :::answer, so that readers can compare theirs.")
    if len(prompt) > LONGEST_PROMPT or len(answer) > LONGEST_ANSWER:
        limits = {"prompt": LONGEST_PROMPT, "answer": LONGEST_ANSWER}
        yield _("A question has at most %(prompt)s characters, its answer %(answer)s.") % limits
    if len(points) > MOST_POINTS or any(len(point) > LONGEST_POINT for point in points):
        limits = {"most": MOST_POINTS, "longest": LONGEST_POINT}
        yield _("Name at most %(most)s points of at most %(longest)s characters.") % limits
    if count >= MOST_QUESTIONS:
        yield _("Readers are asked the first %(most)s questions of an article.") % {"most": MOST_QUESTIONS}


def _report(state: StateBlock, line: int, reason: str) -> None:
    context: RenderContext = state.env["context"]
    context.report(_line(state, line), reason)


def _open_question(_renderer: Any, tokens: Sequence[Token], place: int, *_rule: Any) -> str:
    label = escape(_("Question %(number)s") % tokens[place].meta)
    return f'<section class="self-check" aria-label="{label}">\n'


def _close_question(*_rule: Any) -> str:
    """The link leads to the end of the article, where its questions are answered."""
    return f'<p><a href="#{ANCHOR}">{escape(_("Answer it, then compare"))}</a></p></section>\n'
