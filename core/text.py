"""Words as people type them, made fit for one line: of a list, a mail's subject, a calendar."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Unicode categories: control, line and paragraph separator; private use, with which the outbox marks
# what differs between readers; surrogate, which no encoding takes.
BREAKS = frozenset({"Cc", "Zl", "Zp", "Co", "Cs"})
TURNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def one_line(text: str) -> str:
    """The words with single spaces between; no control character, nor what turns the words after it round."""
    kept = (" " if unicodedata.category(each) in BREAKS else each for each in text.translate(TURNS))
    return " ".join("".join(kept).split())


def says_something(text: str) -> None:
    """Validator: more than spaces and what nobody can see."""
    if not one_line(text):
        raise ValidationError(_("Write at least one letter."), code="empty")
