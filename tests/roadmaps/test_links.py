"""What readers say of links, and what those who keep a roadmap decide: pages, API, and what readers see."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from core.db import violates
from editor.reading import outline_of
from roadmaps.choices import Decision, LinkState, Verdict, Visibility
from roadmaps.link_reports import kept_roadmaps, links_of
from roadmaps.models import Link, LinkDecision, LinkVote, Roadmap
from roadmaps.operations import (
    NoSuchLink,
    NotDecided,
    NotYourRoadmap,
    SameAddress,
    decide_on_link,
    take_back_decision,
    vote_on_link,
    withdraw_vote,
)
from tests.roadmaps.builders import current_of, published, step

pytestmark = pytest.mark.django_db
API = "/api/v1"
OLD, NEW = "https://example.org/old", "https://example.org/new"
STEP = "/roadmaps/walking/steps/basics/"
QueryCount = Callable[..., Any]


@pytest.fixture
def roadmap(db: None) -> Roadmap:
    """The site's own, whose first step names two pages."""
    return linked()


@pytest.fixture
def link(roadmap: Roadmap) -> Link:
    return Link.objects.get(url=OLD)


@pytest.fixture
def lena(learner: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(learner)


@pytest.fixture
def olga(staff: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(staff)


def linked(owner: User | None = None, slug: str = "walking") -> Roadmap:
    shared = {"type": "article", "cost": "free"}
    resources = {
        "old": {"title": "An old page", "url": OLD, **shared},
        "fine": {"title": "A fine page", "url": "https://example.org/fine", **shared},
    }
    return published(
        step("basics", resources=["old", "fine"]),
        step("middle", resources=["old"]),
        resources=resources,
        slug=slug,
        owner=owner,
    ).roadmap


def waiting(roadmap: Roadmap) -> list[str]:
    return [each.url for each in links_of(roadmap).waiting().order_by("url")]


def break_at(link: Link, at: datetime) -> None:
    Link.objects.filter(pk=link.pk).update(state=LinkState.BROKEN, broken_since=at, error="status_404")


def put(client: Client, path: str, body: Any) -> Any:
    return client.put(f"{API}{path}", body, content_type="application/json")


class TestVoting:
    def test_a_second_vote_takes_the_place_of_the_first(
        self, link: Link, learner: User, now: datetime
    ) -> None:
        vote_on_link(person=learner, link=link, verdict=Verdict.USEFUL, now=now)
        vote_on_link(person=learner, link=link, verdict=Verdict.BROKEN, now=now)
        assert [vote.verdict for vote in LinkVote.objects.all()] == [Verdict.BROKEN]

    def test_the_database_keeps_it_to_one(self, link: Link, learner: User, now: datetime) -> None:
        vote_on_link(person=learner, link=link, verdict=Verdict.USEFUL, now=now)
        with pytest.raises(IntegrityError) as error:
            LinkVote.objects.create(person=learner, link=link, verdict=Verdict.BROKEN, at=now)
        assert violates(error.value, "roadmaps_linkvote_once")

    def test_it_can_be_taken_back(self, link: Link, learner: User, now: datetime) -> None:
        vote_on_link(person=learner, link=link, verdict=Verdict.USEFUL, now=now)
        withdraw_vote(person=learner, link=link)
        assert not LinkVote.objects.exists()

    def test_nobody_votes_on_what_they_cannot_read(
        self, learner: User, other_learner: User, now: datetime
    ) -> None:
        linked(owner=other_learner)
        with pytest.raises(NoSuchLink):
            vote_on_link(person=learner, link=Link.objects.get(url=OLD), verdict=Verdict.USEFUL, now=now)

    def test_on_the_page_of_a_step(self, link: Link, lena: Client) -> None:
        answer = lena.post(f"/links/{link.pk}/", {"verdict": "outdated", "back": STEP})
        assert (answer.status_code, answer["Location"]) == (303, STEP)
        page = lena.get(STEP).content.decode()
        assert "You: outdated" in page
        assert "outdated for 1 reader" in " ".join(page.split())

    def test_on_a_page_of_its_own(self, link: Link, lena: Client, learner: User) -> None:
        page = lena.get(f"/links/{link.pk}/").content.decode()
        assert "An old page" in page
        assert "Nobody has said anything yet." in page
        lena.post(f"/links/{link.pk}/", {"verdict": "useful"})
        assert LinkVote.objects.get().person == learner
        lena.post(f"/links/{link.pk}/", {"withdraw": "yes"})
        assert not LinkVote.objects.exists()

    def test_a_verdict_that_is_none_is_refused(self, link: Link, lena: Client) -> None:
        assert lena.post(f"/links/{link.pk}/", {"verdict": "awful"}).status_code == 422

    def test_back_leads_to_this_site_only(self, link: Link, lena: Client) -> None:
        answer = lena.post(f"/links/{link.pk}/", {"verdict": "useful", "back": "//evil.example/"})
        assert answer["Location"] == f"/links/{link.pk}/"

    def test_a_stranger_signs_in_first(self, link: Link, client: Client) -> None:
        assert f'href="/links/{link.pk}/?back=' in client.get(STEP).content.decode()
        assert client.post(f"/links/{link.pk}/", {"verdict": "useful"}).status_code in (302, 303)
        assert not LinkVote.objects.exists()

    def test_a_link_that_one_cannot_read_is_missing(self, lena: Client, other_learner: User) -> None:
        linked(owner=other_learner)
        hidden = Link.objects.get(url=OLD)
        assert lena.get(f"/links/{hidden.pk}/").status_code == 404
        assert lena.get(f"{API}/links/{hidden.pk}/").status_code == 404
        assert put(lena, f"/links/{hidden.pk}/vote/", {"verdict": "useful"}).status_code == 404

    def test_in_the_api(self, link: Link, lena: Client) -> None:
        vote = f"/links/{link.pk}/vote/"
        assert lena.get(f"{API}{vote}").status_code == 404
        assert put(lena, vote, {"verdict": "awful"}).status_code == 400
        assert put(lena, vote, {"verdict": "broken"}).json()["verdict"] == "broken"
        assert lena.get(f"{API}{vote}").json()["verdict"] == "broken"
        shown = lena.get(f"{API}/links/{link.pk}/").json()
        assert shown["votes"] == {"useful": 0, "outdated": 0, "broken": 1}
        assert lena.delete(f"{API}{vote}").status_code == 204
        assert lena.delete(f"{API}{vote}").status_code == 404


class TestWaiting:
    def test_nothing_waits_while_all_is_well(self, roadmap: Roadmap, learner: User, now: datetime) -> None:
        vote_on_link(person=learner, link=Link.objects.get(url=OLD), verdict=Verdict.USEFUL, now=now)
        assert waiting(roadmap) == []

    def test_what_is_broken_waits(self, roadmap: Roadmap, link: Link, now: datetime) -> None:
        break_at(link, now)
        assert waiting(roadmap) == [OLD]

    @pytest.mark.parametrize("verdict", [Verdict.OUTDATED, Verdict.BROKEN])
    def test_what_a_reader_complains_of_waits(
        self, roadmap: Roadmap, link: Link, learner: User, now: datetime, verdict: Verdict
    ) -> None:
        vote_on_link(person=learner, link=link, verdict=verdict, now=now)
        assert waiting(roadmap) == [OLD]

    @pytest.mark.parametrize("kind", [Decision.DISMISSED, Decision.RETIRED])
    def test_what_was_decided_waits_no_longer(
        self, roadmap: Roadmap, link: Link, staff: User, now: datetime, kind: Decision
    ) -> None:
        break_at(link, now)
        vote_on_link(person=staff, link=link, verdict=Verdict.BROKEN, now=now)
        decide_on_link(roadmap=roadmap, link=link, kind=kind, by=staff, now=now)
        assert waiting(roadmap) == []

    def test_what_was_kept_comes_back_with_a_new_complaint(
        self, roadmap: Roadmap, link: Link, learner: User, staff: User, now: datetime
    ) -> None:
        decide_on_link(roadmap=roadmap, link=link, kind=Decision.DISMISSED, by=staff, now=now)
        vote_on_link(person=learner, link=link, verdict=Verdict.OUTDATED, now=now + timedelta(minutes=1))
        assert waiting(roadmap) == [OLD]

    def test_a_replacement_that_breaks_waits_too(
        self, roadmap: Roadmap, link: Link, staff: User, now: datetime
    ) -> None:
        decide_on_link(roadmap=roadmap, link=link, kind=Decision.REPLACED, url=NEW, by=staff, now=now)
        assert waiting(roadmap) == []
        break_at(Link.objects.get(url=NEW), now)
        assert waiting(roadmap) == [OLD]

    def test_the_numbers_are_those_of_the_lists(
        self, roadmap: Roadmap, link: Link, staff: User, now: datetime
    ) -> None:
        own = linked(owner=staff, slug="own-road")
        decide_on_link(roadmap=own, link=link, kind=Decision.RETIRED, by=staff, now=now)
        break_at(link, now)
        counted = {each.slug: each.waiting_links for each in kept_roadmaps(staff)}  # type: ignore[attr-defined]
        assert counted == {"walking": len(waiting(roadmap)), "own-road": len(waiting(own))}
        assert counted == {"walking": 1, "own-road": 0}


class TestDeciding:
    def test_readers_are_led_to_the_other_page_at_once(
        self, roadmap: Roadmap, link: Link, staff: User, client: Client, now: datetime
    ) -> None:
        decide_on_link(roadmap=roadmap, link=link, kind=Decision.REPLACED, url=NEW, by=staff, now=now)
        for path in (STEP, "/roadmaps/walking/editions/1/steps/basics/"):
            page = client.get(path).content.decode()
            assert NEW in page
            assert OLD not in page
            assert "An old page" in page

    def test_what_was_taken_away_is_gone(
        self, roadmap: Roadmap, link: Link, staff: User, client: Client, now: datetime
    ) -> None:
        decide_on_link(roadmap=roadmap, link=link, kind=Decision.RETIRED, by=staff, now=now)
        page = client.get(STEP).content.decode()
        assert "An old page" not in page
        assert "A fine page" in page

    def test_what_was_kept_stays(
        self, roadmap: Roadmap, link: Link, staff: User, client: Client, now: datetime
    ) -> None:
        decide_on_link(roadmap=roadmap, link=link, kind=Decision.DISMISSED, by=staff, now=now)
        assert OLD in client.get(STEP).content.decode()

    def test_taking_it_back_shows_what_the_edition_says(
        self, roadmap: Roadmap, link: Link, staff: User, client: Client, now: datetime
    ) -> None:
        decide_on_link(roadmap=roadmap, link=link, kind=Decision.RETIRED, by=staff, now=now)
        take_back_decision(roadmap=roadmap, link=link, by=staff)
        assert OLD in client.get(STEP).content.decode()
        with pytest.raises(NotDecided):
            take_back_decision(roadmap=roadmap, link=link, by=staff)

    def test_another_roadmap_with_the_same_link_stays_as_it_is(
        self, roadmap: Roadmap, link: Link, staff: User, client: Client, now: datetime
    ) -> None:
        own = linked(owner=staff, slug="own-road")
        Roadmap.objects.filter(pk=own.pk).update(visibility=Visibility.PUBLIC)
        decide_on_link(roadmap=roadmap, link=link, kind=Decision.RETIRED, by=staff, now=now)
        assert OLD in client.get("/roadmaps/own-road/steps/basics/").content.decode()

    def test_copies_and_files_say_what_readers_see(
        self, roadmap: Roadmap, link: Link, staff: User, now: datetime
    ) -> None:
        decide_on_link(roadmap=roadmap, link=link, kind=Decision.REPLACED, url=NEW, by=staff, now=now)
        fine = Link.objects.get(url__endswith="fine")
        decide_on_link(roadmap=roadmap, link=fine, kind=Decision.RETIRED, by=staff, now=now)
        urls = [[each.url for each in step.resources] for step in outline_of(current_of(roadmap)).steps]
        assert urls == [[NEW], [NEW]]

    def test_only_who_keeps_the_roadmap_decides(
        self, roadmap: Roadmap, link: Link, learner: User, staff: User, now: datetime
    ) -> None:
        with pytest.raises(NotYourRoadmap):
            decide_on_link(roadmap=roadmap, link=link, kind=Decision.RETIRED, by=learner, now=now)
        own = linked(owner=learner, slug="own-road")
        with pytest.raises(NotYourRoadmap):
            decide_on_link(roadmap=own, link=link, kind=Decision.RETIRED, by=staff, now=now)
        decide_on_link(roadmap=own, link=link, kind=Decision.RETIRED, by=learner, now=now)
        assert LinkDecision.objects.count() == 1

    def test_a_link_of_another_roadmap_is_none(self, roadmap: Roadmap, staff: User, now: datetime) -> None:
        other = Link.objects.create(url=NEW)
        with pytest.raises(NoSuchLink):
            decide_on_link(roadmap=roadmap, link=other, kind=Decision.RETIRED, by=staff, now=now)

    def test_a_page_does_not_take_its_own_place(
        self, roadmap: Roadmap, link: Link, staff: User, now: datetime
    ) -> None:
        with pytest.raises(SameAddress):
            decide_on_link(roadmap=roadmap, link=link, kind=Decision.REPLACED, url=OLD, by=staff, now=now)

    def test_the_database_asks_a_replacement_for_its_page(
        self, roadmap: Roadmap, link: Link, staff: User, now: datetime
    ) -> None:
        with pytest.raises(IntegrityError) as error:
            LinkDecision.objects.create(roadmap=roadmap, link=link, kind=Decision.REPLACED, by=staff, at=now)
        assert violates(error.value, "roadmaps_linkdecision_replaced_has_another")


class TestPagesOfKeepers:
    def test_the_list_says_what_is_wrong_and_where(
        self, roadmap: Roadmap, link: Link, olga: Client, now: datetime
    ) -> None:
        break_at(link, now)
        assert "1 to look at" in " ".join(olga.get("/links/").content.decode().split())
        page = olga.get("/roadmaps/walking/links/").content.decode()
        assert "There is no page at this address." in page
        assert "Basics" in page
        assert "Middle" in page
        assert "A fine page" not in page
        assert "A fine page" in olga.get("/roadmaps/walking/links/?show=all").content.decode()
        assert "Nothing here yet" in olga.get("/roadmaps/walking/links/?show=decided").content.decode()

    def test_deciding_and_taking_it_back(self, roadmap: Roadmap, link: Link, olga: Client) -> None:
        path = f"/roadmaps/walking/links/{link.pk}/"
        assert olga.post(path, {"kind": "replaced", "url": NEW}).status_code == 303
        assert NEW in olga.get(path).content.decode()
        assert olga.post(path, {"take_back": "yes"}).status_code == 303
        assert not LinkDecision.objects.exists()

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"kind": "burnt"},
            {"kind": "replaced"},
            {"kind": "replaced", "url": "javascript:alert(1)"},
            {"kind": "replaced", "url": OLD},
        ],
    )
    def test_what_cannot_be_done_is_said(
        self, roadmap: Roadmap, link: Link, olga: Client, sent: dict[str, str]
    ) -> None:
        answer = olga.post(f"/roadmaps/walking/links/{link.pk}/", sent)
        assert answer.status_code == 422
        assert "error" in answer.content.decode()
        assert not LinkDecision.objects.exists()

    def test_where_a_server_sends_is_proposed(self, roadmap: Roadmap, link: Link, olga: Client) -> None:
        Link.objects.filter(pk=link.pk).update(moved_to=NEW)
        page = olga.get(f"/roadmaps/walking/links/{link.pk}/").content.decode()
        assert f'value="{NEW}"' in page

    @pytest.mark.parametrize("path", ["/roadmaps/walking/links/", "/roadmaps/walking/links/{pk}/"])
    def test_for_others_there_is_no_such_page(self, link: Link, lena: Client, path: str) -> None:
        assert lena.get(path.format(pk=link.pk)).status_code == 404

    def test_somebody_without_a_roadmap_is_told_so(self, lena: Client) -> None:
        assert "You keep no links yet" in lena.get("/links/").content.decode()

    def test_long_lists_ask_no_more_often(
        self, roadmap: Roadmap, olga: Client, django_assert_max_num_queries: QueryCount
    ) -> None:
        shared = {"type": "article", "cost": "free"}
        many = {
            f"r{n}": {"title": f"Page {n}", "url": f"https://example.org/{n}", **shared} for n in range(20)
        }
        published(step("basics", resources=[*many]), step("middle"), resources=many, mapping={})
        olga.get("/roadmaps/walking/links/?show=all")
        with django_assert_max_num_queries(8):
            olga.get("/roadmaps/walking/links/?show=all")

    def test_a_step_with_many_links_asks_no_more_often(
        self, roadmap: Roadmap, client: Client, django_assert_max_num_queries: QueryCount
    ) -> None:
        client.get(STEP)
        with django_assert_max_num_queries(8):
            client.get(STEP)


