"""What an owner asks about the steps of their roadmap goes with its files."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from editor.formats.questions import MOST_OF_A_STEP
from editor.operations import accept_import, read_import
from practice.models import Question
from practice.operations.questions import MOST_FOR_A_STEP
from tests.practice.builders import a_question
from tests.roadmaps.builders import published, step

SignIn = Callable[[User], Client]
SUFFIXES = {"json": "json", "yaml": "yaml", "markdown": "md"}
SAID = ("step_key", "kind", "prompt", "answer", "points", "minutes")


@pytest.mark.parametrize("name", ["json", "yaml", "markdown"])
def test_they_come_back_with_the_roadmap(
    name: str, learner: User, other_learner: User, signed_in: SignIn, now: datetime
) -> None:
    own = published(step("basics"), slug="cooking", owner=learner).roadmap
    first = a_question(own, "one", now=now, kind="derive", minutes=3)
    a_question(own, "gone", now=now, position=1, withdrawn_at=now)
    file = signed_in(learner).get(f"/own-roadmaps/{own.slug}/export/{name}/")

    waiting = read_import(owner=other_learner, name=f"cooking.{SUFFIXES[name]}", data=file.content, now=now)
    made = accept_import(file=waiting, by=other_learner, title="", placed={}, now=now)

    assert list(made.questions.values(*SAID)) == list(Question.objects.filter(pk=first.pk).values(*SAID))


def test_files_and_forms_have_the_same_limit() -> None:
    assert MOST_OF_A_STEP == MOST_FOR_A_STEP
