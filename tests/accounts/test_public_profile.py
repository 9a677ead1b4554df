"""A public profile: off until a person says so, block by block; what is off is nowhere."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import PublicProfile, User
from accounts.operations import NoSuchBlock, NothingToUndo, change_public_profile, undo_public_profile
from accounts.profile_blocks import all_blocks
from mentoring.models import Mentor
from roadmaps.choices import StepStatus, Visibility
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import NotForEverybody, assess_skills, enrol, log_study, mark_step, show_progress
from roadmaps.tracks import SHARED
from tests.articles.builders import author_of
from tests.articles.builders import published as published_article
from tests.mentoring.builders import a_mentor
from tests.roadmaps.builders import published, step

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
PAGE, SETTINGS, API = "/people/lena/", "/settings/public-profile/", "/api/v1/me/public-profile/"
WORDS = {
    "about": "I walk slowly.",
    "roadmaps": "Walking",
    "skills": "Dashed: what they say.",
    "weeks": "of the last 26 weeks",
    "evidence": "Build a boat",
    "articles": "On patience",
    "mentoring": "Helps with boats",
}


@pytest.fixture
def lena(signed_in: Browser, learner: User) -> Client:
    return signed_in(learner)


@pytest.fixture
def roadmap(db: None) -> Roadmap:
    return published(step("boat", title="Build a boat", kind="project"), step("rest")).roadmap


@pytest.fixture
def full(learner: User, roadmap: Roadmap, now: datetime) -> User:
    """Lena, of whom there is something in every block; none is switched on."""
    change_public_profile(user=learner, about=WORDS["about"], now=now)
    enrolment = enrol(roadmap=roadmap, learner=learner, track=SHARED, now=now)
    mark_step(enrolment=enrolment, key="boat", to=StepStatus.DONE, by=learner, now=now)
    log_study(learner=learner, minutes=30, studied_on=now.date(), now=now)
    assess_skills(learner=learner, levels={"maths": 2}, now=now)
    show_progress(learner=learner, slugs=["walking"])
    published_article(author_of(learner), now=now, title=WORDS["articles"])
    Mentor.objects.filter(pk=a_mentor(learner).pk).update(headline=WORDS["mentoring"], is_listed=True)
    return learner


def page_of(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


class TestWhatIsShown:
    def test_nothing_until_somebody_says_so(self, full: User, client: Client) -> None:
        assert client.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"

    def test_every_block_has_its_case_here(self) -> None:
        assert {block.key for block in all_blocks()} == set(WORDS)

    @pytest.mark.parametrize("key", WORDS)
    def test_a_block_shows_itself_and_no_other(
        self, full: User, client: Client, now: datetime, key: str
    ) -> None:
        change_public_profile(user=full, blocks=[key], now=now)
        page = page_of(client)
        assert WORDS[key] in page
        assert [each for each, words in WORDS.items() if each != key and words in page] == []

    @pytest.mark.parametrize("key", WORDS)
    def test_one_that_is_off_is_nowhere(self, full: User, client: Client, now: datetime, key: str) -> None:
        change_public_profile(user=full, blocks=[each for each in WORDS if each != key], now=now)
        assert WORDS[key] not in page_of(client)

    @pytest.mark.parametrize("key", WORDS)
    def test_so_it_is_in_the_api(
        self, full: User, signed_in: Browser, other_learner: User, now: datetime, key: str
    ) -> None:
        change_public_profile(user=full, blocks=[key], now=now)
        person = signed_in(other_learner).get("/api/v1/people/lena/").json()
        assert [each["key"] for each in person["blocks"]] == [key]
        assert person["blocks"][0]["content"]

    def test_blocks_stand_in_their_order(self, full: User, client: Client, now: datetime) -> None:
        change_public_profile(user=full, blocks=["weeks", "about"], now=now)
        page = page_of(client)
        assert page.index(WORDS["weeks"]) < page.index(WORDS["about"])

    def test_nothing_private_is_there(self, full: User, client: Client, now: datetime) -> None:
        change_public_profile(user=full, blocks=[*WORDS], now=now)
        page = page_of(client)
        assert full.email not in page
        assert full.zone.key not in page

    def test_a_block_with_nothing_in_it_is_left_out(
        self, learner: User, client: Client, now: datetime
    ) -> None:
        change_public_profile(user=learner, blocks=[*WORDS], now=now)
        page = page_of(client)
        assert "Nothing is here yet" in page
        assert '<h2 id="block-' not in page

    def test_words_are_text(self, learner: User, client: Client, now: datetime) -> None:
        change_public_profile(user=learner, blocks=["about"], about="<script>alert(1)</script>", now=now)
        assert "<script>alert" not in page_of(client)

    def test_a_closed_account_shows_nothing(self, full: User, client: Client, now: datetime) -> None:
        change_public_profile(user=full, blocks=["about"], now=now)
        User.objects.filter(pk=full.pk).update(is_active=False)
        assert client.get(PAGE).status_code == 302

    def test_an_old_handle_leads_to_it(self, full: User, client: Client, now: datetime) -> None:
        change_public_profile(user=full, blocks=["about"], now=now)
        full.handle = "helena"
        full.save()
        assert client.get(PAGE)["Location"] == "/people/helena/"

    def test_caches_may_keep_it_and_only_it(self, full: User, client: Client, now: datetime) -> None:
        change_public_profile(user=full, blocks=["about"], now=now)
        answer = client.get(PAGE)
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies


class TestProgressForEverybody:
    def test_a_roadmap_that_was_not_ticked_is_not_shown(
        self, full: User, client: Client, now: datetime
    ) -> None:
        change_public_profile(user=full, blocks=["roadmaps", "evidence"], now=now)
        show_progress(learner=full, slugs=[])
        page = page_of(client)
        assert WORDS["roadmaps"] not in page
        assert WORDS["evidence"] not in page

    def test_nor_one_that_is_public_no_longer(
        self, full: User, roadmap: Roadmap, client: Client, now: datetime
    ) -> None:
        change_public_profile(user=full, blocks=["roadmaps", "evidence"], now=now)
        Roadmap.objects.filter(pk=roadmap.pk).update(visibility=Visibility.LINK, owner=full)
        page = page_of(client)
        assert WORDS["roadmaps"] not in page
        assert WORDS["evidence"] not in page

    def test_only_followed_public_roadmaps_can_be_ticked(
        self, learner: User, roadmap: Roadmap, now: datetime
    ) -> None:
        with pytest.raises(NotForEverybody) as refused:
            show_progress(learner=learner, slugs=["walking"])
        assert refused.value.data["slugs"] == ["walking"]

    def test_on_the_page(self, learner: User, roadmap: Roadmap, lena: Client, now: datetime) -> None:
        path = "/settings/public-progress/"
        assert "You follow no public roadmap" in page_of(lena, path)
        enrol(roadmap=roadmap, learner=learner, track=SHARED, now=now)
        assert lena.post(path, {"roadmaps": ["walking"]}).status_code == 303
        assert Enrolment.objects.get().is_public
        assert "checked" in page_of(lena, path)
        assert lena.post(path, {}).status_code == 303
        assert not Enrolment.objects.get().is_public
        assert lena.post(path, {"roadmaps": ["nothing"]}).status_code == 422

    def test_in_the_api(self, learner: User, roadmap: Roadmap, lena: Client, now: datetime) -> None:
        path = "/api/v1/me/public-progress/"
        enrol(roadmap=roadmap, learner=learner, track=SHARED, now=now)
        body: dict[str, Any] = {"roadmaps": ["walking"]}
        assert lena.put(path, body, content_type="application/json").json() == body
        assert lena.get(path).json() == body
        refused = lena.put(path, {"roadmaps": ["no"]}, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (409, "not_for_everybody")


class TestChanging:
    def test_a_block_that_there_is_not_is_refused(self, learner: User, now: datetime) -> None:
        with pytest.raises(NoSuchBlock):
            change_public_profile(user=learner, blocks=["email"], now=now)

    def test_the_last_change_can_be_taken_back_and_made_again(self, learner: User, now: datetime) -> None:
        with pytest.raises(NothingToUndo):
            undo_public_profile(user=learner, now=now)
        change_public_profile(user=learner, blocks=["about"], now=now)
        change_public_profile(user=learner, blocks=["about", "weeks"], now=now)
        assert undo_public_profile(user=learner, now=now).blocks == ["about"]
        assert undo_public_profile(user=learner, now=now).blocks == ["about", "weeks"]

    def test_what_changes_nothing_leaves_the_way_back(self, learner: User, now: datetime) -> None:
        change_public_profile(user=learner, blocks=["about"], now=now)
        change_public_profile(user=learner, blocks=["about"], now=now)
        assert undo_public_profile(user=learner, now=now).blocks == []

    def test_each_button_is_one_change(self, learner: User, lena: Client) -> None:
        def press(**button: str) -> list[str]:
            assert lena.post(SETTINGS, button).status_code == 303
            return PublicProfile.objects.get(user=learner).blocks

        assert press(show="about") == ["about"]
        assert press(show="weeks") == ["about", "weeks"]
        assert press(show="skills") == ["about", "weeks", "skills"]
        assert press(up="skills") == ["about", "skills", "weeks"]
        assert press(up="about") == ["about", "skills", "weeks"]
        assert press(down="about") == ["skills", "about", "weeks"]
        assert press(down="weeks") == ["skills", "about", "weeks"]
        assert press(hide="about") == ["skills", "weeks"]
        assert press(undo="yes") == ["skills", "about", "weeks"]
        assert press(show="email") == ["skills", "about", "weeks"]
        assert press(nonsense="x") == ["skills", "about", "weeks"]

    def test_words_are_kept_up_to_a_thousand_letters(self, learner: User, lena: Client) -> None:
        assert lena.post(SETTINGS, {"about": "Here I am."}).status_code == 303
        assert lena.post(SETTINGS, {"about": "x" * 1001}).status_code == 422
        assert PublicProfile.objects.get(user=learner).about == "Here I am."

    def test_the_preview_is_what_a_stranger_sees(self, full: User, lena: Client, now: datetime) -> None:
        change_public_profile(user=full, blocks=["about"], now=now)
        preview = page_of(lena, f"{SETTINGS}preview/")
        assert "This is what a stranger sees" in preview
        assert WORDS["about"] in preview
        assert WORDS["weeks"] not in preview

    def test_the_page_says_who_sees_it(self, learner: User, lena: Client, now: datetime) -> None:
        assert "Only members see" in page_of(lena, SETTINGS)
        change_public_profile(user=learner, blocks=["about"], now=now)
        assert "Everybody sees" in page_of(lena, SETTINGS)

    def test_in_the_api(self, learner: User, lena: Client) -> None:
        assert lena.get(API).json()["blocks"] == []
        changed = lena.patch(API, {"blocks": ["weeks", "about"]}, content_type="application/json").json()
        assert (changed["blocks"], changed["can_undo"]) == (["weeks", "about"], True)
        assert set(changed["available"]) == set(WORDS)
        assert lena.post(f"{API}undo/").json()["blocks"] == []
        refused = lena.patch(API, {"blocks": ["email"]}, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (409, "no_such_block")
