"""The nudge after commit: once, however many letters ask for it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings

from mailing import valkey
from mailing.models import LetterState
from mailing.tasks import NUDGED, deliver, nudge
from tests.mailing.conftest import Owe
from tests.mailing.sink import Sink

QUEUE = f"{settings.KEY_PREFIX}:celery:celery"


@pytest.fixture(autouse=True)
def nobody_was_nudged() -> Iterator[None]:
    valkey.ask(lambda server: server.delete(valkey.key(NUDGED), QUEUE))
    yield
    valkey.ask(lambda server: server.delete(valkey.key(NUDGED), QUEUE))


def test_many_nudges_in_one_moment_are_one_task() -> None:
    for _ in range(50):
        nudge()

    assert valkey.ask(lambda server: server.llen(QUEUE)) == 1


def test_once_the_task_runs_the_next_nudge_counts_again(db: None) -> None:
    nudge()
    deliver()
    nudge()

    assert valkey.ask(lambda server: server.llen(QUEUE)) == 2


def test_the_task_delivers_what_is_due_by_the_real_clock(owed: Owe, smtp_sink: Sink) -> None:
    letter = owed(due_at=datetime(2020, 1, 1, tzinfo=UTC))

    deliver()

    letter.refresh_from_db()
    assert letter.state == LetterState.SENT
