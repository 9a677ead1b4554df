"""Small secrets rest in the database encrypted, and nobody changes them unnoticed."""

from base64 import b64decode, b64encode

import pytest
from cryptography.exceptions import InvalidTag
from pytest_django import Settings

from accounts.encryption import decrypt, encrypt


def test_comes_back_as_it_was_and_never_looks_the_same_twice() -> None:
    assert decrypt(encrypt("JBSWY3DP")) == "JBSWY3DP"
    assert encrypt("JBSWY3DP") != encrypt("JBSWY3DP")


def test_what_was_changed_is_refused() -> None:
    changed = bytearray(b64decode(encrypt("JBSWY3DP")))
    changed[-1] ^= 1
    with pytest.raises(InvalidTag):
        decrypt(b64encode(changed).decode())


def test_a_former_key_still_reads_and_the_present_one_writes(settings: Settings) -> None:
    settings.SECRET_KEY = "former" * 10
    before = encrypt("JBSWY3DP")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "present" * 10, ["former" * 10]
    assert decrypt(before) == "JBSWY3DP"
    after = encrypt("JBSWY3DP")
    settings.SECRET_KEY_FALLBACKS = []
    assert decrypt(after) == "JBSWY3DP"
    with pytest.raises(InvalidTag):
        decrypt(before)
