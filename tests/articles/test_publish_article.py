"""Publishing, arranging and withdrawing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Article, Author, FormerSlug, Series
from articles.operations import (
    AddressTaken,
    NothingToPublish,
    PlaceTaken,
    arrange_article,
    publish_article,
    render_article,
    save_draft,
    withdraw_article,
)
from markup.rendering import RENDERER_VERSION
from tests.articles import builders

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def arrange(article: Article, **changes: Any) -> Article:
    where: dict[str, Any] = {"slug": article.slug, "tags": [], "series": None, "position": None, "steps": []}
    return arrange_article(article=article, **(where | changes))


def test_publishing_renders_dates_and_keeps_a_revision(author: Author, now: datetime) -> None:
    article = builders.published(author, now=now)
    article.refresh_from_db()
    assert article.is_published
    assert article.published_at == article.updated_at == now
    assert "<h2" in article.html
    assert article.renderer_version == RENDERER_VERSION
    assert article.revisions.get().is_publication


def test_publishing_again_keeps_the_first_date(
    author: Author, article: Article, earlier: datetime, now: datetime
) -> None:
    save_draft(article=article, title="Changed", summary="", source="New.", version=1, now=now)
    article.draft.refresh_from_db()
    publish_article(article=article, by=author, now=now)
    assert article.published_at == earlier
    assert article.updated_at == now
    assert article.title == "Changed"


def test_publishing_the_same_text_again_is_no_update(
    author: Author, article: Article, earlier: datetime, now: datetime
) -> None:
    publish_article(article=article, by=author, now=now)
    assert article.updated_at == earlier


def test_an_empty_text_is_not_published(author: Author, now: datetime) -> None:
    empty = builders.draft(author, now=now, source="  \n")
    with pytest.raises(NothingToPublish):
        publish_article(article=empty, by=author, now=now)


def test_a_withdrawn_article_comes_back_with_its_date(
    author: Author, article: Article, earlier: datetime, now: datetime
) -> None:
    withdraw_article(article=article, now=now)
    publish_article(article=article, by=author, now=now + timedelta(days=1))
    assert article.published_at == earlier


def test_the_address_of_another_article_is_taken_also_a_former_one(
    author: Author, article: Article, now: datetime
) -> None:
    other = builders.published(author, now=now, title="Other")
    with pytest.raises(AddressTaken):
        arrange(other, slug="a-quiet-model")
    arrange(article, slug="moved")
    with pytest.raises(AddressTaken):
        arrange(other, slug="a-quiet-model")


def test_an_article_may_move_back(article: Article) -> None:
    arrange(article, slug="moved")
    arrange(article, slug="a-quiet-model")
    assert [former.slug for former in FormerSlug.objects.all()] == ["moved"]


def test_a_draft_leaves_no_former_address(author: Author, now: datetime) -> None:
    arrange(builders.draft(author, now=now), slug="another")
    assert not FormerSlug.objects.exists()


def test_a_place_in_a_series_is_taken_once(
    author: Author, article: Article, series: Series, now: datetime
) -> None:
    arrange(article, series=series, position=1)
    with pytest.raises(PlaceTaken):
        arrange(builders.draft(author, now=now, title="Second"), series=series, position=1)


def test_topics_are_shared_whatever_their_spelling(author: Author, article: Article, now: datetime) -> None:
    arrange(article, tags=["First principles"])
    other = arrange(builders.draft(author, now=now, title="B"), tags=["first  Principles"])
    assert [tag.name for tag in other.tags.all()] == ["First principles"]


def test_rendering_again_gives_the_same(article: Article) -> None:
    before = article.html
    render_article(article)
    assert article.html == before


def test_what_was_saved_elsewhere_meanwhile_is_not_published(
    signed_in: Browser, author_user: User, author: Author, now: datetime
) -> None:
    article = builders.draft(author, now=now)
    typed = {"title": "Anew", "summary": "", "source": "Just typed.", "version": "0", "publish": "1"}
    response = signed_in(author_user).post(f"/writing/{article.pk}/", typed)
    assert response.status_code == 422
    article.refresh_from_db()
    assert not article.is_published


def test_the_arrangement_names_a_step_that_does_not_exist(
    signed_in: Browser, author_user: User, article: Article
) -> None:
    response = signed_in(author_user).post(
        f"/writing/{article.pk}/arrangement/", {"slug": article.slug, "steps": "ml-engineer/nothing"}
    )
    assert response.status_code == 422
    assert "There is no step “ml-engineer/nothing”" in response.content.decode()


@pytest.mark.parametrize("topic", ["+++", "🎉", "w" * 60])
def test_a_topic_that_can_have_no_page_is_refused(
    signed_in: Browser, author_user: User, article: Article, client: Client, topic: str
) -> None:
    page = f"/writing/{article.pk}/arrangement/"
    response = signed_in(author_user).post(page, {"slug": article.slug, "tags": f"trees, {topic}"})
    assert response.status_code == 422
    assert "can&#x27;t be a topic" in response.content.decode()
    assert not article.tags.exists()


@pytest.mark.parametrize("page", ["/writing/", "/writing/new/"])
def test_the_authors_pages_can_be_looked_at(
    signed_in: Browser, author_user: User, article: Article, page: str
) -> None:
    assert signed_in(author_user).get(page).status_code == 200


@pytest.mark.parametrize("page", ["", "arrangement/", "revisions/"])
def test_every_page_of_an_article_can_be_looked_at(
    signed_in: Browser, author_user: User, article: Article, page: str
) -> None:
    assert signed_in(author_user).get(f"/writing/{article.pk}/{page}").status_code == 200
