"""Words as people type them, made fit for one line: of a list, a mail's subject, a calendar."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Unicode categories: control, line and paragraph separator; private use, with which the outbox marks
# what differs between readers; surrogate, which no encoding takes.
BREAKS = frozenset({"Cc", "Zl", "Zp", "Co", "Cs"})
# Letters and symbols that are drawn as nothing: the fillers of Hangul, the empty Braille cell.
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
TURNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def one_line(text: str) -> str:
    """The words with single spaces between; no control character, nor what turns the words after it round."""
    kept = (" " if unicodedata.category(each) in BREAKS else each for each in text.translate(TURNS))
    return " ".join("".join(kept).split())


def without_controls(text: str) -> str:
    """The text with its tabs and its line ends, each one `\\n`, but no other control character."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in BREAKS)


def can_be_seen(character: str) -> bool:
    """Does it leave a mark of its own? Format characters, marks, separators and blank letters do not."""
    category = unicodedata.category(character)
    return character not in BLANK_LETTERS and category[0] not in "CZM"


def says_something(text: str) -> None:
    """Validator: more than spaces and what nobody can see."""
    if not any(map(can_be_seen, one_line(text))):
        raise ValidationError(_("Write at least one letter."), code="empty")
