"""One's proof: what was done here, on a sheet that nobody else sees."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.models import User
from core.clock import local_date
from pages.proof import read_proof
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import add_evidence, enrol, log_study, mark_step, set_credit, set_gate
from tests.articles import builders as articles
from tests.conftest import SignIn
from tests.roadmaps.builders import gate, published, step


@pytest.fixture
def roadmap(db: None) -> Roadmap:
    return published(
        step("read", 5),
        step("drill", 5, kind="practice"),
        step("ship", 5, kind="project"),
        step("later", 5),
        gates=[gate("year", 12)],
    ).roadmap


@pytest.fixture
def enrolment(roadmap: Roadmap, learner: User, now: datetime) -> Enrolment:
    return enrol(roadmap=roadmap, learner=learner, track="from_ds", now=now)


def mark(enrolment: Enrolment, now: datetime, *keys: str) -> None:
    for key in keys:
        mark_step(enrolment=enrolment, key=key, to=StepStatus.DONE, by=enrolment.learner, now=now)


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/proof/").status_code == 302


def test_it_begins_empty_and_says_what_to_do(signed_in: SignIn, learner: User) -> None:
    assert "Nothing to show yet" in signed_in(learner).get("/proof/").content.decode()


def test_steps_stand_by_what_they_were(enrolment: Enrolment, learner: User, now: datetime) -> None:
    mark(enrolment, now, "read", "drill", "ship")

    (of,) = read_proof(learner, now=now).roadmaps

    assert [deed.step.key for deed in of.built] == ["ship"]
    assert [deed.step.key for deed in of.practised] == ["drill"]
    assert [deed.step.key for deed in of.studied] == ["read"]


def test_what_was_known_before_is_no_proof(enrolment: Enrolment, learner: User, now: datetime) -> None:
    set_credit(enrolment=enrolment, keys=["read"], by=learner, now=now)

    assert read_proof(learner, now=now).is_empty


def test_the_day_is_that_of_where_one_lives(enrolment: Enrolment, learner: User, now: datetime) -> None:
    learner.zone = "Pacific/Kiritimati"
    learner.save(update_fields=["zone"])
    learner.refresh_from_db()
    mark(enrolment, now, "ship")

    (of,) = read_proof(learner, now=now).roadmaps

    assert of.deeds[0].done_on == local_date(now, ZoneInfo("Pacific/Kiritimati"))


def test_hours_are_those_that_were_logged_on_the_step(
    enrolment: Enrolment, learner: User, now: datetime
) -> None:
    today = local_date(now, learner.zone)
    for minutes in (30, 45):
        log_study(
            learner=learner, roadmap=enrolment.roadmap, key="ship", minutes=minutes, studied_on=today, now=now
        )
    log_study(learner=learner, minutes=60, studied_on=today, now=now)
    mark(enrolment, now, "ship")

    proof = read_proof(learner, now=now)

    assert (proof.roadmaps[0].deeds[0].minutes, proof.minutes) == (75, 75)


def test_links_stand_with_the_step_that_they_show(
    signed_in: SignIn, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    for key in ("ship", "later"):
        add_evidence(
            learner=learner,
            roadmap=enrolment.roadmap,
            key=key,
            url=f"https://example.org/{key}",
            shows=f"What came of {key}",
            now=now,
        )
    mark(enrolment, now, "ship")

    page = signed_in(learner).get("/proof/").content.decode()

    assert 'href="https://example.org/ship"' in page
    assert "What came of ship" in page
    assert "What came of later" not in page


def test_time_at_work_has_its_dates(enrolment: Enrolment, learner: User, now: datetime) -> None:
    today = local_date(now, learner.zone)
    begun_on = today - timedelta(days=400)
    set_gate(enrolment=enrolment, key="year", begun_on=begun_on, passed_on=today, by=learner, now=now)

    (of,) = read_proof(learner, now=now).roadmaps

    assert [(one.gate.key, one.begun_on, one.passed_on) for one in of.gates] == [("year", begun_on, today)]


def test_articles_of_ones_own_stand_on_it(author_user: User, now: datetime) -> None:
    article = articles.published(articles.author_of(author_user), now=now, title="Gradients, slowly")

    assert read_proof(author_user, now=now).articles == [article]


def test_somebody_elses_deeds_are_not_on_it(enrolment: Enrolment, other_learner: User, now: datetime) -> None:
    mark(enrolment, now, "ship")

    assert read_proof(other_learner, now=now).is_empty


def test_the_page_has_the_step_with_its_link_and_its_test(
    signed_in: SignIn, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    mark(enrolment, now, "ship")

    page = signed_in(learner).get("/proof/").content.decode()

    assert "/roadmaps/walking/steps/ship/" in page
    assert "You can show ship." in page
    assert "Later" not in page
