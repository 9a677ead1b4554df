"""Feeds: valid Atom with the whole text, cheap when nothing changed."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from articles.operations import arrange_article, publish_article, save_draft, withdraw_article
from tests.articles import builders

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response) -> list[ET.Element]:
    return ET.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314


def test_the_feed_has_what_atom_asks_for(client, article):
    response = client.get("/articles/feed/")
    feed = ET.fromstring(response.content)  # noqa: S314
    assert response["Content-Type"].startswith("application/atom+xml")
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
        assert entries(response)[0].findtext(f"{ATOM}{name}")


def test_an_entry_carries_the_whole_text_with_whole_addresses(client, author, earlier):
    builders.published(author, now=earlier, source="See [the road](/roadmaps/).\n\n## Later\n\nThe end.")
    [entry] = entries(client.get("/articles/feed/"))
    text = entry.findtext(f"{ATOM}content")
    assert "The end." in text
    assert '/roadmaps/">the road' in text
    assert 'href="/' not in text


def test_no_text_breaks_the_feed(client, author, earlier):
    builders.published(author, now=earlier, title="]]> & <b> \x0b", source="\x00 ]]> </content> & <x>")
    assert len(entries(client.get("/articles/feed/"))) == 1


def test_no_name_of_an_author_breaks_the_feed(client, author, article):
    author.user.display_name = "Noor\x0b & <Co>"
    author.user.save()
    [entry] = entries(client.get("/articles/feed/"))
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Noor & <Co>"


def test_a_series_and_a_topic_have_feeds_of_their_own(client, author, article, series, earlier):
    builders.published(author, now=earlier, title="Elsewhere")
    arrange_article(article=article, slug=article.slug, tags=["Models"], series=series, position=1, steps=[])
    for path in ("/articles/series/classical-first/feed/", "/articles/topics/models/feed/"):
        assert [entry.findtext(f"{ATOM}title") for entry in entries(client.get(path))] == ["A quiet model"]


def test_an_entry_keeps_its_id_when_the_address_changes(client, article):
    before = entries(client.get("/articles/feed/"))[0].findtext(f"{ATOM}id")
    arrange_article(article=article, slug="moved", tags=[], series=None, position=None, steps=[])
    assert entries(client.get("/articles/feed/"))[0].findtext(f"{ATOM}id") == before


def test_a_reader_that_is_up_to_date_costs_one_query(client, article, django_assert_num_queries):
    first = client.get("/articles/feed/")
    assert not first.cookies
    assert "public" in first["Cache-Control"]
    with django_assert_num_queries(1):
        again = client.get("/articles/feed/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


@pytest.fixture
def asked_again(client):
    """What a feed reader gets that asks twice, with whatever happens in between."""

    def ask(path, between):
        seen = client.get(path)
        between()
        dates = {"If-Modified-Since": seen["Last-Modified"]} if "Last-Modified" in seen else {}
        return client.get(path, headers={"If-None-Match": seen["ETag"], **dates})

    return ask


def test_a_reader_learns_that_an_article_was_withdrawn(asked_again, author, article, earlier):
    other = builders.published(author, now=earlier, title="To be withdrawn")
    again = asked_again("/articles/feed/", lambda: withdraw_article(article=other, now=earlier))
    assert [entry.findtext(f"{ATOM}title") for entry in entries(again)] == ["A quiet model"]


def test_a_reader_learns_that_an_article_came_to_the_series_or_left_it(asked_again, article, series):
    def place(series):
        arrange_article(
            article=article, slug=article.slug, tags=[], series=series, position=series and 1, steps=[]
        )

    path = "/articles/series/classical-first/feed/"
    assert len(entries(asked_again(path, lambda: place(series)))) == 1
    assert len(entries(asked_again(path, lambda: place(None)))) == 0


@pytest.mark.parametrize("change", ["title", "name", "topic", "address"])
def test_a_reader_learns_of_whatever_is_shown(asked_again, author, article, earlier, change):
    def happen():
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


def test_nothing_that_is_not_shown_makes_a_reader_fetch_again(asked_again, author, article, earlier):
    def write():
        builders.draft(author, now=earlier, title="Not yet")

    assert asked_again("/articles/feed/", write).status_code == 304


def test_a_full_feed_costs_few_queries(client, author, earlier, django_assert_max_num_queries):
    for number in range(12):
        builders.published(author, now=earlier, title=f"Number {number}")
    with django_assert_max_num_queries(4):
        assert len(entries(client.get("/articles/feed/"))) == 12


def test_an_empty_feed_is_a_feed(client):
    assert entries(client.get("/articles/feed/")) == []
