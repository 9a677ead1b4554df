"""Formulas: every one that docs/writing.md promises, on the page, in words, and as a picture."""

import re
from contextlib import suppress
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from mailing.mime import plain_text
from markup import maths
from markup.formula_pictures import MAIL_WIDTH, Scheme, picture_of
from markup.maths import UnreadableFormula
from markup.rendering import Medium, render
from tests.markup.promised import PROMISED

FORMULAS_AT = "https://longroad.example/formulas/"


def _read_xml(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own


def mail(source: str) -> str:
    return render(
        source, medium=Medium.MAIL, base_url="https://longroad.example/a/", formulas_at=FORMULAS_AT
    ).html


def test_the_docs_promise_all_that_matters() -> None:
    together = " ".join(PROMISED)
    for name in ("aligned", "cases", "pmatrix", "bmatrix", "array", "align", "gather"):
        assert f"{{{name}}}" in together
    assert len(PROMISED) > 30


@pytest.mark.parametrize("latex", PROMISED)
def test_a_promised_formula_is_mathml_on_the_page(latex: str) -> None:
    rendered = render(f"$$\n{latex}\n$$")
    assert not rendered.problems
    tree = _read_xml(re.search(r"<math.*</math>", rendered.html, re.DOTALL)[0])  # type: ignore[index]
    assert "\\" not in "".join(tree.itertext())
    assert tree.get("alttext") == latex


@pytest.mark.parametrize("latex", PROMISED)
def test_a_promised_formula_is_a_picture_in_a_mail(latex: str) -> None:
    picture = picture_of(latex, display=True)
    for scheme in Scheme:
        drawn = Image.open(BytesIO(picture.draw(scheme)))
        colours = {colour for _count, colour in drawn.convert("RGB").getcolors(10**6) or []}
        ink, paper = (tuple(bytes.fromhex(each[1:])) for each in scheme.value)
        assert {ink, paper} <= colours
        assert drawn.width >= picture.width
    assert picture.width <= MAIL_WIDTH
    shown = mail(f"$$\n{latex}\n$$")
    assert f'src="{FORMULAS_AT}{picture.key}.png"' in shown
    assert f'srcset="{FORMULAS_AT}{picture.key}-dark.png"' in shown


@pytest.mark.parametrize(
    ("latex", "rows", "columns"),
    [
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", 2, 2),
        (r"\begin{pmatrix} a & b \\ c & d \\ e & f \end{pmatrix}", 3, 2),
        (r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}", 2, 2),
    ],
)
def test_rows_and_columns_stay_what_they_are(latex: str, rows: int, columns: int) -> None:
    tree = _read_xml(maths.to_mathml(latex, display=True))
    assert [len(row) for row in tree.iter("mtr")] == [columns] * rows


def test_alignment_survives_the_allow_list() -> None:
    page = render("$$\n\\begin{aligned} aa &= b \\\\ a &= c \\end{aligned}\n$$").html
    assert '<mtd class="end tight-end">' in page
    assert '<mtd class="start tight-start">' in page


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"w_{t+1} = w_t - \eta \nabla L(w_t)", "w_{t+1} = w_t − η∇L(w_t)"),  # noqa: RUF001
        (r"\frac{a+b}{2}", "(a + b)/2"),
        (r"\sqrt{x+1}", "√(x + 1)"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a b; c d)"),
        (r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}", "{1 x > 0; 0 else"),
        (r"\hat{x} + \mathbf{W}", "x̂ + W"),
        (r"\arg\max_x f", "arg max_x f"),
    ],
)
def test_in_words_a_formula_can_still_be_read(latex: str, words: str) -> None:
    assert " ".join(maths.to_one_line(latex).split()) == words


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\agr x", r"\agr isn't known here."),
        (r"\begin{tikzpicture} x \end{tikzpicture}", "tikzpicture isn't known here."),
        (r"\newcommand{\a}{x} \a", "A formula can't define commands"),
        (r"\left( x", r"\right"),
        ("x" * 3_000, "too long"),
    ],
)
def test_what_cannot_be_read_is_named_to_the_author_and_shown_as_typed(latex: str, reason: str) -> None:
    rendered = render(f"$$\n{latex}\n$$")
    assert [problem.source for problem in rendered.problems] == [latex]
    assert reason in rendered.problems[0].reason
    assert '<code class="formula">' in rendered.html
    assert '<code class="formula">' in mail(f"$$\n{latex}\n$$")


