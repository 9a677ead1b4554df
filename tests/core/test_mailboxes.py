"""One mailbox is one row, whatever its spelling."""

import pytest
from django.core.exceptions import ValidationError

from core.mailboxes import canonical, domain_of


@pytest.mark.parametrize(
    "spelling",
    [
        "anna@bücher.example",
        " Anna@Bücher.Example ",
        "anna@xn--bcher-kva.example",
        "ANNA@XN--BCHER-KVA.EXAMPLE",
        "\uff41\uff4e\uff4e\uff41@bücher.example",
        "anna@bu\u0308cher.example",
        "anna@bücher\u3002example",
    ],
)
def test_every_spelling_of_a_mailbox_is_one(spelling: str) -> None:
    assert canonical(spelling) == "anna@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u00ad", "\u2060", "\ufeff", "\u202e", "\x00", "\u200d", "\u3164"]
)
def test_a_character_that_nobody_can_see_is_refused(hidden: str) -> None:
    with pytest.raises(ValidationError):
        canonical(f"an{hidden}na@example.org")


@pytest.mark.parametrize(
    "text",
    ["", "anna", "anna@", "@example.org", "a@b@example.org", "anna@-.example", "a" * 250 + "@example.org"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        canonical(text)


def test_the_local_parts_accents_are_kept() -> None:
    with pytest.raises(ValidationError):  # Django knows no address with them; nor do most mail servers
        canonical("änna@example.org")


def test_a_canonical_address_stays_as_it_is() -> None:
    assert canonical(canonical("Anna@Example.org")) == "anna@example.org"
    assert domain_of("anna@example.org") == "example.org"
