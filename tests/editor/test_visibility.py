"""Who sees a roadmap of somebody's own: on every page, in lists, in the API."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from editor.operations import publish_draft
from roadmaps.choices import Visibility
from roadmaps.models import Edition, Enrolment, Roadmap
from roadmaps.operations import (
    ImportedStaysPrivate,
    NotYourRoadmap,
    delete_roadmap,
    enrol,
    renew_address,
    set_visibility,
)
from roadmaps.tracks import SHARED
from tests.mentoring.builders import a_mentor

SignIn = Callable[[User], Client]
PRIVATE, LINK, MENTORS, PUBLIC = Visibility.PRIVATE, Visibility.LINK, Visibility.MENTORS, Visibility.PUBLIC


@pytest.fixture
def road(own: Roadmap, learner: User, now: datetime) -> Roadmap:
    publish_draft(roadmap=own, by=learner, note="", mapping={}, now=now)
    own.refresh_from_db()
    return own


@pytest.fixture
def readers(learner: User, other_learner: User, mentor_user: User, signed_in: SignIn) -> dict[str, Client]:
    a_mentor(mentor_user)
    people = {"owner": learner, "member": other_learner, "mentor": mentor_user}
    return {"stranger": Client(), **{name: signed_in(person) for name, person in people.items()}}


OPENED = {
    PRIVATE: {"owner"},
    LINK: {"owner", "member", "mentor", "stranger"},
    MENTORS: {"owner", "mentor"},
    PUBLIC: {"owner", "member", "mentor", "stranger"},
}
LISTED = {**OPENED, LINK: {"owner"}}


@pytest.mark.parametrize("visibility", Visibility)
def test_each_reader_opens_and_finds_what_is_meant_for_them(
    road: Roadmap, learner: User, readers: dict[str, Client], visibility: Visibility
) -> None:
    set_visibility(roadmap=road, visibility=visibility, by=learner)
    place = f"/roadmaps/{road.slug}/"
    addresses = (place, f"{place}steps/a/", f"{place}editions/1/", f"{place}export/json/", f"/api/v1{place}")

    for address in addresses:
        opened = {name for name, browser in readers.items() if browser.get(address).status_code == 200}
        assert opened == OPENED[visibility], address
    for address in ("/roadmaps/", "/api/v1/roadmaps/", "/search/?q=walking"):
        found = {
            name for name, browser in readers.items() if road.slug in browser.get(address).content.decode()
        }
        assert found == LISTED[visibility], address


def test_what_is_not_for_everybody_is_not_for_search_engines(road: Roadmap, learner: User) -> None:
    set_visibility(roadmap=road, visibility=LINK, by=learner)
    assert "noindex" in Client().get(road.get_absolute_url()).content.decode()
    assert road.slug not in Client().get("/sitemap.xml").content.decode()

    set_visibility(roadmap=road, visibility=PUBLIC, by=learner)
    assert "noindex" not in Client().get(f"{road.get_absolute_url()}?x").content.decode()


def test_who_follows_by_a_link_keeps_it_until_it_is_private(
    road: Roadmap, learner: User, other_learner: User, now: datetime
) -> None:
    set_visibility(roadmap=road, visibility=LINK, by=learner)
    enrol(roadmap=road, learner=other_learner, track=SHARED, now=now)
    assert Edition.objects.shown_to(other_learner).filter(roadmap=road).exists()

    set_visibility(roadmap=road, visibility=PRIVATE, by=learner)
    assert not Edition.objects.shown_to(other_learner).filter(roadmap=road).exists()
    assert not Enrolment.objects.of(other_learner).exists()

    set_visibility(roadmap=road, visibility=LINK, by=learner)
    assert Enrolment.objects.of(other_learner).exists()


def test_a_new_address_ends_the_old_link(road: Roadmap, learner: User) -> None:
    set_visibility(roadmap=road, visibility=LINK, by=learner)
    before = road.get_absolute_url()

    renew_address(roadmap=road, by=learner)

    assert Client().get(before).status_code == 404
    assert Client().get(road.get_absolute_url()).status_code == 200


def test_nobody_else_shows_renames_or_deletes_it(road: Roadmap, other_learner: User) -> None:
    with pytest.raises(NotYourRoadmap):
        set_visibility(roadmap=road, visibility=PUBLIC, by=other_learner)
    with pytest.raises(NotYourRoadmap):
        renew_address(roadmap=road, by=other_learner)
    with pytest.raises(NotYourRoadmap):
        delete_roadmap(roadmap=road, by=other_learner)


def test_what_came_from_another_site_is_shown_only_by_who_says_it_is_theirs(
    road: Roadmap, learner: User
) -> None:
    Roadmap.objects.update(imported_from="roadmap.sh")
    with pytest.raises(ImportedStaysPrivate):
        set_visibility(roadmap=road, visibility=LINK, by=learner)

    set_visibility(roadmap=road, visibility=LINK, by=learner, is_own_text=True)

    road.refresh_from_db()
    assert (road.visibility, road.imported_from) == ("link", "")


def test_deleting_takes_the_marks_of_all_and_leaves_other_roadmaps(
    road: Roadmap, roadmap: Roadmap, learner: User, other_learner: User, now: datetime
) -> None:
    set_visibility(roadmap=road, visibility=PUBLIC, by=learner)
    enrol(roadmap=road, learner=other_learner, track=SHARED, now=now)

    delete_roadmap(roadmap=road, by=learner)

    assert list(Roadmap.objects.all()) == [roadmap]
    assert not Enrolment.objects.exists()


def test_an_account_with_a_draft_and_an_edition_can_be_closed(
    road: Roadmap, learner: User, now: datetime
) -> None:
    learner.delete()

    assert not Roadmap.objects.exists()
