"""Feeds: valid Atom with the whole text, cheap when nothing changed."""

from xml.etree import ElementTree as ET

import pytest

from articles.operations import arrange_article
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
        again = client.get("/articles/feed/", headers={"If-Modified-Since": first["Last-Modified"]})
    assert again.status_code == 304


def test_a_full_feed_costs_few_queries(client, author, earlier, django_assert_max_num_queries):
    for number in range(12):
        builders.published(author, now=earlier, title=f"Number {number}")
    with django_assert_max_num_queries(4):
        assert len(entries(client.get("/articles/feed/"))) == 12


def test_an_empty_feed_is_a_feed(client):
    assert entries(client.get("/articles/feed/")) == []
