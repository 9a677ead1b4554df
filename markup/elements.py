"""How the few elements that differ from plain CommonMark are printed. Each escapes what it prints.

Their labels, which only screen readers say, are in the language that is active while a text is rendered.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from markup import maths
from markup.formula_pictures import FormulaPicture, picture_of
from markup.highlighting import highlight_code

MOST_FORMULAS = 500
MOST_HIGHLIGHTED = 40_000  # characters of listings in one text
LONG_FORMULA = 60  # characters of LaTeX on lines of its own
WIDE_FORMULA = 28  # characters of what one sees, in a line of text
MOST_PROBLEMS = 20
# Of pictures that authors upload (articles.pictures): the same for the file and for its address.
OUR_PICTURE = re.compile(r"(/pictures/[0-9a-f]{32}-([1-9][0-9]{0,4})x([1-9][0-9]{0,5}))\.webp")
PICTURE_WIDTHS = (480, 960)
SIZES = "(min-width: 44rem) 41rem, 92vw"
WIDEST_IN_MAIL = 520


class Medium(Enum):
    """Where the HTML will be read: a browser, or a mail reader without MathML and stylesheets."""

    PAGE = "page"
    MAIL = "mail"


@dataclass(frozen=True)
class Problem:
    """What readers won't see as its author meant it: the source of a formula, or a picture's address."""

    source: str
    reason: str


@dataclass
class RenderContext:
    """What is known while one text is printed, from its first element to its last."""

    medium: Medium
    formulas_at: str = ""
    """The address below which a mail finds the pictures of its formulas; without it they are words."""
    formulas: int = 0
    formula_pictures: list[FormulaPicture] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    highlighted: int = 0  # characters
    tables: int = 0

    def report(self, source: str, reason: str) -> None:
        problem = Problem(source, reason)
        if problem not in self.problems[:MOST_PROBLEMS] and len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


Element = Callable[[Token, RenderContext], str]


def text_of(inline: Token, *, readable_formulas: bool = True) -> str:
    """The words of one block: no marks, formulas in one line, else as their source."""
    parts = []
    for token in inline.children or []:
        match token.type:
            case "text" | "code_inline":
                parts.append(token.content)
            case "math_inline":
                formula = _write_one_line(token.content) if readable_formulas else token.content
                parts.append(token.meta.get("opening", "") + formula + token.meta.get("mark", ""))
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "image":
                parts.append(text_of(token, readable_formulas=readable_formulas))
    return "".join(parts).strip()


def render_listing(token: Token, context: RenderContext) -> str:
    """A fence such as ```` ```python title="train.py" ```` names its language and its file."""
    language, _space, rest = token.info.strip().partition(" ")
    title = re.search(r'title="([^"]*)"', rest)
    if context.medium is Medium.MAIL:
        return f'<pre tabindex="0"><code>{escape(token.content)}</code></pre>\n'
    caption = f"<figcaption>{escape(title[1])}</figcaption>" if title else ""
    context.highlighted += len(token.content)
    is_much = context.highlighted > MOST_HIGHLIGHTED
    code = highlight_code(token.content, "" if is_much else language)
    pre = f'<pre class="highlight" tabindex="0"><code>{code}</code></pre>'
    return f'<figure class="code">{caption}{pre}</figure>\n'


def render_picture(token: Token, context: RenderContext) -> str:
    """Pictures come from our own origin; anybody else's is a link, so that no reader is tracked.

    A picture that is a paragraph by itself has its title as a caption, see `rendering`.
    """
    source, words = str(token.attrs["src"]), text_of(token)
    if source.startswith("/") and not source.startswith(("//", "/\\")):
        if not words:
            context.report(source, _("Say in the square brackets what one sees in this picture."))
        caption = str(token.attrs.get("title") or "") if token.meta.get("is_figure") else ""
        below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
        return f"{_write_image(source, words, context)}{below}"
    if not source.startswith(("https://", "http://", "mailto:")):
        context.report(source, _("There is no picture at this address. Add it with the toolbar."))
        return escape(words or source)
    context.report(source, _("A picture of another site is shown as a link, so that it learns of no reader."))
    if token.meta.get("is_in_link"):
        return escape(words or source)
    return f'<a href="{escape(source)}">{escape(words or source)}</a>'


def _write_image(source: str, words: str, context: RenderContext) -> str:
    """One of ours says in its address how large it is; mail readers get it as JPEG."""
    ours = OUR_PICTURE.fullmatch(source)
    if not ours:
        return f'<img src="{escape(source)}" alt="{escape(words)}" loading="lazy">'
    stem, width, height = ours[1], int(ours[2]), int(ours[3])
    if context.medium is Medium.MAIL:
        shown = min(width, WIDEST_IN_MAIL)
        size = f'width="{shown}" height="{round(height * shown / width)}"'
        return f'<img src="{stem}.jpg" alt="{escape(words)}" {size}>'
    sizes = [f"{stem}-{each}.webp {each}w" for each in PICTURE_WIDTHS if each < width]
    choice = f' srcset="{", ".join([*sizes, f"{stem}.webp {width}w"])}" sizes="{SIZES}"' if sizes else ""
    shape = f'width="{width}" height="{height}" loading="lazy"'
    return f'<img src="{stem}.webp"{choice} alt="{escape(words)}" {shape}>'


def open_table(token: Token, context: RenderContext) -> str:
    """A wide table scrolls in its own box, which the keyboard can reach; the page never does."""
    context.tables += 1
    label = escape(_("Table %(number)s") % {"number": context.tables})
    return f'<div class="table-wrap" role="region" aria-label="{label}" tabindex="0"><table>\n'


def close_table(token: Token, context: RenderContext) -> str:
    return "</table></div>\n"


def render_formula(token: Token, context: RenderContext) -> str:
    """What touches it stays in its line: browsers would break between a formula and a comma."""
    formula = _write_formula(token.content.strip(), context, display=False)
    opening, mark = escape(token.meta.get("opening", "")), escape(token.meta.get("mark", ""))
    joined = f"{opening}{formula}{mark}"
    if joined == formula or context.medium is Medium.MAIL:
        return joined
    return f'<span class="unbroken">{joined}</span>'


def render_formula_block(token: Token, context: RenderContext) -> str:
    """A long formula scrolls in its own box; only then is the box a stop for the keyboard."""
    latex = token.content.strip()
    stop = ' tabindex="0"' if len(latex) > LONG_FORMULA else ""
    return f'<div class="maths"{stop}>{_write_formula(latex, context, display=True)}</div>\n'


def render_task_box(token: Token, context: RenderContext) -> str:
    """Raw HTML is off, so the only inline HTML is the box that the task-list plugin makes."""
    is_done = "checked" in token.content
    label = escape(pgettext("a task", "done") if is_done else pgettext("a task", "to do"))
    return f'<span class="task-mark" role="img" aria-label="{label}">{"☑" if is_done else "☐"}</span>'


def open_footnotes(token: Token, context: RenderContext) -> str:
    return f'<section class="footnotes" aria-label="{escape(_("Footnotes"))}">\n<ol>\n'


def render_footnote_reference(token: Token, context: RenderContext) -> str:
    number, reference = _number_footnote(token)
    label = escape(_("Footnote %(number)s") % {"number": number})
    link = f'<a href="#fn{number}" id="fnref{reference}" aria-label="{label}">{number}</a>'
    return f'<sup class="footnote-ref">{link}</sup>'


def open_footnote(token: Token, context: RenderContext) -> str:
    return f'<li id="fn{_number_footnote(token)[0]}">'


def render_footnote_return(token: Token, context: RenderContext) -> str:
    label = escape(_("Back to the text"))
    return f' <a href="#fnref{_number_footnote(token)[1]}" aria-label="{label}">↩︎</a>'


ELEMENTS: dict[str, Element] = {
    "code_block": render_listing,
    "fence": render_listing,
    "footnote_anchor": render_footnote_return,
    "footnote_block_open": open_footnotes,
    "footnote_open": open_footnote,
    "footnote_ref": render_footnote_reference,
    "html_inline": render_task_box,
    "image": render_picture,
    "math_block": render_formula_block,
    "math_inline": render_formula,
    "table_close": close_table,
    "table_open": open_table,
}


def install_elements(parser: MarkdownIt) -> None:
    """Make these elements the render rules of a parser, in place of its plugins' own."""
    for name, element in ELEMENTS.items():
        parser.add_render_rule(name, _make_rule(element))


def _make_rule(element: Element) -> Callable[..., str]:
    def rule(
        _renderer: Any, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: dict[str, Any]
    ) -> str:
        return element(tokens[idx], env["context"])

    return rule


def _write_formula(latex: str, context: RenderContext, *, display: bool) -> str:
    """MathML; in a mail a picture, or the words of the formula; its source where it can't be read."""
    context.formulas += 1
    if context.formulas > MOST_FORMULAS:
        limit = _("Only the first %(most)s formulas of an article are shown as formulas.")
        context.report(latex, limit % {"most": MOST_FORMULAS})
        return _write_source(latex)
    try:
        if context.medium is Medium.PAGE:
            return _write_mathml(latex, context, display=display)
        if context.formulas_at:
            return _write_picture(latex, context, display=display)
        return f"<em>{escape(maths.to_one_line(latex))}</em>"
    except maths.UnreadableFormula as unreadable:
        context.report(latex, str(unreadable))
        return _write_source(latex)


def _write_source(latex: str) -> str:
    return f'<code class="formula">{escape(latex)}</code>'


def _write_mathml(latex: str, context: RenderContext, *, display: bool) -> str:
    """A wide formula in a line of text scrolls in its own box, so that the page never does."""
    mathml = maths.to_mathml(latex, display=display)
    if display or len(maths.to_one_line(latex)) <= WIDE_FORMULA:
        return mathml
    return f'<span class="wide-formula" tabindex="0">{mathml}</span>'


def _write_picture(latex: str, context: RenderContext, *, display: bool) -> str:
    """The text part of a mail has the picture's title, see `mailing.mime.plain_text`."""
    picture = picture_of(latex, display=display)
    context.formula_pictures.append(picture)
    address = escape(f"{context.formulas_at}{picture.key}")
    return (
        f'<picture><source srcset="{address}-dark.png" media="(prefers-color-scheme: dark)">'
        f'<img src="{address}.png" alt="{escape(latex)}" title="{escape(maths.to_one_line(latex))}" '
        f'width="{picture.width}" height="{picture.height}" '
        f'style="vertical-align:-{picture.depth}px"></picture>'
    )


def _write_one_line(latex: str) -> str:
    try:
        return maths.to_one_line(latex)
    except maths.UnreadableFormula:
        return latex


def _number_footnote(token: Token) -> tuple[int, str]:
    """Its number, and the name of this one of perhaps several references to it."""
    number, again = token.meta["id"] + 1, token.meta.get("subId", 0)
    return number, f"{number}-{again}" if again > 0 else str(number)
