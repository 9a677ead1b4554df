"""Saying that one has read an article, and seeing what changed since."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from articles.models import Article, Author, Reading
from articles.operations import (
    NotPublished,
    mark_article_read,
    mark_article_unread,
    publish_article,
    save_draft,
    schedule_publication,
    withdraw_article,
)
from articles.operations.publishing import publish_due_articles
from tests.articles import builders

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture
def read(article: Article, learner: User, earlier: datetime) -> Reading:
    return mark_article_read(article=article, reader=learner, now=earlier + timedelta(days=1))


def publish_again(article: Article, source: str, *, change: str = "", now: datetime) -> None:
    draft = article.draft
    draft.refresh_from_db()
    save_draft(article=article, title=draft.title, summary="", source=source, version=draft.version, now=now)
    article.refresh_from_db()
    publish_article(article=article, by=article.author, now=now, material_change=change)


def change_of(reading: Reading) -> str | None:
    return Reading.objects.with_changes().get(pk=reading.pk).change


def test_a_reading_names_the_text_that_was_read(read: Reading, article: Article, learner: User) -> None:
    assert (read.reader, read.article, read.revision.number) == (learner, article, 1)


def test_marked_again_it_is_the_text_of_now(
    read: Reading, article: Article, learner: User, now: datetime
) -> None:
    publish_again(article, "New.", now=now)
    again = mark_article_read(article=article, reader=learner, now=now)
    assert (again.pk, again.revision.number, again.read_at) == (read.pk, 2, now)


def test_nobody_reads_what_is_no_longer_shown(article: Article, learner: User, now: datetime) -> None:
    withdraw_article(article=article, now=now)
    with pytest.raises(NotPublished):
        mark_article_read(article=article, reader=learner, now=now)


def test_a_mark_can_be_taken_back(read: Reading, article: Article, learner: User) -> None:
    mark_article_unread(article=article, reader=learner)
    assert not Reading.objects.exists()


class TestChanges:
    def test_a_change_without_a_sentence_is_nobodys_news(
        self, read: Reading, article: Article, now: datetime
    ) -> None:
        publish_again(article, "Corrected.", now=now)
        assert change_of(read) is None

    def test_the_latest_sentence_is_told(self, read: Reading, article: Article, now: datetime) -> None:
        publish_again(article, "One.", change="The formula was wrong.", now=now)
        publish_again(article, "Two.", change="A better example.", now=now)
        publish_again(article, "Three.", now=now)
        assert change_of(read) == "A better example."

    def test_whoever_read_the_new_text_is_told_nothing(
        self, read: Reading, article: Article, learner: User, now: datetime
    ) -> None:
        publish_again(article, "One.", change="The formula was wrong.", now=now)
        assert change_of(mark_article_read(article=article, reader=learner, now=now)) is None

    def test_a_sentence_counts_from_the_publication_on(
        self, read: Reading, article: Article, author: Author, now: datetime
    ) -> None:
        schedule_publication(
            article=article, by=author, at=now + timedelta(hours=1), now=now, material_change="New figures."
        )
        assert change_of(read) is None
        publish_due_articles(now=now + timedelta(hours=2))
        assert change_of(read) == "New figures."


class TestPages:
    @pytest.fixture
    def browser(self, signed_in: Browser, learner: User) -> Client:
        return signed_in(learner)

    def test_a_reader_says_so_and_takes_it_back(self, browser: Client, article: Article) -> None:
        assert "I have read this" in browser.get(article.get_absolute_url()).content.decode()
        page = browser.post("/articles/a-quiet-model/reading/", follow=True).content.decode()
        assert "You read this on" in page
        assert "A quiet model" in browser.get("/reading/").content.decode()
        browser.post("/articles/a-quiet-model/reading/", {"undo": "1"})
        assert "Nothing marked as read yet" in browser.get("/reading/").content.decode()

    def test_what_changed_is_shown_word_by_word(
        self, browser: Client, read: Reading, article: Article, now: datetime
    ) -> None:
        publish_again(
            article, builders.TEXT.replace("Some words", "Other words"), change="Now with <b>.", now=now
        )
        assert "Changed since you read it" in browser.get(article.get_absolute_url()).content.decode()
        assert "Now with &lt;b&gt;." in browser.get("/reading/").content.decode()
        page = browser.get("/articles/a-quiet-model/changes/").content.decode()
        assert "<del>Some</del>" in page
        assert "<ins>Other</ins>" in page
        browser.post("/articles/a-quiet-model/reading/")
        assert "Changed since" not in browser.get(article.get_absolute_url()).content.decode()

    def test_without_a_reading_there_are_no_changes(self, browser: Client, article: Article) -> None:
        assert browser.get("/articles/a-quiet-model/changes/").status_code == 404

    def test_others_see_nothing_of_it(self, client: Client, read: Reading, article: Article) -> None:
        page = client.get(article.get_absolute_url()).content.decode()
        assert "read this" not in page
        assert client.get("/reading/").status_code == 302

    def test_the_list_costs_the_same_for_one_and_for_ten(
        self,
        browser: Client,
        learner: User,
        author: Author,
        earlier: datetime,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for number in range(10):
            article = builders.published(author, now=earlier, title=f"Number {number}")
            mark_article_read(article=article, reader=learner, now=earlier)
        browser.get("/reading/")
        with django_assert_max_num_queries(5):
            assert browser.get("/reading/").content.decode().count("archive-row") == 10

    def test_an_author_says_what_changed_when_publishing(
        self, signed_in: Browser, author: Author, read: Reading, article: Article
    ) -> None:
        writer, page = signed_in(author.user), f"/writing/{article.pk}/publishing/"
        writer.post(f"/writing/{article.pk}/", {"title": "A quiet model", "source": "New.", "version": 1})
        assert "What changed for readers" in writer.get(page).content.decode()
        writer.post(page, {"web": "now", "mail": "not", "material_change": "A new proof."})
        assert change_of(read) == "A new proof."
        assert "A new proof." in writer.get(f"/writing/{article.pk}/revisions/").content.decode()

    def test_a_sentence_that_is_too_long_publishes_nothing(
        self, signed_in: Browser, author: Author, article: Article
    ) -> None:
        writer = signed_in(author.user)
        writer.post(f"/writing/{article.pk}/", {"title": "A quiet model", "source": "New.", "version": 1})
        sent = {"web": "now", "mail": "not", "material_change": "x" * 301}
        answer = writer.post(f"/writing/{article.pk}/publishing/", sent)
        assert answer.status_code == 422
        article.refresh_from_db()
        assert article.source == builders.TEXT


def test_programs_do_the_same(signed_in: Browser, learner: User, author: Author, article: Article) -> None:
    reader, writer = signed_in(learner), signed_in(author.user)
    address = "/api/v1/articles/a-quiet-model"
    assert reader.get(f"{address}/reading/").status_code == 404
    assert reader.get(f"{address}/changes/").status_code == 404
    assert reader.put(f"{address}/reading/").json()["change"] is None
    draft = f"/api/v1/drafts/{article.pk}/"
    writer.put(draft, {"title": "A quiet model", "source": "New.", "version": 1}, "application/json")
    writer.post(f"{draft}publication/", {"material_change": "Shorter."}, "application/json")
    assert writer.get(f"{draft}revisions/2/").json()["material_change"] == "Shorter."
    [line] = reader.get("/api/v1/me/readings/?has_changed=true").json()["results"]
    assert (line["article"], line["change"]) == ("a-quiet-model", "Shorter.")
    changes = reader.get(f"{address}/changes/").json()
    assert [said["material_change"] for said in changes["said"]] == ["Shorter."]
    assert {line["kind"] for line in changes["source"]} == {"removed", "added"}
    assert changes["title"] == []
    assert reader.delete(f"{address}/reading/").status_code == 204
    assert reader.get("/api/v1/me/readings/").json()["results"] == []
