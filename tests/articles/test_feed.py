"""Feeds: valid Atom with the whole text, cheap when nothing changed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from articles.models import Article, Author, Series
from articles.operations import arrange_article, publish_article, save_draft, withdraw_article
from tests.articles import builders

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
Answer = Any  # a response with what the test client adds
AskedAgain = Callable[[str, Callable[[], object]], Answer]


def entries(response: Answer) -> list[ET.Element]:
    return ET.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314


def test_the_feed_has_what_atom_asks_for(client: Client, article: Article) -> None:
    response = client.get("/articles/feed/")
    feed = ET.fromstring(response.content)  # noqa: S314
    assert response["Content-Type"].startswith("application/atom+xml")
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
        assert entries(response)[0].findtext(f"{ATOM}{name}")


def test_an_entry_carries_the_whole_text_with_whole_addresses(
    client: Client, author: Author, earlier: datetime
) -> None:
    builders.published(author, now=earlier, source="See [the road](/roadmaps/).\n\n## Later\n\nThe end.")
    [entry] = entries(client.get("/articles/feed/"))
    text = entry.findtext(f"{ATOM}content")
    assert text is not None
    assert "The end." in text
    assert '/roadmaps/">the road' in text
    assert 'href="/' not in text


def test_no_text_breaks_the_feed(client: Client, author: Author, earlier: datetime) -> None:
    builders.published(author, now=earlier, title="]]> & <b> \x0b", source="\x00 ]]> </content> & <x>")
    assert len(entries(client.get("/articles/feed/"))) == 1


def test_no_name_of_an_author_breaks_the_feed(client: Client, author: Author, article: Article) -> None:
    author.user.display_name = "Noor\x0b & <Co>"
    author.user.save()
    [entry] = entries(client.get("/articles/feed/"))
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Noor & <Co>"


def test_a_summary_is_text_and_no_html(client: Client, article: Article) -> None:
    """Atom's summary is HTML: a reader program shows what is left when the entities are read."""
    summary = "List<int> & <script>alert(1)</script>"
    Article.objects.filter(pk=article.pk).update(summary=summary)
    written = entries(client.get("/articles/feed/"))[0].findtext(f"{ATOM}summary") or ""
    assert "<" not in written
    assert unescape(written) == summary


def test_controls_that_are_stored_already_break_no_feed(
    client: Client, article: Article, series: Series
) -> None:
    Series.objects.update(summary="In\x0b order", title="First\x01")
    Article.objects.update(series=series, title="Deep\x0c", summary="\x1b[0m")
    for path in ("/articles/feed/", "/articles/series/classical-first/feed/"):
        assert client.get(path).status_code == 200


def test_controls_are_not_stored(series: Series) -> None:
    series.summary = "In\x0b order"
    series.save()
    assert series.summary == "In order"


def test_a_series_and_a_topic_have_feeds_of_their_own(
    client: Client, author: Author, article: Article, series: Series, earlier: datetime
) -> None:
    builders.published(author, now=earlier, title="Elsewhere")
    arrange_article(article=article, slug=article.slug, tags=["Models"], series=series, position=1, steps=[])
    for path in ("/articles/series/classical-first/feed/", "/articles/topics/models/feed/"):
        assert [entry.findtext(f"{ATOM}title") for entry in entries(client.get(path))] == ["A quiet model"]


def test_an_entry_keeps_its_id_when_the_address_changes(client: Client, article: Article) -> None:
    before = entries(client.get("/articles/feed/"))[0].findtext(f"{ATOM}id")
    arrange_article(article=article, slug="moved", tags=[], series=None, position=None, steps=[])
    assert entries(client.get("/articles/feed/"))[0].findtext(f"{ATOM}id") == before