def dark_lines(latex: str) -> tuple[list[int], list[int]]:
    """Where the picture has rows and columns of pixels that are ink for nine tenths of their length."""
    drawn = Image.open(BytesIO(picture_of(latex, display=True).draw(Scheme.LIGHT))).convert("L")
    dark = [[drawn.getpixel((x, y)) < 160 for x in range(drawn.width)] for y in range(drawn.height)]  # type: ignore[operator]
    rows = [y for y, row in enumerate(dark) if sum(row) > 0.9 * drawn.width]
    columns = [x for x in range(drawn.width) if sum(row[x] for row in dark) > 0.9 * drawn.height]
    return _starts(rows), _starts(columns)


def _starts(places: list[int]) -> list[int]:
    return [place for place in places if place - 1 not in places]


@pytest.mark.parametrize(
    ("latex", "rows", "columns"),
    [
        (r"\begin{array}{cc} a & b \\ c & d \end{array}", 0, 0),
        (r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}", 1, 1),
        (r"\begin{array}{c|cc|} a & b & e \\ c & d & f \\ \hline \end{array}", 1, 2),
    ],
)
def test_lines_of_a_table_are_on_the_page_and_in_the_picture(latex: str, rows: int, columns: int) -> None:
    rendered = render(f"$$\n{latex}\n$$")
    assert not rendered.problems
    assert ("line-" in rendered.html) == bool(rows)
    assert [len(found) for found in dark_lines(latex)] == [rows, columns]
    assert "<picture" in mail(f"$$\n{latex}\n$$")


def test_a_wide_formula_in_a_line_has_a_box_to_scroll_in() -> None:
    assert 'class="wide-formula" tabindex="0"' in render(f"So ${'x + ' * 30}y$ it is.").html
    assert "wide-formula" not in render("So $x + y$ it is.").html


def test_a_comma_behind_a_formula_stays_in_its_line() -> None:
    page = render("Let $x$, and $y$ (or $z$).").html
    assert re.findall(r"</math>([^<]*)</span>", page) == [",", ")."]
    assert page.count('class="unbroken"') == 2
    assert render("Let $x$, and").excerpt == "Let x, and"
    assert mail("Let $x$, and").count(",") == mail("Let $x$ and").count(",") + 1


@pytest.mark.parametrize(
    ("text", "before", "behind"),
    [("the $n$th", "", "th"), ("a ($x$).", "(", ")."), ("many $x$s", "", "s"), ("so “$x$”", "“", "”")],
)
def test_whatever_touches_a_formula_stays_in_its_line(text: str, before: str, behind: str) -> None:
    page = render(text).html
    assert re.findall(r'class="unbroken">([^<]*)<math.*?</math>([^<]*)</span>', page) == [(before, behind)]


def test_a_word_behind_a_formula_is_no_ending() -> None:
    assert render("$x$then").html.count("unbroken") == 0


def test_the_key_of_a_picture_is_made_of_what_it_shows() -> None:
    keys = {picture_of(latex, display=is_display).key for latex in "xy" for is_display in (True, False)}
    assert len(keys) == 4
    assert picture_of("x", display=True).key == picture_of("x", display=True).key


@pytest.mark.parametrize(
    "latex",
    [
        r"\color{red;background:url(//evil.example)}{x}",
        r"\href{javascript:alert(1)}{x}",
        r"\text{</math><img src=x onerror=alert(1)>}",
        r"\hspace{99999em} x",
        r"\sqrt " * 250 + "x",
        r"\frac1" * 300 + "1",
        r"\overline " * 190 + "x",
        "x" + "'" * 1_900,
        "\x00\ue000",
        '" onload="x',
    ],
)
def test_hostile_formulas_stay_formulas_of_a_bounded_size(latex: str) -> None:
    for html in (render(f"$$\n{latex}\n$$").html, mail(f"$$\n{latex}\n$$")):
        assert "<img src=x" not in html
        assert "99999" not in re.sub(r'alt(?:text)?="[^"]*"|title="[^"]*"|<code.*?</code>', "", html)
        assert len(html) < 60_000
    with suppress(UnreadableFormula):
        assert picture_of(latex, display=True).width <= MAIL_WIDTH


def test_the_text_part_of_a_mail_has_the_words_of_a_formula() -> None:

    assert plain_text(mail(r"So $w_t - \eta g$ it is.")) == "So w_t − ηg it is.\n"  # noqa: RUF001
