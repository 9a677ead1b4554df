"""The short roadmap of roadmaps' tests with two questions, and Lena who follows it."""

from datetime import datetime

import pytest

from accounts.models import User
from practice.models import Question
from roadmaps.models import Roadmap
from tests.practice.builders import a_question, ask_again
from tests.roadmaps.conftest import enrolment, roadmap

__all__ = ["enrolment", "roadmap"]


@pytest.fixture
def question(roadmap: Roadmap, now: datetime) -> Question:
    """On the step `basics`."""
    return a_question(roadmap, now=now)


@pytest.fixture
def asked(learner: User, now: datetime) -> User:
    """Lena, who wants to be asked."""
    return ask_again(learner, now=now)
