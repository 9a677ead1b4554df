"""The picture that a link to a page unfolds to: its title on the paper of the site.

Pure: words in, a PNG out. The fonts come with packages of ours, so it looks the same on every machine.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from html import escape
from importlib.resources import files
from unicodedata import bidirectional

import resvg_py
from django.conf import settings
from fontTools.ttLib import TTFont
from PIL import ImageFont

DRAWING_VERSION = 1  # raise it when the same words are to give another picture
WIDTH, HEIGHT = 1_200, 630
MARGIN = 80
SIZES = (88, 74, 62, 52)
MOST_LINES = 4
INK, SOFT, PAPER, SIGNAL = "#12272e", "#46585e", "#f9f7f1", "#e8590c"
SERIF = str(files("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf")
SANS = str(files("ziafont") / "fonts" / "DejaVuSans.ttf")  # for letters that the serif lacks
# The name as templates/ui/wordmark.html draws it.
WORDMARK = (
    '<path d="M4 5v36M39 21v20M39 30.5a9 9 0 0 1 18 0V41M85 21v22.5a10 10 0 0 1-18.6 5M96 21v20M96 30'
    ' a9 9 0 0 1 10.5-8.8M156 21v20M183 5v36"/>'
    + "".join(f'<circle cx="{x}" cy="31" r="10"/>' for x in (21.5, 75, 121, 146, 173))
    + f'<circle cx="121" cy="31" r="4.2" stroke="none" fill="{SIGNAL}"/>'
)


@dataclass(frozen=True, kw_only=True)
class Card:
    """What is drawn: the title, and a line below it."""

    title: str
    byline: str = ""

    @property
    def key(self) -> str:
        """The same for the same picture."""
        said = f"{DRAWING_VERSION}\0{self.title}\0{self.byline}"
        return blake2b(said.encode(), digest_size=16).hexdigest()

    @property
    def can_be_drawn(self) -> bool:
        """Whether our fonts have every letter of the title."""
        return all(ord(letter) in _letters() or letter.isspace() for letter in self.title)

    def draw(self) -> bytes:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=self._write_svg(),
                background=PAPER,
                skip_system_fonts=True,
                font_files=[SERIF, SANS],
            )
        )

    def _write_svg(self) -> str:
        size, lines = _fit(self.title)
        directions = map(bidirectional, self.title)
        first = next((each for each in directions if each in {"L", "R", "AL"}), "L")
        x, anchor = (MARGIN, "start") if first == "L" else (WIDTH - MARGIN, "end")
        baseline = 355 + size // 3 - round((len(lines) - 1) * size * 0.58)
        title = "".join(
            f'<text x="{x}" y="{baseline + round(number * size * 1.16)}">{escape(line)}</text>'
            for number, line in enumerate(lines)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
            f'<g transform="translate(0 -5)" opacity="0.16">{_contours()}</g>'
            f'<g transform="translate({MARGIN - 5} 62) scale(1.25)" fill="none" stroke="{INK}"'
            f' stroke-width="4.2" stroke-linecap="round" stroke-linejoin="round">{WORDMARK}</g>'
            f'<g font-family="STIX Two Math" font-size="{size}" fill="{INK}"'
            f' text-anchor="{anchor}">{title}</g>'
            f'<text x="{x}" y="560" font-family="STIX Two Math" font-size="32" fill="{SOFT}"'
            f' text-anchor="{anchor}">{escape(self.byline)}</text></svg>'
        )


def _fit(title: str) -> tuple[int, list[str]]:
    """The largest size in which it takes few enough lines; what does not fit in the smallest is left out."""
    for size in SIZES:
        lines = list(_wrap(title, size))
        if len(lines) <= MOST_LINES:
            return size, lines
    last = lines[MOST_LINES - 1]
    return size, [*lines[: MOST_LINES - 1], f"{last[:-1].rstrip()}…"]


def _wrap(title: str, size: int) -> Iterator[str]:
    """Lines that fit between the margins; a word that is wider than a line is broken."""
    line = ""
    for word in title.split():
        longer = f"{line} {word}".strip()
        if _measure(longer, size) <= WIDTH - 2 * MARGIN:
            line = longer
            continue
        if line:
            yield line
        *whole, line = _break_word(word, size)
        yield from whole
    yield line


def _break_word(word: str, size: int) -> Sequence[str]:
    parts = [""]
    for letter in word:
        if _measure(parts[-1] + letter, size) > WIDTH - 2 * MARGIN:
            parts.append("")
        parts[-1] += letter
    return parts


def _measure(text: str, size: int) -> float:
    return float(_font(size).getlength(text))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(SERIF, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _letters() -> frozenset[int]:
    return frozenset(code for path in (SERIF, SANS) for code in TTFont(path, lazy=True).getBestCmap())


@cache
def _contours() -> str:
    """The lines of static/img/contours.svg."""
    drawing = (settings.BASE_DIR / "static/img/contours.svg").read_text(encoding="utf-8")
    return "".join(re.findall(r"<path[^>]*/>", drawing))
