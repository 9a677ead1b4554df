"""The roadmap as a list: what is folded, what a row says, and which filters there are."""

import re
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment
from roadmaps.operations import enrol, mark_step
from tests.conftest import SignIn
from tests.roadmaps.builders import published, step

ROAD = "/roadmaps/walking/"


@pytest.fixture
def long_road(db: None, learner: User, now: datetime) -> Enrolment:
    """Three stages of two steps each; Lena follows it from software engineering."""
    edition = published(
        stages=[
            {
                "key": f"stage{number}",
                "title": f"Stage {number}",
                "why": f"The goal of {number}.",
                "milestones": [
                    {
                        "key": f"m{number}",
                        "title": f"Milestone {number}",
                        "steps": [
                            step(f"learn{number}"),
                            step(f"build{number}", kind="project", prerequisites=["learn1"]),
                        ],
                    }
                ],
            }
            for number in (1, 2, 3)
        ]
    )
    return enrol(roadmap=edition.roadmap, learner=learner, track="from_swe", now=now)


def open_stages(page: str) -> list[str]:
    return re.findall(r'id="(\w+)-steps" open', page)


def page_of(browser: Client, query: str = "") -> str:
    return browser.get(ROAD + query).content.decode()


def mark(enrolment: Enrolment, now: datetime, status: StepStatus, *keys: str) -> None:
    for key in keys:
        mark_step(enrolment=enrolment, key=key, to=status, by=enrolment.learner, now=now)


def test_a_stranger_sees_the_first_stage_and_the_goal_of_each(client: Client, long_road: Enrolment) -> None:
    page = page_of(client)

    assert open_stages(page) == ["stage1"]
    assert all(f"The goal of {number}." in page for number in (1, 2, 3))


def test_a_finished_stage_is_folded_and_the_one_to_continue_is_open(
    signed_in: SignIn, long_road: Enrolment, now: datetime
) -> None:
    mark(long_road, now, StepStatus.DONE, "learn1", "build1")

    page = page_of(signed_in(long_road.learner))

    assert open_stages(page) == ["stage2"]
    assert f'href="{ROAD}#step-learn2"' in page


def test_a_step_begun_far_ahead_keeps_its_stage_open(
    signed_in: SignIn, long_road: Enrolment, now: datetime
) -> None:
    mark(long_road, now, StepStatus.IN_PROGRESS, "learn1", "learn3")

    assert open_stages(page_of(signed_in(long_road.learner))) == ["stage1", "stage3"]


@pytest.mark.parametrize("query", ["?stages=open", "?kind=project"])
def test_whoever_asks_for_more_sees_every_stage_open(
    client: Client, long_road: Enrolment, query: str
) -> None:
    assert open_stages(page_of(client, query)) == ["stage1", "stage2", "stage3"]


def test_what_is_done_can_be_left_out(signed_in: SignIn, long_road: Enrolment, now: datetime) -> None:
    mark(long_road, now, StepStatus.DONE, "learn1")
    mark(long_road, now, StepStatus.SKIPPED, "learn2")
    mark(long_road, now, StepStatus.NEEDS_REVIEW, "learn3")

    page = page_of(signed_in(long_road.learner), "?status=open")

    assert re.findall(r'id="step-(\w+)"', page) == ["build1", "build2", "learn3", "build3"]


def test_projects_can_be_seen_alone(client: Client, long_road: Enrolment) -> None:
    page = page_of(client, "?kind=project")

    assert re.findall(r'id="step-(\w+)"', page) == ["build1", "build2", "build3"]


def test_a_row_advises_what_comes_before_unless_it_is_the_row_above(
    client: Client, long_road: Enrolment
) -> None:
    page = page_of(client, "?stages=open")

    assert page.count("easier after 1") == 2


def test_what_was_not_begun_is_no_pill_of_that_word(signed_in: SignIn, long_road: Enrolment) -> None:
    row = page_of(signed_in(long_road.learner)).partition('id="step-learn1"')[2].partition("</li>")[0]

    assert 'aria-label="Mark Learn1"' in row
    assert "Not started" not in row


def test_a_mark_counts_its_stage_anew(signed_in: SignIn, long_road: Enrolment) -> None:
    answer = signed_in(long_road.learner).post(
        f"{ROAD}steps/learn1/status/",
        {"status": "done", "seen": "pending"},
        headers={"hx-request": "true", "hx-target": "step-learn1"},
    )

    page = answer.content.decode()
    assert re.search(r'id="stage-count-stage1" hx-swap-oob="true">\s*1 of 2 steps done', page)
