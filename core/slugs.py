"""Addresses made from titles and names: `boosting`, `boosting-2`, `boosting-3`."""

import re
from collections.abc import Callable, Collection

from slugify import slugify

APOSTROPHE = re.compile("['’]")  # noqa: RUF001
ROOM_FOR_NUMBER = 6  # a hyphen and five digits


def free_slug(text: str, *, fallback: str, max_length: int, taken: Callable[[str], Collection[str]]) -> str:
    """A slug of at most `max_length` letters that is not taken.

    `taken(stem)` gives the slugs in use that begin with the stem. `fallback` is the stem where the text
    has no letter that an address can hold.
    """
    words = APOSTROPHE.sub("", text)
    stem = slugify(words, max_length=max_length - ROOM_FOR_NUMBER, word_boundary=True) or fallback
    in_use = taken(stem)
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in in_use:
        number += 1
    return slug
