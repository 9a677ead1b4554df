"""Arithmetic of half-open intervals of integers, each list in one pass."""

import sys
from collections.abc import Iterable, Sequence
from typing import TypeAlias

Interval: TypeAlias = tuple[int, int]

NONE_LEFT = (sys.maxsize, sys.maxsize)  # later than any instant


def merge(pieces: Iterable[Interval], *, before: int = 0, after: int = 0) -> list[Interval]:
    """Sorted, each grown by so much, with pieces that overlap or touch made one. None may be empty."""
    pairs = list(pieces)
    if not pairs:
        return []
    # Once each is sorted by itself, a start after the end before it is where a gap was.
    starts, ends = map(sorted, zip(*pairs, strict=True))
    grown = before + after
    merged = []
    begin = starts[0] - before
    for start, end in zip(starts[1:], ends, strict=False):
        if start - end > grown:
            merged.append((begin, end + after))
            begin = start - before
    merged.append((begin, ends[-1] + after))
    return merged


def join_sorted(pieces: Sequence[Interval]) -> list[Interval]:
    """As `merge`, for pieces that are already in the order of their starts."""
    if not pieces:
        return []
    joined = []
    begin, until = pieces[0]
    for start, end in pieces:
        if start > until:
            joined.append((begin, until))
            begin, until = start, end
        elif end > until:
            until = end
    joined.append((begin, until))
    return joined


def subtract(pieces: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """What is left of `pieces`; both sorted and merged. One pass over each."""
    left = []
    rest = iter(taken)
    start, stop = next(rest, NONE_LEFT)
    for piece, end in pieces:
        begin = piece
        while stop <= begin:
            start, stop = next(rest, NONE_LEFT)
        while start < end:
            if start > begin:
                left.append((begin, start))
            begin = stop
            if stop >= end:
                break  # it may reach into the next piece too
            start, stop = next(rest, NONE_LEFT)
        if begin < end:
            left.append((begin, end))
    return left


def intersect(pieces: Sequence[Interval], others: Sequence[Interval]) -> list[Interval]:
    """What lies in both; both sorted and merged."""
    return subtract(pieces, subtract(pieces, others))
