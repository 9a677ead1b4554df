"""A short roadmap, and Lena who follows it."""

from datetime import datetime

import pytest

from accounts.models import User
from core import announcements
from roadmaps.announcements import EditionPublished, EnrolmentChanged, GateChanged, StepMarked
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import enrol
from tests.roadmaps.builders import gate, published, published_official, step


@pytest.fixture
def roadmap(db: None) -> Roadmap:
    """Four steps for everybody: `basics` → `middle` → `summit` and `extra`; one from software; a gate."""
    return published(
        step("basics", 10),
        step("middle", 20, prerequisites=["basics"]),
        step("bridge", 5, track="from_swe"),
        step("extra", 7, required=False),
        step("summit", 70, prerequisites=["middle"]),
        gates=[gate("year", 12)],
    ).roadmap


@pytest.fixture
def official_roadmap(db: None) -> Roadmap:
    return published_official().roadmap


@pytest.fixture
def enrolment(roadmap: Roadmap, learner: User, now: datetime) -> Enrolment:
    """Lena follows the short roadmap from data science."""
    return enrol(roadmap=roadmap, learner=learner, track="from_ds", now=now)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What roadmaps announce, in order."""
    events: list[object] = []
    for kind in (EditionPublished, EnrolmentChanged, GateChanged, StepMarked):
        monkeypatch.setitem(announcements._reactions, kind, [events.append])  # noqa: SLF001
    return events
