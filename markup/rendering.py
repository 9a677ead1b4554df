"""Markdown in; safe HTML, a table of contents, reading time and an excerpt out. Pure.

The order is the security argument: the parser lets no raw HTML through, our elements escape what
they print, and the allow-list comes last. One function serves the page, the preview, the feed and
the mail, so that none of them can forget a step.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin
from slugify import slugify

from markup import elements
from markup.allowlist import sanitize_html
from markup.elements import MOST_FORMULAS, Medium, Problem, RenderContext, text_of
from markup.formula_pictures import FormulaPicture
from markup.questions import WrittenQuestion, install_questions

__all__ = [
    "APOSTROPHE",
    "LONGEST_TEXT",
    "RENDERER_VERSION",
    "Heading",
    "Medium",
    "Problem",
    "Rendered",
    "find_passage",
    "make_links_absolute",
    "name_passage",
    "render",
    "strip_controls",
]

# Raise it when the same source is to give other HTML; `manage.py render_articles` renders the rest again.
RENDERER_VERSION = 6
DEEPEST_NESTING = 20
# More than any article has of what costs the parser more than its length; such a text is shown as typed.
LONGEST_TEXT = 100_000
MOST = {"\n": 3_000, "[": 1_500, '"': 4_000, "'": 4_000}
MOST_REFERRED = 4_000_000  # characters that a text may grow to by naming one address again and again
WORDS_PER_MINUTE = 230
LISTING_LINES_PER_MINUTE = 20
EXCERPT_CHARACTERS = 200
Words = Callable[[Token], str]
APOSTROPHE = re.compile("['’]")  # noqa: RUF001
MARKS_BEFORE = re.compile(r"[(\[“‘±~–-]{1,3}$")  # noqa: RUF001
MARKS_BEHIND = re.compile(r"(?:[.,;:!?)\]”’…-]|st\b|nd\b|rd\b|th\b|s\b){1,3}")  # noqa: RUF001
CODE_WORDS = re.compile(r"\w+")
NOT_XML = "\ufffe\uffff"
UNWANTED = frozenset({"Cc", "Co", "Cs"})  # Unicode categories: control, private use, surrogate


@dataclass(frozen=True)
class Heading:
    """An entry of the contents: `level` is 2 or 3, `anchor` its id on the page."""

    level: int
    anchor: str
    title: str


@dataclass(frozen=True)
class Rendered:
    html: str
    contents: list[Heading]
    reading_minutes: int
    excerpt: str
    plain: str
    listings: str = ""
    """The words of the listings, a line for each of their lines."""
    lines: Sequence[int] = ()
    """The line of the source with which each element of the HTML's top level begins, from 0."""
    is_as_typed: bool = False  # too costly to read as Markdown
    problems: Sequence[Problem] = ()
    formula_pictures: Sequence[FormulaPicture] = ()
    questions: Sequence[WrittenQuestion] = ()


def render(
    source: str,
    *,
    medium: Medium = Medium.PAGE,
    base_url: str = "",
    formulas_at: str = "",
    has_passages: bool = False,
    has_questions: bool = False,
) -> Rendered:
    """Render Markdown from anybody. `base_url`, the page's own address, makes links absolute.

    Where a mail is to show formulas as pictures, the caller serves `formula_pictures` below `formulas_at`.
    With `has_passages` each paragraph has an id, see `name_passage`; with `has_questions` a text may have
    questions, see `markup.questions`.
    """
    is_too_long = len(source) > LONGEST_TEXT
    source = strip_controls(source[:LONGEST_TEXT])
    if is_too_long or any(source.count(mark) > most for mark, most in MOST.items()):
        return _render_as_typed(source)
    context = RenderContext(medium, formulas_at)
    env: dict[str, Any] = {"context": context, "questions": [] if has_questions else None}
    tokens = _markdown.parse(source, env)
    if has_passages:
        _name_passages(tokens)
    html = _markdown.renderer.render(tokens, _markdown.options, env)
    words = partial(text_of, readable_formulas=context.formulas <= MOST_FORMULAS)
    blocks = [text for token in tokens if token.type == "inline" and (text := words(token))]
    return Rendered(
        html=sanitize_html(html, base_url=base_url),
        contents=list(_list_headings(tokens, words)),
        reading_minutes=_estimate_minutes(blocks, tokens),
        excerpt=_make_excerpt(tokens, words),
        plain="\n".join(blocks),
        listings="\n".join(_list_code_words(tokens)),
        lines=[token.map[0] for token in tokens if token.level == 0 and token.nesting >= 0 and token.map],
        problems=context.problems,
        formula_pictures=context.formula_pictures,
        questions=env["questions"] or (),
    )


