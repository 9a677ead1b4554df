"""Lena writes a roadmap of her own."""

from datetime import datetime

import pytest

from accounts.models import User
from editor.operations import start_roadmap
from roadmaps.models import Roadmap
from roadmaps.operations import load_areas
from tests.editor.builders import outline, step
from tests.roadmaps.builders import MATHS, gate, published
from tests.roadmaps.builders import step as plain_step


@pytest.fixture
def own(learner: User, now: datetime) -> Roadmap:
    """A draft of three steps, of which the second needs the first, and nothing lacks."""
    load_areas(areas=[MATHS])
    steps = (step("a"), step("b", prerequisites=["a"]), step("c"))
    return start_roadmap(owner=learner, title="Walking", outline=outline(*steps), now=now)


@pytest.fixture
def roadmap(db: None) -> Roadmap:
    """An official one: three steps, one of them from software engineering, and a gate."""
    shelf = {"x": {"title": "A book", "url": "https://example.org/", "type": "book", "cost": "paid"}}
    return published(
        plain_step("basics", 10, resources=["x"]),
        plain_step("bridge", 5, track="from_swe"),
        plain_step("summit", 70, prerequisites=["basics"]),
        gates=[gate("year", 12)],
        resources=shelf,
    ).roadmap
