"""A short road, and Lena on it."""

from datetime import datetime

import pytest
from roadmaps.terms import Track

from accounts.models import User
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import enrol, load_roadmap
from tests.roadmaps.builders import EARLIER, official, published, step


@pytest.fixture
def roadmap(db: None) -> Roadmap:
    """Four steps: `basics` → `middle` → `summit`, `gate` after `basics`, and one only from software."""
    return published(
        step("basics", 10),
        step("middle", 20, prerequisites=["basics"]),
        step("gate", 0, kind="on_the_job", prerequisites=["basics"]),
        step("bridge", 5, track="from_swe"),
        step("extra", 7, required=False),
        step("summit", 70, prerequisites=["middle"]),
    ).roadmap


@pytest.fixture
def official_roadmap(db: None) -> Roadmap:
    return load_roadmap(document=official(), now=EARLIER).edition.roadmap


@pytest.fixture
def enrolment(roadmap: Roadmap, learner: User, now: datetime) -> Enrolment:
    """Lena follows the short road from data science."""
    return enrol(roadmap=roadmap, learner=learner, track=Track.FROM_DS, now=now)
