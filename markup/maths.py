"""Formulas: LaTeX in, MathML for a page and one line of plain characters for a mail."""

import re
from collections.abc import Callable
from html import unescape
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element
from latex2mathml.exceptions import (
    DenominatorNotFoundError,
    DoubleSubscriptsError,
    DoubleSuperscriptsError,
    ExtraLeftOrMissingRightError,
    InvalidAlignmentError,
    InvalidStyleForGenfracError,
    InvalidWidthError,
    LimitsMustFollowMathOperatorError,
    MissingEndError,
    MissingSuperScriptOrSubscriptError,
    NoAvailableTokensError,
    NumeratorNotFoundError,
)

LONGEST_FORMULA = 2_000
DEEPEST_FORMULA = 40
# Definitions that use each other grow without limit from a few characters.
DEFINITION = re.compile(
    r"\\(?:newcommand|renewcommand|providecommand|def|let|newenvironment)(?![a-z])", re.IGNORECASE
)
# What the parser is known to raise for LaTeX it cannot read. The plain ones are its own slips on
# unfinished input (`\frac`, `\left`, a lone `&`), which an author types on the way to a formula.
UNREADABLE = (
    DenominatorNotFoundError,
    DoubleSubscriptsError,
    DoubleSuperscriptsError,
    ExtraLeftOrMissingRightError,
    InvalidAlignmentError,
    InvalidStyleForGenfracError,
    InvalidWidthError,
    LimitsMustFollowMathOperatorError,
    MissingEndError,
    MissingSuperScriptOrSubscriptError,
    NoAvailableTokensError,
    NumeratorNotFoundError,
    IndexError,
    KeyError,
    StopIteration,
    TypeError,
    ValueError,
    RuntimeError,
)
TIGHT = set("()[]{}|,.!∇∥‖^~¯")  # signs that touch what they belong to
SUPERSCRIPTS = {"1": "¹", "2": "²", "3": "³"}
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


class UnreadableFormula(ValueError):
    """A formula that cannot be parsed; the reader then sees its source."""


def to_mathml(latex: str, *, display: bool) -> str:
    """One `<math>` element; its `alttext` is the LaTeX, for copying and for screen readers."""
    element = _parse_latex(latex, display=display)
    element.set("alttext", latex)
    return tostring(element, encoding="unicode", short_empty_elements=False)


def to_one_line(latex: str) -> str:
    """The formula in characters alone: `w_{t+1} = w_t + ηg`. For mail and for search."""
    return " ".join(_flatten_element(_parse_latex(latex, display=False)).split())


def _parse_latex(latex: str, *, display: bool) -> Element:
    """The formula as a tree whose texts are real characters, so that serialising escapes them."""
    if len(latex) > LONGEST_FORMULA or _measure_depth(latex) > DEEPEST_FORMULA or DEFINITION.search(latex):
        raise UnreadableFormula(latex)
    try:
        root = convert_to_element(latex, display="block" if display else "inline")
    except UNREADABLE as error:
        raise UnreadableFormula(latex) from error
    for element in root.iter():
        element.text = unescape(element.text) if element.text else element.text
        element.tag = element.tag.removeprefix(NAMESPACE)
    return root


def _measure_depth(latex: str) -> int:
    depth = deepest = 0
    for character in latex:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return max(deepest, latex.count(r"\left"), latex.count(r"\begin"))


def _flatten_element(element: Element) -> str:
    parts = [_flatten_element(child) for child in element]
    shape = _SHAPES.get((element.tag, len(parts)))
    if shape:
        return shape(*parts)
    if element.tag in {"mo", "mi"}:
        return _space_sign(element.tag, element.text or "")
    return (element.text or "") + "".join(parts)


def _write_fraction(above: str, below: str) -> str:
    return f" {_group_terms(above)}/{_group_terms(below)} "


def _write_power(base: str, high: str) -> str:
    return f"{base}{SUPERSCRIPTS.get(high) or f'^{_brace_script(high)}'}"


def _write_index(base: str, low: str) -> str:
    return f"{base.rstrip()}_{_brace_script(low)}"


def _write_limits(base: str, low: str, high: str) -> str:
    return f"{_write_index(base, low)}^{_brace_script(high)} "


def _write_root(inside: str) -> str:
    return f"√({inside.strip()})"


_SHAPES: dict[tuple[str, int], Callable[..., str]] = {
    ("mfrac", 2): _write_fraction,
    ("msup", 2): _write_power,
    ("msub", 2): _write_index,
    ("munder", 2): _write_index,
    ("msubsup", 3): _write_limits,
    ("munderover", 3): _write_limits,
    ("msqrt", 1): _write_root,
    ("mspace", 0): lambda: " ",
}


def _space_sign(tag: str, sign: str) -> str:
    """Relations and function names stand apart, brackets and single letters do not."""
    if tag == "mi":
        return f" {sign} " if len(sign) > 1 else sign
    return sign if sign in TIGHT else f" {sign} "


def _group_terms(text: str) -> str:
    text = " ".join(text.split())
    return f"({text})" if " " in text else text


def _brace_script(text: str) -> str:
    text = "".join(text.split())
    return text if len(text) == 1 else f"{{{text}}}"
