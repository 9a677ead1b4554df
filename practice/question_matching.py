"""Which question of a text is which, when its author has written it anew: pure."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

ALIKE = 0.6  # of the words of two prompts, from 0 to 1: more says the same question, changed


class Before(NamedTuple):
    """A question as it was. One that was withdrawn comes back by its name or its very words alone."""

    key: str
    prompt: str
    is_asked: bool = True


class Written(NamedTuple):
    """A question as it is now; `name` is empty unless its author gave it one."""

    prompt: str
    name: str = ""


def match_questions(before: Sequence[Before], written: Sequence[Written]) -> list[int | None]:
    """For each written question the place of what it was before, or None for a new one.

    By name, then by the same words, then by the most alike; a name that is given later changes nothing.
    """
    found: list[int | None] = [None] * len(written)
    free = set(range(len(before)))

    def take(place: int, old: int) -> None:
        found[place] = old
        free.discard(old)

    for place, each in enumerate(written):
        named = [old for old in free if each.name and before[old].key == each.name]
        if named:
            take(place, named[0])
    for place, each in enumerate(written):
        same = [old for old in sorted(free) if before[old].prompt == each.prompt]
        if found[place] is None and same:
            take(place, same[0])
    alike = [
        (_likeness(before[old].prompt, each.prompt), place, old)
        for place, each in enumerate(written)
        for old in free
        if found[place] is None and before[old].is_asked
    ]
    for likeness, place, old in sorted(alike, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if likeness >= ALIKE and found[place] is None and old in free:
            take(place, old)
    return found


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower().split(), other.lower().split(), autojunk=False).ratio()