class TestApiOfKeepers:
    def test_the_list_and_what_it_shows(
        self, roadmap: Roadmap, link: Link, olga: Client, now: datetime
    ) -> None:
        break_at(link, now)
        rows = olga.get(f"{API}/roadmaps/walking/links/?show=waiting").json()["results"]
        assert [(row["url"], row["state"], row["steps"]) for row in rows] == [
            (OLD, "broken", ["basics", "middle"])
        ]
        assert len(olga.get(f"{API}/roadmaps/walking/links/").json()["results"]) == 2
        assert olga.get(f"{API}/roadmaps/walking/links/?show=decided").json()["results"] == []

    def test_deciding_and_taking_it_back(self, roadmap: Roadmap, link: Link, olga: Client) -> None:
        path = f"/roadmaps/walking/links/{link.pk}/decision/"
        assert olga.get(f"{API}{path}").status_code == 404
        assert put(olga, path, {"kind": "replaced"}).status_code == 400
        assert put(olga, path, {"kind": "replaced", "url": OLD}).json()["code"] == "same_address"
        assert put(olga, path, {"kind": "replaced", "url": NEW}).json()["url"] == NEW
        resource = olga.get(f"{API}/roadmaps/walking/").json()["stages"][0]["milestones"][0]["steps"][0][
            "resources"
        ][0]
        assert (resource["url"], resource["decided"], resource["replaced_by"]) == (OLD, "replaced", NEW)
        assert put(olga, path, {"kind": "retired"}).json() | {"at": ""} == {
            "kind": "retired",
            "url": None,
            "at": "",
        }
        assert olga.delete(f"{API}{path}").status_code == 204
        assert olga.get(f"{API}{path}").status_code == 404

    def test_it_is_nobody_elses(self, roadmap: Roadmap, link: Link, lena: Client) -> None:
        assert lena.get(f"{API}/roadmaps/walking/links/").status_code == 404
        path = f"/roadmaps/walking/links/{link.pk}/decision/"
        assert put(lena, path, {"kind": "retired"}).status_code == 404


def test_how_a_link_was_found_stands_beside_it(
    roadmap: Roadmap, link: Link, client: Client, now: datetime
) -> None:
    Link.objects.filter(url__endswith="fine").update(state=LinkState.WORKS, checked_on=now.date())
    break_at(link, now)
    page = " ".join(client.get(STEP).content.decode().split())
    assert "broken since" in page
    assert "checked " in page
    Link.objects.filter(pk=link.pk).update(state=LinkState.UNCLEAR, broken_since=None)
    assert "could not be checked" in client.get(STEP).content.decode()
