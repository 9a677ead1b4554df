"""Formulas: LaTeX in, MathML for a page and one line of plain characters for text and search."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

from django.utils.translation import gettext as _
from math_core import LatexError, LatexToMathML

LONGEST_FORMULA = 2_000
DEEPEST_FORMULA = 40  # braces in each other
DEEPEST_TREE = 60
MOST_ELEMENTS = 1_500
# Definitions that use each other grow without limit from a few characters.
DEFINITION = re.compile(
    r"\\(?:newcommand|renewcommand|providecommand|def|let|newenvironment)(?![a-z])", re.IGNORECASE
)
# Numbers of equations would begin anew in each formula, so these stand for their kin without numbers.
UNNUMBERED = {
    "align": "aligned", "align*": "aligned", "alignat": "alignedat", "alignat*": "alignedat",
    "gather": "gathered", "gather*": "gathered", "multline": "gathered", "multline*": "gathered",
    "split": "aligned", "smallmatrix": "matrix", "eqnarray": "aligned", "eqnarray*": "aligned",
    "equation": "gathered", "equation*": "gathered",
}  # fmt: skip
DOTS = re.compile(r"\\(?:ldots|dots)(?![A-Za-z])")
ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-z]+\*?)\}")
MACROS = {"substack": r"\begin{matrix}#1\end{matrix}", "argmin": r"\operatorname*{arg\,min}",
          "argmax": r"\operatorname*{arg\,max}"}  # fmt: skip
ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|apos|#\w+);)\w+;")
LENGTH = re.compile(r"(-?\d*\.?\d+)(r?em)")
LONGEST_LENGTH = 10.0  # em
KNOWN_TAGS = frozenset({
    "math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow",
    "mspace", "msqrt", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
})  # fmt: skip
CELL_CLASSES = {
    "text-align: left": "start", "text-align: right": "end", "padding-left: 0": "tight-start",
    "padding-right: 0": "tight-end", "padding-left:1em": "apart", "border-right": "line-end",
    "border-left": "line-start", "border-top": "line-above", "border-bottom": "line-below",
}  # fmt: skip
SCRIPTED = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
NO_VARIANTS = dict.fromkeys(range(0xFE00, 0xFE10))  # they choose among letter shapes; ours has one
INVISIBLE = "⁡⁢⁣⁤"
TIGHT = set("()[]{}|,.!∇∥‖^~¯⟨⟩⌊⌋⌈⌉;\u2032/")  # signs that touch what they belong to
SUPERSCRIPTS = {"1": "¹", "2": "²", "3": "³", "\u2032": "\u2032", "″": "″"}
ACCENTS = {
    "^": "\u0302", "\u02c6": "\u0302", "~": "\u0303", "\u02dc": "\u0303", "¯": "\u0304", "‾": "\u0304",
    "\u0332": "\u0304", "→": "\u20d7", "\u20d7": "\u20d7", "˙": "\u0307", "¨": "\u0308",
    "\u00b4": "\u0301", "`": "\u0300", "˘": "\u0306", "ˇ": "\u030c", "˚": "\u030a",
}  # fmt: skip
BRACES = set("⏞⏟⏜⏝⎴⎵_")


class UnreadableFormula(ValueError):
    """A formula that cannot be shown as one; readers see its source. Its text says why, to the author."""


def to_mathml(latex: str, *, display: bool) -> str:
    """One `<math>` element; its `alttext` is the LaTeX, for copying and for screen readers."""
    element = parse_latex(latex, display=display)
    element.set("alttext", latex)
    return tostring(element, encoding="unicode", short_empty_elements=False)


def to_one_line(latex: str) -> str:
    """The formula in characters alone: `w_{t+1} = w_t + ηg`. For text and for search."""
    return " ".join(_flatten_element(parse_latex(latex, display=False)).split())


def parse_latex(latex: str, *, display: bool) -> Element:
    """The formula as a tree whose texts are real characters, so that serialising escapes them."""
    return fromstring(_convert(latex, display))  # noqa: S314 - made by our own converter, without a DTD


@lru_cache(maxsize=2_000)
def _convert(latex: str, display: bool) -> str:  # noqa: FBT001 - a key of the cache
    """The MathML, with only what browsers and `formula_pictures` draw, and no style attribute."""
    _refuse_costly(latex)
    latex = ENVIRONMENT.sub(lambda match: rf"\{match[1]}{{{UNNUMBERED.get(match[2], match[2])}}}", latex)
    latex = DOTS.sub("…", latex)
    try:
        mathml = _converter.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        raise UnreadableFormula(_explain(str(error))) from error
    try:
        root = fromstring(ENTITY.sub(lambda match: unescape(match[0]), mathml))  # noqa: S314 - see above
    except ParseError as error:
        raise UnreadableFormula(_("It has a character that no formula can have.")) from error
    _adapt(root)
    if not display:
        root.set("display", "inline")
    return tostring(root, encoding="unicode")


_converter = LatexToMathML(fancy_error=False, macros=MACROS)


def _refuse_costly(latex: str) -> None:
    if len(latex) > LONGEST_FORMULA or _measure_depth(latex) > DEEPEST_FORMULA:
        raise UnreadableFormula(_("It is too long, or its braces go too deep. Make two of it."))
    if DEFINITION.search(latex):
        raise UnreadableFormula(_("A formula can't define commands. Write out what they stand for."))


def _measure_depth(latex: str) -> int:
    depth = deepest = 0
    for character in latex:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return max(deepest, latex.count(r"\left"), latex.count(r"\begin"))


def _explain(error: str) -> str:
    """The converter's sentence without its position; in the reader's language where it names a command."""
    reason = error.partition(": ")[2] or error
    unknown = re.fullmatch(r'Unknown (command|environment) "(.+)"\.', reason)
    if unknown:
        return _("%(name)s isn't known here.") % {"name": unknown[2]}
    return reason


def _adapt(root: Element) -> None:
    """Turn what a page may not have (styles) into what it may; refuse what nothing here draws."""
    pending, elements = [(root, 1, False)], 0
    while pending:
        element, depth, is_script = pending.pop()
        elements += 1
        if depth > DEEPEST_TREE or elements > MOST_ELEMENTS:
            raise UnreadableFormula(_("It is too long, or its braces go too deep. Make two of it."))
        if element.tag not in KNOWN_TAGS:
            raise UnreadableFormula(_("It has a part that can't be drawn. Write it in another way."))
        _adapt_style(element)
        element.text = (element.text or "").translate(NO_VARIANTS)
        if is_script and element.tag == "mtable":
            element.attrib.pop("scriptlevel", None)  # lines below a sum are as small as one line
        for name in ("width", "lspace", "rspace", "minsize", "maxsize", "voffset"):
            if name in element.attrib:
                element.set(name, _limit_length(element.attrib[name]))
        has_scripts = element.tag in SCRIPTED
        pending += [
            (child, depth + 1, is_script or (has_scripts and place > 0))
            for place, child in enumerate(element)
        ]


def _adapt_style(element: Element) -> None:
    style = element.attrib.pop("style", "")
    if not style:
        return
    if element.tag == "mtd":
        names = [name for part, name in CELL_CLASSES.items() if part in style]
        if names:
            element.set("class", " ".join(names))
    elif element.tag == "mspace" and (length := LENGTH.search(style)):
        element.set("width", _limit_length(length[0]))
    elif colour := re.fullmatch(r"color:(#[0-9A-Fa-f]{6});", style):
        element.set("mathcolor", colour[1])


def _limit_length(value: str) -> str:
    length = LENGTH.fullmatch(value)
    if not length:
        return "0"
    number = max(-LONGEST_LENGTH, min(LONGEST_LENGTH, float(length[1])))
    return f"{number:.4g}{length[2]}"


def _flatten_element(element: Element) -> str:
    parts = [_flatten_element(child) for child in element]
    shape = _SHAPES.get((element.tag, len(parts)))
    if shape:
        return shape(*parts)
    if element.tag in {"mo", "mi", "mn"}:
        return _space_sign(element.tag, element.text or "")
    if element.tag == "mspace":
        return " " if element.get("width") else ""
    if element.tag == "mtable":
        return "; ".join(parts)
    if element.tag == "mtr":
        return " ".join(part.strip() for part in parts)
    return (element.text or "") + "".join(parts)


def _write_power(base: str, high: str) -> str:
    return f"{base.rstrip()}{SUPERSCRIPTS.get(high.strip()) or f'^{_brace_script(high)}'}"


def _write_index(base: str, low: str) -> str:
    if low.strip() in BRACES:
        return base
    name = base.strip()
    return f"{name}_{_brace_script(low)}{' ' if len(name) > 1 and name.isalpha() else ''}"


def _write_above(base: str, high: str) -> str:
    mark = ACCENTS.get(high.strip())
    if high.strip() in BRACES:
        return base
    if mark and len(base.strip()) == 1:
        return f"{base.strip()}{mark}"
    return _write_power(f"({base.strip()})" if mark else base, high)


def _write_limits(base: str, low: str, high: str) -> str:
    return f"{_write_index(base, low).rstrip()}^{_brace_script(high)} "


_SHAPES: dict[tuple[str, int], Callable[..., str]] = {
    ("mfrac", 2): lambda above, below: f" {_group_terms(above)}/{_group_terms(below)} ",
    ("msup", 2): _write_power,
    ("msub", 2): _write_index,
    ("munder", 2): lambda base, low: f"{_write_index(base, low).rstrip()} ",
    ("mover", 2): _write_above,
    ("msubsup", 3): _write_limits,
    ("munderover", 3): _write_limits,
    ("msqrt", 1): lambda inside: f"√({inside.strip()})",
    ("mroot", 2): lambda inside, index: f"√[{index.strip()}]({inside.strip()})",
    ("mphantom", 1): lambda _inside: "",
}


def _space_sign(tag: str, sign: str) -> str:
    """Relations and function names stand apart, brackets and single letters do not."""
    sign = sign.translate(dict.fromkeys(map(ord, INVISIBLE)))
    if tag == "mn":
        return unicodedata.normalize("NFKC", sign)
    if tag == "mi":
        sign = unicodedata.normalize("NFKC", sign)
        return f" {sign} " if len(sign) > 1 else sign
    return sign if not sign or sign in TIGHT or sign in ACCENTS else f" {sign} "


def _group_terms(text: str) -> str:
    text = " ".join(text.split())
    return f"({text})" if " " in text else text


def _brace_script(text: str) -> str:
    text = "".join(text.split())
    return text if len(text) == 1 else f"{{{text}}}"
