"""Rendering what somebody means ill by: nothing but harmless HTML comes out, for a bounded amount of work."""

import re
from cProfile import Profile
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markup.allowlist import ATTRIBUTES, TAGS
from markup.elements import MOST_FORMULAS, MOST_HIGHLIGHTED
from markup.rendering import Medium, render

# The costliest of them, a table of 2,900 rows, takes 4.7 million.
MOST_CALLS = 10_000_000
FORBIDDEN = re.compile(r"\s*(javascript|data|vbscript):", re.IGNORECASE)


class Inspector(HTMLParser):
    """Reads HTML as a browser would and notes everything that our rules do not name."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.offences: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.offences.append(tag)
        for name, value in attrs:
            if name != "class" and name not in ATTRIBUTES.get(tag, set()):
                self.offences.append(f"{tag} {name}")
            if name in {"href", "src"} and re.match(
                r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE
            ):
                self.offences.append(f"{tag} {name}={value}")


def offences(source: str, medium: Medium = Medium.PAGE) -> list[str]:
    inspector = Inspector()
    inspector.feed(render(source, medium=medium).html)
    return inspector.offences


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#x0A;script:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
        "![x](//evil.example/x.png)",
        "![x](/\\evil.example/x.png)",
        '![x" onerror="alert(1)](/media/x.png)',
        '[x](/y "title\\" onclick=\\"alert(1)")',
        "[x]: javascript:alert(1)\n\n[x]",
        '```"><script>alert(1)</script>\nx\n```',
        '```python title="<script>alert(1)</script>"\nx\n```',
        "```html\n</code></pre><script>alert(1)</script>\n```",
        "    </code></pre><script>alert(1)</script>",
        "`</code><script>alert(1)</script>`",
        "# <script>alert(1)</script>",
        '## "onmouseover=alert(1)',
        r"$\text{<script>alert(1)</script>}$",
        r"$\text{&lt;script&gt;alert(1)&lt;/script&gt;}$",
        r"$\href{javascript:alert(1)}{x}$",
        r"$\style{background:url(javascript:alert(1))}{x}$",
        r"$\class{x" + '" onclick="alert(1)' + r"}{y}$",
        "$$\n</math><script>alert(1)</script>\n$$",
        '$"><img src=x onerror=alert(1)>$',
        "[^<script>]\n\n[^<script>]: <script>alert(1)</script>",
        "| <script> |\n|---|\n| <img src=x onerror=alert(1)> |",
        "- [x] <script>alert(1)</script>",
        "- [x](javascript:alert(1)) <input onfocus=alert(1) autofocus>",
        "<!--<img title='--><script>alert(1)</script>'>-->",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<a href='x' style='position:fixed'>y</a>",
        "<form action=/x><button>y</button></form>",
        "<meta http-equiv=refresh content=0>",
        "<base href=//evil.example>",
    ],
)
def test_nothing_that_acts_survives(source: str, medium: Medium) -> None:
    assert offences(source, medium) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        ">" * 20_000 + "x",
        "- " * 5_000,
        "\n".join(" " * 2 * depth + "- x" for depth in range(300)),
        "[" * 20_000,
        "[a](" * 5_000,
        "![" * 5_000,
        "*a_" * 10_000,
        "`a" * 10_000,
        "$a " * 20_000,
        "$x$ " * 10_000,
        "[^1]" * 5_000 + "\n\n[^1]: x",
        "^[" * 3_000,
        "|a" * 1_000 + "|\n" + "|-" * 1_000 + "|\n" + "|b" * 1_000,
        "<" * 20_000,
        "&#" * 20_000,
        "```python\n" + "(" * 50_000 + "\n```",
        "$" + "{" * 900 + "}" * 900 + "$",
        "$" + r"\sqrt" * 300 + "$",
        "word " * 20_000,
        "# a\n" * 25_000,
        "## a\n" * 2_900,
        "\" ' " * 25_000,
        '"a" ' * 1_900,
        "- [ ] a\n" * 12_500,
        "- [ ] a\n" * 1_450,
        "[a]: /" + "x" * 50_000 + "\n\n" + "[a] " * 1_450,
        ">" * 40 + "a\n" * 2_900,
        ">" * 40 + "a\n" * 49_000,
        ("```c\n" + " \n" * 4_900 + "\n```\n") * 10,
        ("```css\n" + '\\"\n' * 3_300 + "\n```\n") * 10,
        "|a|b|\n|-|-|\n" + "|x|y|\n" * 350_000,
        "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n" + "|\n" * 2_900,
        "> " * 1_000_000,
    ],
    ids=lambda source: source[:12].strip() or "nested lists",
)
def test_nothing_takes_many_calls_or_grows_out_of_measure(source: str) -> None:
    """The calls of Python functions stand for time: they are the same on every machine."""
    profile = Profile()
    html = profile.runcall(render, source).html
    assert sum(entry.callcount for entry in profile.getstats()) < MOST_CALLS
    assert len(html) < 6 * len(source) + 5_000_000


@pytest.mark.parametrize(
    "listing",
    [
        "```perl\n" + "m{" * 9_000 + "\n```\n",
        "```python\n" + "(" * 50_000 + "\n```\n",
        "```c\nint x;\n" + " \n" * 900 + "\n```\n",
        "```html\n" + "<a " * 300 + "\n```\n",
        "```python\n" + "x = 1\n" * 1_700 + "```\n",
    ],
    ids=lambda listing: listing[3:12].strip(),
)
def test_the_lexers_see_no_listing_that_no_programmer_writes(listing: str) -> None:
    """Their regular expressions may look ahead again and again, in one call."""
    assert "<span" not in render(listing).html


def test_the_lexers_see_so_much_of_a_text_and_no_more() -> None:
    code = ("x = 1" + " + 1" * 60 + "\n") * 20
    figures = render(f"```python\n{code}```\n\n" * 12).html.split("<figure")[1:]
    assert sum("<span" in figure for figure in figures) == MOST_HIGHLIGHTED // len(code)


@pytest.mark.parametrize("formula", ["{" * 900 + "}" * 900, r"\sqrt" * 500, r"\def\a{\a\a}\a"])
def test_a_formula_that_is_too_long_or_deep_is_shown_as_typed(formula: str) -> None:
    assert "<math" not in render(f"${formula}$").html


def test_so_many_formulas_are_read_and_no_more() -> None:
    assert render("$x$ " * 10_000).html.count("<math") == MOST_FORMULAS


def test_a_text_beyond_measure_is_shown_as_it_was_typed() -> None:
    rendered = render("# Title <b>\n\n" + "[" * 20_000)
    assert rendered.html.startswith('<pre tabindex="0"># Title &lt;b&gt;')
    assert (rendered.contents, rendered.reading_minutes, rendered.is_as_typed) == ([], 1, True)


def test_headings_that_are_called_the_same_are_told_apart() -> None:
    anchors = [heading.anchor for heading in render("## Data\n\n## Data 1\n\n## Data\n\n## Data").contents]
    assert anchors == ["h-data", "h-data-1", "h-data-2", "h-data-3"]


@settings(max_examples=150)
@given(st.text(alphabet=st.sampled_from("<>&\"'`$*_[](){}|!#-^~:/\\ \n\tax1\x00\ue000"), max_size=120))
def test_any_mixture_of_marks_is_harmless(source: str) -> None:
    assert offences(source) == []


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_can_stand_in_a_feed(source: str) -> None:
    rendered = render(source)
    entry = ET.Element("content")
    entry.text = rendered.html + rendered.plain + rendered.excerpt
    ET.fromstring(ET.tostring(entry))  # noqa: S314
