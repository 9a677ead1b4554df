"""A part of a page and the whole of it are never one thing to a cache."""

from datetime import datetime
from itertools import permutations

import pytest
from django.test import Client
from django.utils.cache import has_vary_header
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from config.settings import with_page_cache
from core.http import FRAGMENT_HEADERS
from tests.articles import builders as articles
from tests.roadmaps.builders import published, step
from tests.system.routes import PAGES, name_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("section", PAGES, ids=name_of)
def test_every_page_varies_by_what_asks_for_a_part(client: Client, section: list[str]) -> None:
    for route in section:
        page = client.get(f"/{route}")
        if page["Content-Type"].startswith("text/html"):
            assert all(has_vary_header(page, header) for header in FRAGMENT_HEADERS), route


@pytest.mark.parametrize("more", ["HX-Boosted", "HX-History-Restore-Request"])
def test_htmx_gets_the_whole_page_when_it_replaces_the_whole_page(client: Client, more: str) -> None:
    part = client.get("/search/?q=model", headers={"HX-Request": "true"})
    whole = client.get("/search/?q=model", headers={"HX-Request": "true", more: "true"})
    assert b"<html" not in part.content
    assert b"<html" in whole.content


PART = {"HX-Request": "true"}
WAYS = {
    "page": {},
    "part": PART,
    "boosted link": PART | {"HX-Boosted": "true"},
    "history": PART | {"HX-History-Restore-Request": "true"},
}


class TestWithThePageCache:
    """A web process keeps what strangers see; nobody is given a part as the page, nor the page as a part."""

    @pytest.fixture
    def stranger(self, settings: Settings, now: datetime, author_user: User) -> Client:
        """A browser of nobody's, the site as in production, and an article to find."""
        published(step("basics"))
        articles.published(articles.author_of(author_user), now=now)
        plain = [name for name in settings.MIDDLEWARE if not name.startswith("core.page_cache.")]
        settings.MIDDLEWARE = with_page_cache(plain)
        return Client()

    @pytest.mark.parametrize("address", ["/search/?q=model", "/articles/steps/walking/basics/"])
    @pytest.mark.parametrize("ways", permutations(WAYS, 2), ids=" then ".join)
    def test_each_gets_their_own(
        self,
        stranger: Client,
        address: str,
        ways: tuple[str, str],
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        first = [stranger.get(address, headers=WAYS[way]) for way in ways]
        with django_assert_num_queries(0):  # these come from the cache
            again = [stranger.get(address, headers=WAYS[way]) for way in ways]
        for way, answers in zip(ways, zip(first, again, strict=True), strict=True):
            assert {(b"<html" in answer.content) for answer in answers} == {way != "part"}

    @pytest.mark.parametrize(
        ("way", "boosted", "history"), [("boosted link", "tru", "e-,"), ("history", "-,t", "rue")]
    )
    def test_nobody_can_make_the_keys_of_a_part_and_a_page_meet(
        self, stranger: Client, way: str, boosted: str, history: str
    ) -> None:
        """Django joins the values of headers without a mark between them, `-,` for one that is absent."""
        made_up = {"HX-Boosted": boosted, "HX-History-Restore-Request": history}
        assert b"<html" not in stranger.get("/search/?q=model", headers=PART | made_up).content
        assert b"<html" in stranger.get("/search/?q=model", headers=WAYS[way]).content