def _render_as_typed(source: str) -> Rendered:
    return Rendered(
        html=sanitize_html(f'<pre tabindex="0">{escape(source)}</pre>'),
        contents=[],
        reading_minutes=_estimate_minutes([source], []),
        excerpt=_cut_between_words(" ".join(source[: 2 * EXCERPT_CHARACTERS].split())),
        plain=source,
        is_as_typed=True,
    )


def make_links_absolute(html: str, base_url: str) -> str:
    """HTML made by `render` with every address absolute, as a feed needs it."""
    return sanitize_html(html, base_url=base_url)


def strip_controls(text: str) -> str:
    """The text without control characters, which break feeds, and without characters for private use, which
    bulk mail uses as marks. Line ends become `\\n`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        c for c in text if c in "\n\t" or (c not in NOT_XML and unicodedata.category(c) not in UNWANTED)
    )


def name_passage(text: str) -> str:
    """The id of a paragraph, made of its words: it leads there until they change, wherever they move."""
    return f"p-{blake2b(text.encode(), digest_size=5).hexdigest()}"


def find_passage(plain: str, anchor: str) -> str:
    """The paragraph with this id in the words of a text (`Rendered.plain`), or nothing."""
    return next((text for text in plain.splitlines() if name_passage(text) == anchor), "")


def _name_passages(tokens: Sequence[Token]) -> None:
    """Of two paragraphs that say the same, the first has the id."""
    named: set[str] = set()
    in_blocks = sum(token.type == "math_block" for token in tokens)
    in_lines = sum(child.type == "math_inline" for token in tokens for child in token.children or [])
    is_readable = in_blocks + in_lines <= MOST_FORMULAS
    for opening, inline in pairwise(tokens):
        if opening.type == "paragraph_open" and opening.level == 0 and opening.tag == "p":
            text = text_of(inline, readable_formulas=is_readable)
            anchor = name_passage(text)
            if text and anchor not in named:
                opening.attrSet("id", anchor)
                named.add(anchor)


def _list_code_words(tokens: Sequence[Token]) -> Iterator[str]:
    """Names and words alone: the search would take `os.path` for the address of a server."""
    for token in tokens:
        if token.type in {"fence", "code_block"}:
            yield from (
                words for line in token.content.splitlines() if (words := " ".join(CODE_WORDS.findall(line)))
            )


def _adjust_headings_and_cells(state: StateCore) -> None:
    """Begin headings below the page's own h1; align cells by a class, since style attributes are refused."""
    for token in state.tokens:
        if token.tag == "h1":
            token.tag = "h2"
        elif token.type in {"th_open", "td_open"}:
            style = str(token.attrs.pop("style", ""))
            if style.endswith(("right", "center")):
                token.attrSet("class", "end" if style.endswith("right") else "centre")


def _add_anchors(state: StateCore) -> None:
    """Give each heading an id of its own: `h-data`, `h-data-1`, … In one pass, however many share a name.

    The prefix keeps an author's headings apart from the ids of the page around them.
    """
    taken: set[str] = set()
    following: dict[str, int] = {}
    for heading, inline in pairwise(state.tokens):
        if heading.type == "heading_open":
            words = (each.content for each in inline.children or [] if each.type in {"text", "code_inline"})
            plain = APOSTROPHE.sub("", "".join(words))
            anchor = stem = f"h-{slugify(plain, max_length=60, word_boundary=True) or 'section'}"
            while anchor in taken:
                following[stem] = following.get(stem, 0) + 1
                anchor = f"{stem}-{following[stem]}"
            taken.add(anchor)
            heading.attrSet("id", anchor)


