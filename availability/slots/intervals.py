"""Arithmetic of half-open intervals of integers, each list in one pass."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

Interval: TypeAlias = tuple[int, int]


def merge(pieces: Iterable[Interval]) -> list[Interval]:
    """Sorted, with pieces that overlap or touch made one. None may be empty."""
    pairs = list(pieces)
    if not pairs:
        return []
    # Once each is sorted by itself, a start after the end before it is where a gap was.
    starts, ends = map(sorted, zip(*pairs, strict=True))
    gaps = [at for at in range(1, len(starts)) if starts[at] > ends[at - 1]]
    return [
        (starts[first], ends[next_first - 1])
        for first, next_first in zip([0, *gaps], [*gaps, len(starts)], strict=True)
    ]


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


def subtract(pieces: Sequence[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """What is left of `pieces`; both sorted and merged. One pass over each."""
    left = []
    at, count = 0, len(taken)
    for piece, end in pieces:
        begin = piece
        while at < count and taken[at][1] <= begin:
            at += 1
        while at < count and taken[at][0] < end:
            start, stop = taken[at]
            if start > begin:
                left.append((begin, start))
            begin = stop
            if stop >= end:
                break  # it may reach into the next piece too
            at += 1
        if begin < end:
            left.append((begin, end))
    return left


def intersect(pieces: Sequence[Interval], others: Sequence[Interval]) -> list[Interval]:
    """What lies in both; both sorted and merged."""
    return subtract(pieces, subtract(pieces, others))
