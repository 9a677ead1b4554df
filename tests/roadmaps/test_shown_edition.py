"""Which edition somebody sees: the one they follow, otherwise the current one, and nothing of others' own."""

from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from roadmaps.models import Edition, Enrolment, Roadmap, Step
from roadmaps.operations import NotPublished, enrol, leave_roadmap, log_study
from roadmaps.study_choices import read_followed, titles_of
from roadmaps.tracks import SHARED
from tests.conftest import SignIn
from tests.roadmaps.builders import published, step

PRIVATE_PAGES = (
    "/roadmaps/diary/",
    "/roadmaps/diary/steps/secret/",
    "/roadmaps/diary/editions/1/",
    "/roadmaps/diary/editions/1/steps/secret/",
    "/roadmaps/diary/enrolment/",
    "/roadmaps/diary/steps/secret/mark/",
    "/articles/steps/diary/secret/",
    "/mentors/for-step/diary/secret/",
    "/api/v1/roadmaps/diary/",
    "/api/v1/roadmaps/diary/editions/1/",
)


@pytest.fixture
def second_edition(enrolment: Enrolment) -> Edition:
    """Lena stays on the first one. `middle` is gone, `orchard` is new, and the title is another."""
    return published(step("basics"), step("orchard"), title="Climbing")


@pytest.fixture
def diary(learner: User) -> Roadmap:
    """Lena's own roadmap, which is private."""
    return published(step("secret"), slug="diary", owner=learner).roadmap


def test_a_stranger_and_somebody_who_does_not_follow_see_the_current_edition(
    second_edition: Edition, other_learner: User
) -> None:
    for reader in (None, other_learner):
        assert list(Edition.objects.shown_to(reader)) == [second_edition]


def test_a_learner_sees_the_edition_they_follow(
    second_edition: Edition, enrolment: Enrolment, learner: User
) -> None:
    assert list(Edition.objects.shown_to(learner)) == [enrolment.edition]


def test_somebody_who_left_sees_the_current_edition(
    second_edition: Edition, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    leave_roadmap(enrolment=enrolment, by=learner, now=now)

    assert list(Edition.objects.shown_to(learner)) == [second_edition]


def test_pages_search_and_log_titles_agree(
    signed_in: SignIn, client: Client, second_edition: Edition, learner: User, now: datetime
) -> None:
    browser = signed_in(learner)
    roadmap = second_edition.roadmap
    entry = log_study(
        learner=learner, minutes=5, studied_on=now.date(), roadmap=roadmap, key="middle", now=now
    )

    assert browser.get("/roadmaps/walking/steps/middle/").status_code == 200
    assert client.get("/roadmaps/walking/steps/middle/").status_code == 404
    assert "Walking" in browser.get("/roadmaps/").content.decode()
    assert "Climbing" in client.get("/roadmaps/").content.decode()
    assert "orchard/" not in browser.get("/search/?q=orchard").content.decode()
    assert "orchard/" in client.get("/search/?q=orchard").content.decode()
    titles = titles_of([entry], learner, read_followed(learner))
    assert titles[roadmap.pk, "middle"].url == "/roadmaps/walking/steps/middle/"


def test_an_old_edition_keeps_its_address_and_its_steps(client: Client, second_edition: Edition) -> None:
    old = client.get("/roadmaps/walking/editions/1/").content.decode()

    assert 'href="steps/middle/"' in old  # from this page
    assert client.get("/roadmaps/walking/editions/1/steps/middle/").status_code == 200


def test_an_old_edition_is_read_and_not_marked(client: Client, second_edition: Edition) -> None:
    page = client.get("/roadmaps/walking/editions/1/steps/middle/").content.decode()

    assert "You are reading another edition" in page
    assert "/mark/" not in page


def test_a_learner_finds_the_new_edition_from_their_own(
    signed_in: SignIn, learner: User, second_edition: Edition
) -> None:
    browser = signed_in(learner)

    assert 'href="/roadmaps/walking/edition/"' in browser.get("/roadmaps/walking/").content.decode()
    assert "/roadmaps/walking/editions/2/" in browser.get("/roadmaps/walking/edition/").content.decode()
    assert browser.get("/roadmaps/walking/editions/2/steps/orchard/").status_code == 200


@pytest.mark.parametrize("number", ["3", "0", "99999999"])
def test_an_edition_that_does_not_exist_is_not_found(
    client: Client, second_edition: Edition, number: str
) -> None:
    assert client.get(f"/roadmaps/walking/editions/{number}/").status_code == 404


def test_a_draft_has_no_address(client: Client, roadmap: Roadmap) -> None:
    roadmap.editions.create(title="Draft")

    assert client.get("/roadmaps/walking/editions/2/").status_code == 404


@pytest.mark.parametrize("page", PRIVATE_PAGES)
def test_somebody_elses_private_roadmap_does_not_exist(
    signed_in: SignIn, other_learner: User, diary: Roadmap, page: str
) -> None:
    assert signed_in(other_learner).get(page).status_code == 404


def test_its_owner_reads_it(signed_in: SignIn, learner: User, diary: Roadmap) -> None:
    browser = signed_in(learner)

    for page in PRIVATE_PAGES:
        assert browser.get(page).status_code == 200


def test_no_list_or_search_of_others_shows_a_private_roadmap(
    client: Client, diary: Roadmap, other_learner: User
) -> None:
    assert not Step.objects.shown_to(other_learner).search("secret").exists()
    for page in ("/roadmaps/", "/search/?q=secret", "/sitemap.xml", "/api/v1/roadmaps/"):
        assert "diary" not in client.get(page).content.decode()


def test_nobody_else_can_follow_it_or_log_time_about_it(
    signed_in: SignIn, other_learner: User, diary: Roadmap, now: datetime
) -> None:
    with pytest.raises(NotPublished):
        enrol(roadmap=diary, learner=other_learner, track=SHARED, now=now)
    browser = signed_in(other_learner)
    for url, data in (
        ("/api/v1/enrolments/", {"roadmap": "diary", "track": "shared"}),
        ("/api/v1/study-entries/", {"roadmap": "diary", "minutes": 5, "studied_on": "2026-01-05"}),
    ):
        assert browser.post(url, data, content_type="application/json").status_code == 400


def test_a_roadmap_made_private_is_gone_for_those_who_followed_it(
    learner: User, other_learner: User, diary: Roadmap, now: datetime
) -> None:
    Roadmap.objects.update(visibility="public")
    enrol(roadmap=diary, learner=other_learner, track=SHARED, now=now)

    Roadmap.objects.update(visibility="private")

    assert not Enrolment.objects.of(other_learner).exists()
    assert not Edition.objects.shown_to(other_learner).exists()
