"""How two versions of a text differ. Pure: paragraphs first, then the words of those that changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import zip_longest

MOST_LINES = 3_000  # longer texts are one change
LONGEST_BY_WORDS = 4_000  # characters of a paragraph that is compared word by word
WORDS = re.compile(r"\w+|\s+|[^\w\s]")
CONTEXT_LINES = 2


class Kind(Enum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str

    @property
    def tag(self) -> str:
        """The HTML element that means it."""
        return {Kind.ADDED: "ins", Kind.REMOVED: "del"}.get(self.kind, "span")


@dataclass(frozen=True)
class Line:
    """A line of the text, in pieces; of `skipped` ones the piece says how many."""

    kind: Kind
    pieces: tuple[Piece, ...]


def count_changes(old: Sequence[str], new: Sequence[str]) -> int:
    """The number of places at which title, summary and text differ."""
    *old_lines, old_text = old
    *new_lines, new_text = new
    differing = sum(before != after for before, after in zip(old_lines, new_lines, strict=True))
    return differing + sum(1 for opcode in _compare_lines(old_text, new_text) if opcode[0] != "equal")


def compare(old: str, new: str) -> list[Line]:
    """What was removed and added, with a little of what stayed around it."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    opcodes = _compare_lines(old, new)
    for place, (kind, first, last, start, end) in enumerate(opcodes):
        if kind == "equal":
            same = after[start:end]
            lines += _shorten(same, is_first=place == 0, is_last=place == len(opcodes) - 1)
        else:
            for removed, added in zip_longest(before[first:last], after[start:end]):
                lines += _compare_words(removed, added)
    return lines


Opcode = tuple[str, int, int, int, int]


def _compare_lines(old: str, new: str) -> list[Opcode]:
    before, after = old.splitlines(), new.splitlines()
    if max(len(before), len(after)) > MOST_LINES:
        return [("replace" if before != after else "equal", 0, len(before), 0, len(after))]
    if old == new:
        return [("equal", 0, len(before), 0, len(after))]
    return [*SequenceMatcher(None, before, after, autojunk=False).get_opcodes()]


def _shorten(same: list[str], *, is_first: bool, is_last: bool) -> Iterator[Line]:
    head = 0 if is_first else CONTEXT_LINES
    tail = 0 if is_last else CONTEXT_LINES
    skipped = len(same) - head - tail
    if skipped <= 1:
        head, skipped = len(same), 0
    for text in same[:head]:
        yield Line(Kind.SAME, (Piece(Kind.SAME, text),))
    if skipped:
        yield Line(Kind.SKIPPED, (Piece(Kind.SKIPPED, str(skipped)),))
        for text in same[len(same) - tail :]:
            yield Line(Kind.SAME, (Piece(Kind.SAME, text),))


def _compare_words(removed: str | None, added: str | None) -> Iterator[Line]:
    if removed is None or added is None or max(len(removed), len(added)) > LONGEST_BY_WORDS:
        if removed is not None:
            yield Line(Kind.REMOVED, (Piece(Kind.REMOVED, removed),))
        if added is not None:
            yield Line(Kind.ADDED, (Piece(Kind.ADDED, added),))
        return
    before, after = WORDS.findall(removed), WORDS.findall(added)
    old: list[Piece] = []
    new: list[Piece] = []
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if last > first:
            old.append(Piece(Kind.SAME if kind == "equal" else Kind.REMOVED, "".join(before[first:last])))
        if end > start:
            new.append(Piece(Kind.SAME if kind == "equal" else Kind.ADDED, "".join(after[start:end])))
    yield Line(Kind.REMOVED, tuple(old))
    yield Line(Kind.ADDED, tuple(new))
