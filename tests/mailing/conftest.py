"""Letters to deliver, and builders that say little."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pytest_django import Settings

from mailing.delivery import Tally, deliver_due
from mailing.models import Letter, LetterKind
from mailing.operations import owe
from tests.mailing import letters  # noqa: F401  registers the builders

Owe = Callable[..., Letter]
Deliver = Callable[..., Tally]


def state_of(letter: Letter) -> str:
    """As the row has it now; the letter is refreshed."""
    letter.refresh_from_db()
    return letter.state


@pytest.fixture
def two_languages(settings: Settings) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("de", "German")]


@pytest.fixture
def owed(db: None, now: datetime) -> Owe:
    """`owed(kind=LetterKind.SECURITY)` is a letter that is due now."""

    def owe_one(key: str = "greeting:1", **more: Any) -> Letter:
        defaults = {"kind": LetterKind.TRANSACTIONAL, "template": "test.greeting", "to": "lena@example.org"}
        return owe(key=key, **{**defaults, "due_at": now, **more})

    return owe_one


@pytest.fixture
def deliver(now: datetime) -> Deliver:
    """`deliver()` is one turn of delivery at noon, `deliver(at=later)` another."""

    def turn(at: datetime = now) -> Tally:
        return deliver_due(clock=lambda: at)

    return turn
