"""Mira as a mentor: open every day from nine to five UTC, with a half-hour call to book."""

import pytest

from accounts.models import User
from mentoring.models import Mentor, SessionType
from tests.mentoring.builders import a_mentor, a_session_type


@pytest.fixture
def mentor(mentor_user: User) -> Mentor:
    return a_mentor(mentor_user)


@pytest.fixture
def call(mentor: Mentor) -> SessionType:
    return a_session_type(mentor)
