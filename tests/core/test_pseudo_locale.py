"""The language that nobody speaks leaves alone what a translator must leave alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devtools.pseudo import CLOSE, OPEN, pseudo


def test_a_text_gets_accents_brackets_and_two_fifths_more_length() -> None:
    assert pseudo("Sign in") == f"{OPEN}Šîĝñ îñ ~~~{CLOSE}"


@pytest.mark.parametrize(
    "kept",
    [
        "%(name)s",
        "%(amount)d",
        "%s",
        "%%",
        "{count}",
        '<a href="%(url)s" class="link">',
        "</strong>",
        "&nbsp;",
    ],
)
def test_placeholders_and_markup_stay_as_they_are(kept: str) -> None:
    assert kept in pseudo(f"before {kept} after")


@given(st.text())
def test_every_text_is_either_empty_or_in_brackets(text: str) -> None:
    made = pseudo(text).strip("\n")
    assert not made.strip() or (made.startswith(OPEN) and made.endswith(CLOSE))


def test_line_breaks_at_the_ends_stay() -> None:
    assert re.fullmatch(rf"\n{OPEN}.*{CLOSE}\n", pseudo("\nWords\n"))
