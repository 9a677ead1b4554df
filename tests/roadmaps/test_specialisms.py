"""Specialisms on the pages: each with a note on how much it is asked for."""

from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.models import Roadmap
from roadmaps.operations import enrol, mark_step
from roadmaps.tracks import SHARED
from tests.conftest import SignIn
from tests.roadmaps.builders import published, step

ROAD = "/roadmaps/walking/"
NOTE = "Asked for by every farm."


@pytest.fixture
def soil(db: None) -> Roadmap:
    """A milestone that is all of one specialism, and one that is so in part."""
    milestones = [
        {"key": "all", "title": "All", "steps": [step("soil", specialism="soil", required=False)]},
        {
            "key": "part",
            "title": "Part",
            "steps": [step("rain", specialism="soil", required=False), step("sun")],
        },
    ]
    return published(
        stages=[{"key": "s1", "title": "Stage", "milestones": milestones}],
        specialisms=[{"key": "soil", "title": "Knowledge of soil", "summary": NOTE}],
    ).roadmap


def test_a_milestone_of_one_specialism_says_how_much_it_is_asked_for(client: Client, soil: Roadmap) -> None:
    page = client.get(f"{ROAD}?stages=open").content.decode()

    assert page.count(NOTE) == 1
    assert page.index("All") < page.index(NOTE) < page.index('id="step-soil"')


def test_a_step_names_its_specialism(client: Client, soil: Roadmap) -> None:
    page = client.get(f"{ROAD}steps/rain/").content.decode()

    assert "Knowledge of soil" in page
    assert NOTE in page


def test_a_step_of_none_names_none(client: Client, soil: Roadmap) -> None:
    assert "Specialism" not in client.get(f"{ROAD}steps/sun/").content.decode()


def test_a_specialism_of_which_nothing_is_begun_is_a_link_to_its_steps(client: Client, soil: Roadmap) -> None:
    page = client.get(ROAD).content.decode()

    assert 'id="step-soil"' not in page
    assert 'href="?stages=open#milestone-all"' in page
    assert 'id="milestone-all"' in client.get(f"{ROAD}?stages=open").content.decode()
    assert "3 steps" in page


def test_one_that_is_begun_is_shown_with_its_steps(
    signed_in: SignIn, learner: User, soil: Roadmap, now: datetime
) -> None:
    enrolment = enrol(roadmap=soil, learner=learner, track=SHARED, now=now)
    mark_step(enrolment=enrolment, key="soil", to=StepStatus.IN_PROGRESS, by=learner, now=now)

    page = signed_in(learner).get(ROAD).content.decode()

    assert 'id="step-soil"' in page
    assert "Specialisms to choose from" not in page


def test_a_filter_finds_the_steps_of_a_specialism(client: Client, soil: Roadmap) -> None:
    assert 'id="step-soil"' in client.get(f"{ROAD}?kind=study").content.decode()
