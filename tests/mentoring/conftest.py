"""Mira as a mentor: open every day from nine to five UTC, with a half-hour call to book."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from mailing.delivery import deliver_due
from mentoring.models import Mentor, SessionType
from tests.mailing.sink import Received, Sink
from tests.mentoring.builders import a_mentor, a_session_type

Arrived = Callable[[datetime], dict[str, Received]]


@pytest.fixture
def mentor(mentor_user: User) -> Mentor:
    return a_mentor(mentor_user)


@pytest.fixture
def call(mentor: Mentor) -> SessionType:
    return a_session_type(mentor)


@pytest.fixture
def at_now(now: datetime) -> Iterator[None]:
    """The clock that pages read stands at the tests' `now`."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def browser(at_now: None, mentor: Mentor, signed_in: Callable[[User], Client]) -> Client:
    """In which Mira is signed in, at the tests' `now`."""
    return signed_in(mentor.user)


@pytest.fixture
def lena(at_now: None, learner: User, signed_in: Callable[[User], Client]) -> Client:
    """The browser in which Lena is signed in, at the tests' `now`."""
    return signed_in(learner)


@pytest.fixture
def arrived(smtp_sink: Sink) -> Arrived:
    """`arrived(at=now)` is what one delivery brings, by address."""

    def deliver_at(at: datetime) -> dict[str, Received]:
        smtp_sink.received.clear()
        with time_machine.travel(at, tick=False):
            deliver_due(clock=lambda: at)
        return {received.to: received for received in smtp_sink.received}

    return deliver_at
