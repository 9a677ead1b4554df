"""Specialisms on the pages: each with a note on how much it is asked for."""

import pytest
from django.test import Client

from roadmaps.models import Roadmap
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
    page = client.get(ROAD).content.decode()

    assert page.count(NOTE) == 1
    assert page.index("All") < page.index(NOTE) < page.index('id="step-soil"')


def test_a_step_names_its_specialism(client: Client, soil: Roadmap) -> None:
    page = client.get(f"{ROAD}steps/rain/").content.decode()

    assert "Knowledge of soil" in page
    assert NOTE in page


def test_a_step_of_none_names_none(client: Client, soil: Roadmap) -> None:
    assert "Specialism" not in client.get(f"{ROAD}steps/sun/").content.decode()
