"""The skill map: rating oneself, and what the page and the API say."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, ProgressEvent, Roadmap, SkillEvidence
from roadmaps.operations import assess_skills, mark_step, record_mock, review_steps
from roadmaps.skill_map import read_skill_map
from tests.conftest import SignIn

PAGE, FORM, API = "/skills/", "/skills/assessment/", "/api/v1/me/skills/"


@pytest.fixture
def browser(signed_in: SignIn, learner: User) -> Client:
    return signed_in(learner)


def test_a_first_visit_asks_for_two_minutes(browser: Client, roadmap: Roadmap) -> None:
    page = browser.get(PAGE).content.decode()

    assert "Nothing is known yet" in page
    assert f'href="{FORM}"' in page


def test_what_somebody_says_is_drawn_and_said(browser: Client, enrolment: Enrolment) -> None:
    assert browser.post(FORM, {"maths": "1"}).status_code == 303

    page = browser.get(PAGE).content.decode()
    assert "One area is below the target: <bdi>Maths</bdi>." in page
    assert '<g class="radar-self">' in page
    assert "10 of 10\N{NO-BREAK SPACE}h" in page
    assert SkillEvidence.objects.get().level == 1


def test_saying_nothing_is_asked_again(browser: Client, roadmap: Roadmap) -> None:
    answer = browser.post(FORM, {})

    assert answer.status_code == 422
    assert "Rate yourself in at least one area." in answer.content.decode()


def test_the_latest_word_counts_and_the_earlier_stays(learner: User, roadmap: Roadmap, now: datetime) -> None:
    for level in (1, 3):
        assess_skills(learner=learner, levels={"maths": level}, now=now)

    assert [each.skill.own for each in read_skill_map(learner, now=now).areas] == [3]
    assert SkillEvidence.objects.count() == 2


def test_an_interview_is_recorded_once(
    learner: User, mentor_user: User, roadmap: Roadmap, now: datetime
) -> None:
    source = uuid4()
    for _ in range(2):
        record_mock(learner=learner, areas=["maths"], level=3, by=mentor_user, source=source, at=now)

    (area,) = read_skill_map(learner, now=now).areas
    assert (area.skill.mocks, area.skill.confirmed, area.skill.own) == (1, 3.0, None)


def test_a_weak_spot_turns_only_what_is_done_with_the_mentors_sentence(
    learner: User, mentor_user: User, enrolment: Enrolment, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    review_steps(
        learner=learner, notes=dict.fromkeys(("basics", "middle"), "Say why."), by=mentor_user, now=now
    )

    assert enrolment.status_of("basics") == StepStatus.NEEDS_REVIEW
    assert enrolment.status_of("middle") == StepStatus.PENDING
    event = ProgressEvent.objects.get(to_status=StepStatus.NEEDS_REVIEW)
    assert (event.note, event.by, event.source) == ("Say why.", mentor_user, ProgressEvent.Source.MENTOR)


def test_the_api_rates_and_answers_the_map(browser: Client, enrolment: Enrolment) -> None:
    answer = browser.post(API, {"levels": {"maths": 2}}, content_type="application/json")

    assert answer.status_code == 201
    assert answer.json()["areas"][0]["own"] == 2
    assert browser.get(API).json()["this_week"] == [{"key": "basics", "title": "Basics", "hours": 10}]


@pytest.mark.parametrize("levels", [{}, {"maths": 5}, {"cooking": 1}, {"maths": None}])
def test_the_api_refuses_what_is_not_on_the_scale(
    browser: Client, roadmap: Roadmap, levels: dict[str, object]
) -> None:
    assert browser.post(API, {"levels": levels}, content_type="application/json").status_code == 400
