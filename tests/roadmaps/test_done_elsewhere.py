"""One skill, many roadmaps: what was done on another one is offered, and taken over as credit."""

from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.done_elsewhere import DoneElsewhere, find_done_elsewhere
from roadmaps.models import Enrolment
from roadmaps.operations import enrol, mark_step
from roadmaps.progress import progress_of
from roadmaps.roadmap_view import read_roadmap_view
from tests.conftest import SignIn
from tests.roadmaps.builders import published, step

PAGE = "/roadmaps/running/credit/"
API = "/api/v1/enrolments/running/"


@pytest.fixture
def running(learner: User, now: datetime) -> Enrolment:
    """Lena begins a second roadmap, two steps of which are on her first one too."""
    edition = published(
        step("basics", 10),
        step("middle", 20),
        step("summit", 70, title="Another summit"),
        step("sprint", 5),
        slug="running",
    )
    return enrol(roadmap=edition.roadmap, learner=learner, track="from_ds", now=now)


def done(enrolment: Enrolment, *keys: str, now: datetime) -> None:
    for key in keys:
        mark_step(enrolment=enrolment, key=key, to=StepStatus.DONE, by=enrolment.learner, now=now)


def found(enrolment: Enrolment) -> dict[str, DoneElsewhere]:
    return find_done_elsewhere(read_roadmap_view(enrolment.edition, enrolment), enrolment)


def known(enrolment: Enrolment) -> set[str]:
    return set(enrolment.states.filter(is_credit=True).values_list("key", flat=True))


@pytest.fixture
def browser(signed_in: SignIn, learner: User) -> Client:
    return signed_in(learner)


def test_a_step_done_elsewhere_is_found_with_where_and_when(
    enrolment: Enrolment, running: Enrolment, now: datetime
) -> None:
    done(enrolment, "basics", now=now)

    assert found(running) == {"basics": DoneElsewhere("basics", "Basics", "walking", "Walking", now)}


def test_a_step_of_another_title_is_another_skill(
    enrolment: Enrolment, running: Enrolment, now: datetime
) -> None:
    done(enrolment, "summit", now=now)

    assert found(running) == {}


def test_what_is_done_here_is_not_offered(enrolment: Enrolment, running: Enrolment, now: datetime) -> None:
    done(enrolment, "basics", now=now)
    done(running, "basics", now=now)

    assert found(running) == {}


def test_what_somebody_else_did_is_not_offered(
    running: Enrolment, other_learner: User, enrolment: Enrolment, now: datetime
) -> None:
    theirs = enrol(roadmap=enrolment.roadmap, learner=other_learner, track="from_ds", now=now)
    done(theirs, "basics", now=now)

    assert found(running) == {}


def test_nothing_counts_before_it_is_taken_over(
    enrolment: Enrolment, running: Enrolment, now: datetime
) -> None:
    done(enrolment, "basics", "middle", now=now)

    assert progress_of(running).steps_credited == 0


def test_the_page_takes_all_of_it_over_and_offers_to_undo(
    browser: Client, enrolment: Enrolment, running: Enrolment, now: datetime
) -> None:
    done(enrolment, "basics", "middle", now=now)
    assert "Take 2 steps over" in browser.get(PAGE).content.decode()

    page = browser.post(PAGE, {"elsewhere": "on", "step": "sprint"}, follow=True).content.decode()

    assert known(running) == {"basics", "middle", "sprint"}
    undo = f"/roadmaps/running/changes/{running.changes.get(kind='credited').pk}/undo/"
    assert undo in page
    browser.post(undo)
    assert known(running) == set()
    assert enrolment.status_of("basics") == StepStatus.DONE


def test_one_step_alone_can_be_taken_over(
    browser: Client, enrolment: Enrolment, running: Enrolment, now: datetime
) -> None:
    done(enrolment, "basics", "middle", now=now)

    browser.post(PAGE, {"step": "middle"})

    assert known(running) == {"middle"}


def test_the_page_offers_nothing_to_somebody_on_one_road(browser: Client, running: Enrolment) -> None:
    assert "another of your roadmaps" not in browser.get(PAGE).content.decode()


def test_the_api_lists_what_can_be_taken_over(
    browser: Client, enrolment: Enrolment, running: Enrolment, now: datetime
) -> None:
    done(enrolment, "basics", now=now)

    listed = browser.get(f"{API}done-elsewhere/").json()

    assert [(each["key"], each["roadmap"]) for each in listed] == [("basics", "walking")]