def test_a_reader_that_is_up_to_date_costs_one_query(
    client: Client, article: Article, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get("/articles/feed/")
    assert not first.cookies
    assert "public" in first["Cache-Control"]
    with django_assert_num_queries(1):
        again = client.get("/articles/feed/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


@pytest.fixture
def asked_again(client: Client) -> AskedAgain:
    """What a feed reader gets that asks twice, with whatever happens in between."""

    def ask(path: str, between: Callable[[], object]) -> Answer:
        seen = client.get(path)
        between()
        dates = {"If-Modified-Since": seen["Last-Modified"]} if "Last-Modified" in seen else {}
        return client.get(path, headers={"If-None-Match": seen["ETag"], **dates})

    return ask


def test_a_reader_learns_that_an_article_was_withdrawn(
    asked_again: AskedAgain, author: Author, article: Article, earlier: datetime
) -> None:
    other = builders.published(author, now=earlier, title="To be withdrawn")
    again = asked_again("/articles/feed/", lambda: withdraw_article(article=other, now=earlier))
    assert [entry.findtext(f"{ATOM}title") for entry in entries(again)] == ["A quiet model"]


def test_a_reader_learns_that_an_article_came_to_the_series_or_left_it(
    asked_again: AskedAgain, article: Article, series: Series
) -> None:
    def place(series: Series | None) -> None:
        arrange_article(
            article=article,
            slug=article.slug,
            tags=[],
            series=series,
            position=1 if series else None,
            steps=[],
        )

    path = "/articles/series/classical-first/feed/"
    assert len(entries(asked_again(path, lambda: place(series)))) == 1
    assert len(entries(asked_again(path, lambda: place(None)))) == 0


@pytest.mark.parametrize("change", ["title", "name", "topic", "address"])
def test_a_reader_learns_of_whatever_is_shown(
    asked_again: AskedAgain, author: Author, article: Article, earlier: datetime, change: str
) -> None:
    def happen() -> None:
        if change == "title":
            draft = article.draft
            save_draft(
                article=article, title="Louder", summary="", source=draft.source, version=1, now=earlier
            )
            article.refresh_from_db()
            publish_article(article=article, by=author, now=earlier + timedelta(days=1))
        elif change == "name":
            author.user.display_name = "Noor J."
            author.user.save()
        else:
            slug, tags = ("moved", []) if change == "address" else (article.slug, ["Models"])
            arrange_article(article=article, slug=slug, tags=tags, series=None, position=None, steps=[])

    assert asked_again("/articles/feed/", happen).status_code == 200


def test_nothing_that_is_not_shown_makes_a_reader_fetch_again(
    asked_again: AskedAgain, author: Author, article: Article, earlier: datetime
) -> None:
    def write() -> None:
        builders.draft(author, now=earlier, title="Not yet")

    assert asked_again("/articles/feed/", write).status_code == 304


def test_a_full_feed_costs_few_queries(
    client: Client, author: Author, earlier: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        builders.published(author, now=earlier, title=f"Number {number}")
    with django_assert_max_num_queries(4):
        assert len(entries(client.get("/articles/feed/"))) == 12


def test_an_empty_feed_is_a_feed(client: Client) -> None:
    assert entries(client.get("/articles/feed/")) == []


CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


class TestRss:
    def items(self, response: Answer) -> list[ET.Element]:
        return ET.fromstring(response.content).findall("channel/item")  # noqa: S314

    def test_an_item_carries_the_whole_text(self, client: Client, author: Author, earlier: datetime) -> None:
        builders.published(author, now=earlier, source="See [the road](/roadmaps/) & <b>.\n\nThe end.")
        answer = client.get("/articles/rss/")
        assert answer["Content-Type"].startswith("application/rss+xml")
        [item] = self.items(answer)
        text = item.findtext(CONTENT) or ""
        assert "The end." in text
        assert 'href="/' not in text
        assert "&lt;b&gt;" in text
        assert item.findtext(CREATOR) == "Noor"
        guid = item.find("guid")
        assert guid is not None
        assert guid.get("isPermaLink") == "false"

    @pytest.mark.parametrize("kind", ["feed", "rss"])
    def test_an_author_a_topic_and_a_series_have_their_own(
        self, client: Client, article: Article, series: Series, learner: User, kind: str
    ) -> None:
        arrange_article(
            article=article, slug=article.slug, tags=["Models"], series=series, position=1, steps=[]
        )
        builders.published(builders.author_of(learner), now=datetime(2026, 1, 5, tzinfo=UTC), title="Other")
        for place in (f"authors/{article.author.user.handle}", "topics/models", "series/classical-first"):
            answer = client.get(f"/articles/{place}/{kind}/")
            found = entries(answer) if kind == "feed" else self.items(answer)
            assert len(found) == 1
            assert (
                client.get(
                    f"/articles/{place}/{kind}/", headers={"If-None-Match": answer["ETag"]}
                ).status_code
                == 304
            )
        assert client.get(f"/articles/authors/nobody-here/{kind}/").status_code == 404

    def test_the_two_kinds_have_different_tags(self, client: Client, article: Article) -> None:
        assert client.get("/articles/rss/")["ETag"] != client.get("/articles/feed/")["ETag"]

    def test_no_text_breaks_it(self, client: Client, author: Author, article: Article) -> None:
        Article.objects.filter(pk=article.pk).update(title="A\x01B", html="<p>\x02</p>")
        [item] = self.items(client.get("/articles/rss/"))
        assert item.findtext("title") == "A B"
