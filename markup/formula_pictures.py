"""Formulas as pictures, for mail readers, none of which shows MathML. Pure: LaTeX in, bytes out.

A picture has the paper of the mail as its ground, so that it can be read where a mail reader turns the
colours around it dark and leaves pictures as they are.
"""

import hashlib
import threading
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from math import ceil, inf
from xml.etree.ElementTree import Element, tostring

import resvg_py
from django.utils.translation import gettext as _
from ziafont.fonttypes import BBox
from ziamath.drawable import HLine, VLine
from ziamath.nodes.mtable import Mtable
from ziamath.zmath import Math

from markup.maths import INVISIBLE, UnreadableFormula, parse_latex

DRAWING_VERSION = 2  # raise it when the same formula is to give another picture
FONT_SIZE = 19  # px, for text of 17 px: the letters of the maths font are smaller
DENSITY = 2  # pixels of the file for each pixel of the mail
MARGIN = 1
WIDEST = 2_000
HIGHEST = 1_600
MAIL_WIDTH = 520
INK = "#010203"  # stands for the ink until it is drawn
FONT = files("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf"
_layout = threading.Lock()  # the library keeps what it is laying out in its own module


class Scheme(Enum):
    """Ink and paper of the mail, in its two colour schemes (templates/mail/layout.html)."""

    LIGHT = ("#12272e", "#f9f7f1")
    DARK = ("#eeebe2", "#0c1c21")


@dataclass(frozen=True, kw_only=True)
class FormulaPicture:
    """Where a formula's picture is found and how large it is, in CSS pixels."""

    latex: str
    is_display: bool
    width: int
    height: int
    depth: int
    """How far it reaches below the line of the text."""

    @property
    def key(self) -> str:
        """The same for the same picture, wherever it is used."""
        said = f"{DRAWING_VERSION}\0{self.is_display}\0{self.latex}"
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()

    def draw(self, scheme: Scheme) -> bytes:
        """The PNG."""
        ink, paper = scheme.value
        svg = _lay_out(self.latex, self.is_display).svg
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg.replace(INK, ink),
                background=paper,
                zoom=DENSITY,
                skip_system_fonts=True,
            )
        )


def picture_of(latex: str, *, display: bool) -> FormulaPicture:
    """Raises UnreadableFormula for what can't be drawn."""
    layout = _lay_out(latex, display)
    shrink = min(1.0, MAIL_WIDTH / layout.width)
    return FormulaPicture(
        latex=latex,
        is_display=display,
        width=ceil(layout.width * shrink),
        height=ceil(layout.height * shrink),
        depth=round(layout.depth * shrink),
    )


@dataclass(frozen=True)
class _Layout:
    svg: str
    width: float
    height: float
    depth: float


@lru_cache(maxsize=500)
def _lay_out(latex: str, display: bool) -> _Layout:  # noqa: FBT001 - a key of the cache
    tree = parse_latex(latex, display=display)
    _prepare(tree)
    try:
        with _layout:
            drawn = Math(tree, size=FONT_SIZE, font=str(FONT), margin=MARGIN)
            svg = drawn.svgxml()
    # It was made for people who look at what they get, and raises whatever Python does.
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise UnreadableFormula(_("A mail shows its source: it can't be drawn as a picture.")) from error
    width, height = float(svg.get("width", 0)), float(svg.get("height", 0))
    if not (0 < width <= WIDEST and 0 < height <= HIGHEST):
        raise UnreadableFormula(_("A mail shows its source: it is too large for a picture."))
    top = float(svg.get("viewBox", "0 0 0 0").split()[1])
    return _Layout(tostring(svg, encoding="unicode"), width, height, top + height)


def _prepare(tree: Element) -> None:
    """Say in the attributes of MathML 3 what the page says in classes; refuse what isn't drawn."""
    tree.set("mathcolor", INK)
    for parent in list(tree.iter()):
        if parent.tag == "mtable":
            _prepare_table(parent)
        for child in list(parent):
            if child.tag == "mo" and (child.text or "") in INVISIBLE:
                parent.remove(child) if parent.tag in {"mrow", "math", "mtd"} else child.clear()


