"""The picture of a page where its address is shared: 1200 by 630, drawn from SVG. Pure: words in, PNG out."""

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from xml.sax.saxutils import escape

import resvg_py
from fontTools.ttLib import TTFont

WIDTH, HEIGHT = 1200, 630
MARGIN = 96
TITLE_SIZES = (84, 68, 56)
TITLE_LINES = 3
NOTE_SIZE = 36
FONT = files("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf"  # its letters are Latin, Greek and Cyrillic
FAMILY = "STIX Two Math"
PAPER, INK, SOFT, HAIRLINE, SIGNAL = "#f9f7f1", "#12272e", "#4a5d63", "#d8d4c8", "#f3680f"


def can_draw(*texts: str) -> bool:
    """Whether the font has every letter. Other scripts, and those that join their letters, it has not."""
    known = _widths()
    return all(ord(letter) in known for text in texts for letter in text)


@lru_cache(maxsize=64)
def draw_card(*, site: str, title: str, note: str) -> bytes:
    """The title on three lines at most, a note below it, and the name of the site. A tenth of a second."""
    size, lines = _fit(title)
    top = 250 - (len(lines) - 1) * size * 0.4
    drawn = [_line(line, MARGIN, top + number * size * 1.2, size) for number, line in enumerate(lines)]
    note_at = top + (len(lines) - 1) * size * 1.2 + NOTE_SIZE * 2.2
    svg = "".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        f'<path d="M980 {HEIGHT}c0-130 60-160 130-300s90-170 90-330" fill="none" stroke="{HAIRLINE}"',
        ' stroke-width="30"/>',
        f'<circle cx="1106" cy="338" r="34" fill="{PAPER}" stroke="{INK}" stroke-width="12"/>',
        f'<circle cx="1106" cy="338" r="14" fill="{SIGNAL}"/>',
        *drawn,
        _line(_shorten(note, NOTE_SIZE, _room()), MARGIN, note_at, NOTE_SIZE, SOFT),
        _line(site, MARGIN, HEIGHT - 72, NOTE_SIZE),
        "</svg>",
    ))  # fmt: skip
    png = resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_files=[str(FONT)], font_family=FAMILY
    )
    return bytes(png)


def _line(text: str, x: int, y: float, size: int, ink: str = INK) -> str:
    look = f'font-family="{FAMILY}" font-size="{size}" fill="{ink}"'
    return f'<text x="{x}" y="{y:.0f}" {look}>{escape(text)}</text>'


def _fit(title: str) -> tuple[int, list[str]]:
    """The largest size in which it fits; in the smallest one its end is left out."""
    for size in TITLE_SIZES:
        lines = _wrap(title.split(), size)
        if len(lines) <= TITLE_LINES:
            return size, lines
    kept = lines[:TITLE_LINES]
    return size, [*kept[:-1], _shorten(f"{kept[-1]} {lines[TITLE_LINES]}", size, _room())]


def _wrap(words: Sequence[str], size: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, size) <= _room():
            lines[-1] = longer
        else:
            lines.append(_shorten(word, size, _room()))
    return lines or [""]


def _shorten(text: str, size: int, room: float) -> str:
    """Without its end where it is too long, which three dots say."""
    if measure(text, size) <= room:
        return text
    while text and measure(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _room() -> float:
    return WIDTH - 2 * MARGIN - 140  # beside the road


def measure(text: str, size: float) -> float:
    """Its width. A letter that the font lacks counts as one em."""
    known = _widths()
    return sum(known.get(ord(letter), 1.0) for letter in text) * size


@cache
def _widths() -> dict[int, float]:
    """Of every letter of the font, in ems."""
    with TTFont(str(FONT), lazy=True) as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: metrics[name][0] / em for code, name in font.getBestCmap().items()}
