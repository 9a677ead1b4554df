"""Mira's hours: every day from nine to five UTC, and the browser in which she is signed in."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from availability.models import Schedule
from tests.availability.builders import a_schedule


@pytest.fixture
def schedule(mentor_user: User) -> Schedule:
    return a_schedule(mentor_user)


@pytest.fixture
def browser(
    schedule: Schedule, mentor_user: User, now: datetime, signed_in: Callable[[User], Client]
) -> Iterator[Client]:
    """At the tests' `now`."""
    with time_machine.travel(now, tick=False):
        yield signed_in(mentor_user)
