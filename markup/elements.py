"""How the few elements that differ from plain CommonMark are printed. Each escapes what it prints."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from markup import maths
from markup.highlighting import highlighted

MOST_FORMULAS = 500
MOST_HIGHLIGHTED = 40_000  # characters of listings in one text
LONG_FORMULA = 60


class Medium(Enum):
    """Where the HTML will be read: a browser, or a mail reader without MathML and stylesheets."""

    PAGE = "page"
    MAIL = "mail"


@dataclass
class Printing:
    """What is known while one text is printed, from its first element to its last."""

    medium: Medium
    formulas: int = 0
    highlighted: int = 0  # characters
    tables: int = 0


Element = Callable[[Token, Printing], str]


def text_of(inline: Token, *, spoken: bool = True) -> str:
    """The words of one block: no marks, formulas in one line, or as their source where not `spoken`."""
    parts = []
    for token in inline.children or []:
        match token.type:
            case "text" | "code_inline":
                parts.append(token.content)
            case "math_inline":
                parts.append(_in_one_line(token.content) if spoken else token.content)
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "image":
                parts.append(text_of(token, spoken=spoken))
    return "".join(parts).strip()


def listing(token: Token, printing: Printing) -> str:
    """A fence such as ```` ```python title="train.py" ```` names its language and its file."""
    language, _, rest = token.info.strip().partition(" ")
    title = re.search(r'title="([^"]*)"', rest)
    if printing.medium is Medium.MAIL:
        return f'<pre tabindex="0"><code>{escape(token.content)}</code></pre>\n'
    caption = f"<figcaption>{escape(title[1])}</figcaption>" if title else ""
    printing.highlighted += len(token.content)
    is_much = printing.highlighted > MOST_HIGHLIGHTED
    code = highlighted(token.content, "" if is_much else language)
    pre = f'<pre class="highlight" tabindex="0"><code>{code}</code></pre>'
    return f'<figure class="code">{caption}{pre}</figure>\n'


def picture(token: Token, printing: Printing) -> str:
    """Pictures come from our own origin; anybody else's is a link, so that no reader is tracked."""
    source, words = str(token.attrs["src"]), text_of(token)
    if source.startswith("/") and not source.startswith(("//", "/\\")):
        return f'<img src="{escape(source)}" alt="{escape(words)}" loading="lazy">'
    return f'<a href="{escape(source)}">{escape(words or source)}</a>'


def table_begins(token: Token, printing: Printing) -> str:
    """A wide table scrolls in its own box, which the keyboard can reach; the page never does."""
    printing.tables += 1
    label = f"Table {printing.tables}"
    return f'<div class="table-wrap" role="region" aria-label="{label}" tabindex="0"><table>\n'


def table_ends(token: Token, printing: Printing) -> str:
    return "</table></div>\n"


def formula(token: Token, printing: Printing) -> str:
    return _formula(token.content.strip(), printing, display=False)


def formula_block(token: Token, printing: Printing) -> str:
    """A long formula scrolls in its own box; only then is the box a stop for the keyboard."""
    latex = token.content.strip()
    stop = ' tabindex="0"' if len(latex) > LONG_FORMULA else ""
    return f'<div class="maths"{stop}>{_formula(latex, printing, display=True)}</div>\n'


def task_mark(token: Token, printing: Printing) -> str:
    """Raw HTML is off, so the only inline HTML is the box that the task-list plugin makes."""
    word, mark = ("done", "☑") if "checked" in token.content else ("to do", "☐")
    return f'<span class="task-mark" role="img" aria-label="{word}">{mark}</span>'


def footnotes_begin(token: Token, printing: Printing) -> str:
    return '<section class="footnotes" aria-label="Footnotes">\n<ol>\n'


def footnote_reference(token: Token, printing: Printing) -> str:
    number, reference = _footnote(token)
    link = f'<a href="#fn{number}" id="fnref{reference}" aria-label="Footnote {number}">{number}</a>'
    return f'<sup class="footnote-ref">{link}</sup>'


def footnote_begins(token: Token, printing: Printing) -> str:
    return f'<li id="fn{_footnote(token)[0]}">'


def footnote_return(token: Token, printing: Printing) -> str:
    return f' <a href="#fnref{_footnote(token)[1]}" aria-label="Back to the text">↩︎</a>'


ELEMENTS: dict[str, Element] = {
    "code_block": listing,
    "fence": listing,
    "footnote_anchor": footnote_return,
    "footnote_block_open": footnotes_begin,
    "footnote_open": footnote_begins,
    "footnote_ref": footnote_reference,
    "html_inline": task_mark,
    "image": picture,
    "math_block": formula_block,
    "math_inline": formula,
    "table_close": table_ends,
    "table_open": table_begins,
}


def install(parser: MarkdownIt) -> None:
    """Make these elements the render rules of a parser, in place of its plugins' own."""
    for name, element in ELEMENTS.items():
        parser.add_render_rule(name, _rule(element))


def _rule(element: Element) -> Callable[..., str]:
    def rule(
        _renderer: Any, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: dict[str, Any]
    ) -> str:
        return element(tokens[idx], env["printing"])

    return rule


def _formula(latex: str, printing: Printing, *, display: bool) -> str:
    """MathML; the words of the formula in a mail; its source where it can't be read."""
    printing.formulas += 1
    if printing.formulas <= MOST_FORMULAS:
        try:
            if printing.medium is Medium.MAIL:
                return f"<em>{escape(maths.one_line(latex))}</em>"
            return maths.mathml(latex, display=display)
        except maths.Unreadable:
            pass
    return f'<code class="formula">{escape(latex)}</code>'


def _in_one_line(latex: str) -> str:
    try:
        return maths.one_line(latex)
    except maths.Unreadable:
        return latex


def _footnote(token: Token) -> tuple[int, str]:
    """Its number, and the name of this one of perhaps several references to it."""
    number, again = token.meta["id"] + 1, token.meta.get("subId", 0)
    return number, f"{number}-{again}" if again > 0 else str(number)
