"""The pages: readable by everybody, private where they speak of somebody."""

from datetime import datetime
from typing import Any

import pytest
from django.template import engines
from django.test import Client
from django.urls import reverse

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import enrol, mark_step
from roadmaps.tracks import SHARED
from tests.conftest import SignIn
from tests.roadmaps.builders import EARLIER, published, step

ROAD = "/roadmaps/walking/"


def test_strangers_read_everything_and_get_no_cookie(client: Client, roadmap: Roadmap) -> None:
    for path in ("/roadmaps/", ROAD, "/roadmaps/walking/steps/middle/"):
        response = client.get(path)

        assert response.status_code == 200
        assert "public" in response["Cache-Control"]
        assert not response.cookies


def test_a_members_page_is_private(signed_in: SignIn, learner: User, enrolment: Enrolment) -> None:
    assert "private" in signed_in(learner).get(ROAD)["Cache-Control"]


def test_the_road_shows_how_far_somebody_is(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    page = signed_in(learner).get(ROAD).content.decode()

    assert "1 of 3 steps, 10 of 100\N{NO-BREAK SPACE}h" in page
    assert "10 percent of" in page


def test_a_learner_sees_their_own_track_first(signed_in: SignIn, learner: User, enrolment: Enrolment) -> None:
    browser = signed_in(learner)

    assert "step-bridge" not in browser.get(ROAD).content.decode()
    assert "step-bridge" in browser.get(ROAD, {"track": "all"}).content.decode()


def test_filters_combine(signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    page = (
        signed_in(learner).get(ROAD, {"status": "done", "area": "maths", "required": "yes"}).content.decode()
    )

    assert 'id="step-basics"' in page
    assert 'id="step-middle"' not in page


@pytest.mark.parametrize("query", ["status=<x>", "area=%00", "track=nowhere", "required=maybe", "area=law"])
def test_nonsense_in_the_address_is_harmless(client: Client, roadmap: Roadmap, query: str) -> None:
    assert client.get(f"{ROAD}?{query}").status_code == 200


def test_no_match_offers_to_clear_the_filters(client: Client, roadmap: Roadmap) -> None:
    assert "No step matches these filters" in client.get(ROAD, {"area": "law"}).content.decode()


def test_a_step_says_when_it_is_done_and_what_surrounds_it(client: Client, roadmap: Roadmap) -> None:
    page = client.get("/roadmaps/walking/steps/middle/").content.decode()

    assert "You can show middle." in page
    assert "/roadmaps/walking/steps/basics/" in page
    assert "/roadmaps/walking/steps/summit/" in page


@pytest.mark.parametrize("path", ["nowhere/", "walking/steps/nothing/", "nowhere/steps/a/"])
def test_what_does_not_exist_is_not_found(client: Client, roadmap: Roadmap, path: str) -> None:
    assert client.get(f"/roadmaps/{path}").status_code == 404


def test_the_official_road_takes_five_queries(
    signed_in: SignIn, learner: User, official_roadmap: Roadmap, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(learner)
    browser.post(reverse("roadmaps:enrolment", args=["ml-engineer"]), {"track": "from_ds"})
    browser.get("/roadmaps/ml-engineer/")

    with django_assert_max_num_queries(5):
        assert browser.get("/roadmaps/ml-engineer/").status_code == 200


def test_a_step_takes_eight_queries_at_most(
    signed_in: SignIn, learner: User, official_roadmap: Roadmap, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(learner)
    browser.post(reverse("roadmaps:enrolment", args=["ml-engineer"]), {"track": "from_ds"})
    browser.get("/roadmaps/ml-engineer/steps/dist/")

    with django_assert_max_num_queries(8):
        assert browser.get("/roadmaps/ml-engineer/steps/dist/").status_code == 200


def test_the_list_costs_the_same_however_many_roadmaps_there_are(
    signed_in: SignIn, learner: User, enrolment: Enrolment, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(learner)
    browser.get("/roadmaps/")
    for slug in ("sailing", "baking", "singing"):
        edition = published(step("one"), slug=slug)
        enrol(roadmap=edition.roadmap, learner=learner, track=SHARED, now=EARLIER)
    browser.get("/roadmaps/")

    with django_assert_max_num_queries(8):
        page = browser.get("/roadmaps/").content.decode()

    assert page.count("0 of 1 step,") == 3


def test_strangers_cost_two_queries_once_the_edition_is_known(
    client: Client, official_roadmap: Roadmap, django_assert_max_num_queries: Any
) -> None:
    client.get("/roadmaps/ml-engineer/")

    with django_assert_max_num_queries(2):
        client.get("/roadmaps/ml-engineer/")


@pytest.mark.parametrize("language", ["en-gb", "de"])
def test_kept_rows_are_those_that_a_fresh_page_has(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime, language: str
) -> None:
    """In every status: what is kept of a row never shows another state."""
    browser = signed_in(learner)
    for status in (*StepStatus, StepStatus.PENDING):
        mark_step(enrolment=enrolment, key="basics", to=status, by=learner, now=now)
        kept = rows_of(browser.get(ROAD, headers={"accept-language": language}))
        for loader in engines["django"].engine.template_loaders:  # type: ignore[attr-defined]
            loader.reset()

        assert rows_of(browser.get(ROAD, headers={"accept-language": language})) == kept
        assert f'class="trail-stop {status}" id="step-basics"' in kept


def test_one_menu_serves_all_rows_and_each_row_does_without_it(
    signed_in: SignIn, learner: User, enrolment: Enrolment
) -> None:
    browser = signed_in(learner)
    page = browser.get(ROAD).content.decode()

    assert page.count('id="status-menu"') == 1
    assert page.count(' name="status"') == len(StepStatus) + 2  # and the two of the next step
    assert 'href="steps/basics/mark/"' in page
    assert browser.get("/roadmaps/walking/steps/basics/mark/?to=pending").status_code == 200


def rows_of(response: Any) -> str:
    return str(response.content.decode()).partition('<div id="way"')[2].partition('id="status-menu"')[0]
