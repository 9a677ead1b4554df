"""Every formula that the docs promise, drawn by Chromium with our font and by the library for mail, alike."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page

from markup.formula_pictures import FONT_SIZE, Scheme, picture_of
from markup.maths import to_mathml
from markup.static_files import make_maths_font
from tests.markup.promised import PROMISED

STYLES = Path(__file__).resolve().parents[2] / "static" / "css" / "components" / "maths.css"
SMALLEST = 6  # px: less than that is one line whatever it holds


@pytest.fixture(scope="module")
def sheet(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """A page with our styles and font, as static files are laid out."""
    folder = tmp_path_factory.mktemp("formulas")
    make_maths_font(folder / "fonts" / "maths.woff2")
    css = STYLES.read_text().replace("../../fonts/", "fonts/")
    page = chromium.new_page(viewport={"width": 900, "height": 600}, device_scale_factor=2)
    body = "".join(
        f'<p id="f{number}"><span>{to_mathml(latex, display=True)}</span></p>'
        for number, latex in enumerate(PROMISED)
    )
    (folder / "sheet.html").write_text(
        f"<!doctype html><meta charset=utf-8><style>{css} span {{ display: inline-block; padding: 4px }}"
        f"body {{ font-size: {FONT_SIZE}px; color: #000; background: #fff }}"
        f"math[display] {{ display: inline math }}</style>{body}"
    )
    page.goto((folder / "sheet.html").as_uri())
    page.evaluate("document.fonts.ready")
    return page


def ink_of(png: bytes) -> tuple[float, float]:
    """Width and height of what is drawn, in CSS pixels."""
    picture = Image.open(BytesIO(png)).convert("L")
    ground = Image.new("L", picture.size, picture.getpixel((0, 0)))
    box = ImageChops.difference(picture, ground).point(lambda value: 255 if value > 40 else 0).getbbox()
    assert box, "nothing is drawn"
    return (box[2] - box[0]) / 2, (box[3] - box[1]) / 2


def test_the_page_has_our_font(sheet: Page) -> None:
    loaded = sheet.evaluate("[...document.fonts].map(font => [font.family, font.status])")
    assert loaded == [["Maths", "loaded"]]


@pytest.mark.parametrize("number", range(len(PROMISED)), ids=PROMISED)
def test_page_and_mail_draw_it_alike(sheet: Page, number: int) -> None:
    width, height = ink_of(sheet.locator(f"#f{number} span").screenshot())
    mail = picture_of(PROMISED[number], display=True)
    mail_width, mail_height = ink_of(mail.draw(Scheme.LIGHT))
    assert height > SMALLEST or mail_height <= SMALLEST + 2
    assert 0.72 < mail_height / height < 1.4
    assert 0.72 < mail_width / width < 1.4


@pytest.mark.parametrize(
    ("tall", "flat"),
    [
        (r"\left( \frac{\frac{a}{b}}{c} \right)", r"( x )"),
        (r"\sqrt{\frac{\frac{a}{b}}{c}}", r"\sqrt{x}"),
        (r"\left\{ \frac{\frac{a}{b}}{c} \right\}", r"\{ x \}"),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", "a = b"),
        (r"\begin{cases} 1 & x \\ 0 & y \end{cases}", r"\{ 1"),
    ],
)
def test_brackets_stretch_and_lines_stand_below_each_other(sheet: Page, tall: str, flat: str) -> None:
    heights = []
    for latex in (tall, flat):
        drawn = sheet.evaluate(
            """mathml => {
                const span = document.createElement("span");
                span.innerHTML = mathml;
                document.body.append(span);
                const signs = [...span.querySelectorAll("mo, msqrt, mtable")];
                const heights = signs.map(each => each.getBoundingClientRect().height);
                span.remove();
                return Math.max(...heights);
            }""",
            to_mathml(latex, display=True),
        )
        heights.append((drawn, picture_of(latex, display=True).height))
    assert heights[0][0] > 1.5 * heights[1][0]
    assert heights[0][1] > 1.5 * heights[1][1]