def _join_marks_to_formulas(state: StateCore) -> None:
    """Let a comma behind a formula in a line belong to it, an ordinal's `th`, and a bracket before it."""
    for token in state.tokens:
        for first, second in pairwise(token.children or []):
            if first.type == "math_inline" and second.type == "text":
                if mark := MARKS_BEHIND.match(second.content):
                    first.meta["mark"] = mark[0]
                    second.content = second.content[mark.end() :]
            elif first.type == "text" and second.type == "math_inline":
                opening = MARKS_BEFORE.search(first.content)
                if opening:
                    second.meta["opening"] = opening[0]
                    first.content = first.content[: opening.start()]


def _mark_pictures(state: StateCore) -> None:
    """Note which pictures stand in a link; one that is a paragraph by itself becomes a figure."""
    for place, token in enumerate(state.tokens):
        if token.type != "inline":
            continue
        depth, children = 0, token.children or []
        for child in children:
            depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type == "image":
                child.meta["is_in_link"] = depth > 0
        if [child.type for child in children] == ["image"] and children[0].attrs.get("title"):
            opening, closing = state.tokens[place - 1], state.tokens[place + 1]
            if opening.type == "paragraph_open" and not opening.hidden:
                opening.tag = closing.tag = "figure"
                opening.attrSet("class", "picture")
                children[0].meta["is_figure"] = True


def _drop_long_references(state: StateCore) -> None:
    """`[a]: /very-long` is written out at every `[a]`: where that would be too much, drop the addresses."""
    references = state.env.get("references", {})
    longest = max((len(each["href"]) + len(each["title"]) for each in references.values()), default=0)
    if longest * state.src.count("[") > MOST_REFERRED:
        references.clear()


def _make_parser() -> MarkdownIt:
    options = {"html": False, "maxNesting": DEEPEST_NESTING, "typographer": True}
    parser = MarkdownIt("commonmark", options)
    parser.enable(["table", "strikethrough", "smartquotes"])
    parser.use(footnote_plugin)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, allow_labels=False)
    parser.use(tasklists_plugin)
    parser.core.ruler.push("headings_and_cells", _adjust_headings_and_cells)
    parser.core.ruler.push("anchors", _add_anchors)
    parser.core.ruler.push("pictures", _mark_pictures)
    parser.core.ruler.push("marks_behind_formulas", _join_marks_to_formulas)
    parser.core.ruler.after("block", "long_references", _drop_long_references)
    elements.install_elements(parser)
    install_questions(parser)
    return parser


_markdown = _make_parser()


def _list_headings(tokens: Sequence[Token], words: Words) -> Iterator[Heading]:
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag in {"h2", "h3"}:
            yield Heading(int(opening.tag[1]), str(opening.attrGet("id")), words(inline))


def _estimate_minutes(blocks: Sequence[str], tokens: Sequence[Token]) -> int:
    """Prose at the pace of careful reading, and listings line by line; never less than a minute."""
    words = sum(len(block.split()) for block in blocks)
    lines = sum(token.content.count("\n") for token in tokens if token.type == "fence")
    return max(1, math.ceil(words / WORDS_PER_MINUTE + lines / LISTING_LINES_PER_MINUTE))


def _make_excerpt(tokens: Sequence[Token], words: Words) -> str:
    """The first paragraph of the text, cut between words."""
    paragraphs = (
        words(inline)
        for opening, inline in pairwise(tokens)
        if opening.type == "paragraph_open" and opening.level == 0
    )
    return _cut_between_words(" ".join(next(paragraphs, "").split()))


def _cut_between_words(first: str) -> str:
    if len(first) <= EXCERPT_CHARACTERS:
        return first
    return first[:EXCERPT_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:") + "…"