def _prepare_table(table: Element) -> None:
    cells = [[cell.get("class", "").split() for cell in row] for row in table]
    if any(name.startswith("line-") for row in cells for cell in row for name in cell):
        table.tag = RULED_TABLE
        table.set("rules", " ".join(sorted(_rules_of(cells))))
        if not "".join(table[-1].itertext()).strip():  # a line at the end has an empty row of its own
            table.remove(table[-1])
    names_of_columns = [
        {name for row in cells for names in row[column : column + 1] for name in names}
        for column in range(max(map(len, cells), default=0))
    ]
    spaces = " ".join(_space_between(left, right) for left, right in pairwise(names_of_columns))
    table.set("columnspacing", spaces or "0em")
    table.set("rowspacing", "0.7em" if table.tag == RULED_TABLE else "0.45em")
    for row in table:
        for cell in row:
            names = cell.attrib.pop("class", "").split()
            cell.set("columnalign", next((_SIDES[name] for name in names if name in _SIDES), "center"))


RULED_TABLE = "ruledtable"


def _rules_of(cells: list[list[list[str]]]) -> set[str]:
    """`row:0` is a line above the first row, `column:1` one behind the first column."""
    axes = {"line-above": ("row", 0), "line-below": ("row", 1), "line-start": ("column", 0)}
    axes["line-end"] = ("column", 1)
    return {
        f"{axis}:{(row if axis == 'row' else column) + offset}"
        for row, names_of_row in enumerate(cells)
        for column, names in enumerate(names_of_row)
        for name in names
        if name in axes
        for axis, offset in [axes[name]]
    }


class RuledTable(Mtable, tag=RULED_TABLE):
    """A table with lines between its rows and columns, or around them, which the library leaves out."""

    def _setup(self, **kwargs: object) -> None:
        super()._setup(**kwargs)
        rules = [rule.split(":") for rule in self.element.get("rules", "").split()]
        rows = [int(place) for axis, place in rules if axis == "row"]
        columns = [int(place) for axis, place in rules if axis == "column"]
        pad, thickness = self.size_px("0.4em"), self.size_px("0.05em")
        xs, ys = self._boundaries(pad)
        shift = pad if 0 in columns else 0.0
        left, right = xs[0] + (pad if 0 not in columns else 0.0), xs[-1]
        right -= pad if len(xs) - 1 not in columns else 0.0
        top, bottom = (ys[place] for place in (0, -1))
        self.nodexy = [(x + shift, y) for x, y in self.nodexy]
        for place in rows:
            self.nodes.append(HLine(right - left, thickness, style=self.style))
            self.nodexy.append((left + shift, ys[place] - thickness / 2))
        for place in columns:
            self.nodes.append(VLine(bottom - top, thickness, style=self.style))
            self.nodexy.append((xs[place] + shift, top))
        self.bbox = BBox(0, max(self.bbox.xmax, right) + shift + thickness, -bottom, -top)

    def _boundaries(self, pad: float) -> tuple[list[float], list[float]]:
        """Where lines may be: x from left to right, y downwards; half-way between rows and columns."""
        cells = iter(zip(self.nodes, self.nodexy, strict=True))
        rows = [[next(cells) for _cell in row] for row in self.element]
        width = max(map(len, rows))
        lefts, rights = [inf] * width, [-inf] * width
        tops, bottoms = [], []
        for row in rows:
            for column, (node, (x, _y)) in enumerate(row):
                lefts[column] = min(lefts[column], x)
                rights[column] = max(rights[column], x + node.bbox.xmax)
            tops.append(min(y - node.bbox.ymax for node, (_x, y) in row))
            bottoms.append(max(y - node.bbox.ymin for node, (_x, y) in row))
        xs = [
            lefts[0] - pad,
            *((a + b) / 2 for a, b in zip(rights, lefts[1:], strict=False)),
            rights[-1] + pad,
        ]
        edge = pad / 2
        ys = [
            tops[0] - edge,
            *((a + b) / 2 for a, b in zip(bottoms, tops[1:], strict=False)),
            bottoms[-1] + edge,
        ]
        return xs, ys


_SIDES = {"start": "left", "end": "right"}


def _space_between(left: set[str], right: set[str]) -> str:
    if "apart" in right:
        return "1em"
    return "0.05em" if "tight-end" in left and "tight-start" in right else "0.8em"
