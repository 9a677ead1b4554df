"""What is typed is saved while its author types on, and the line above says how things stand."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Article, Author
from articles.operations import publish_article, save_draft
from tests.articles import builders

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def typed(version: int, **more: str) -> dict[str, str]:
    return {"title": "A quiet model", "summary": "", "source": "Typed.", "version": str(version)} | more


def test_it_saves_and_answers_with_the_next_version(
    signed_in: Browser, author_user: User, article: Article
) -> None:
    browser = signed_in(author_user)
    first = browser.post(f"/writing/{article.pk}/draft/", typed(1)).json()
    assert first["version"] == 2
    assert "1 change that readers don" in first["state"]
    assert browser.post(f"/writing/{article.pk}/draft/", typed(2, source="More.")).json()["version"] == 3
    article.refresh_from_db()
    assert article.draft.source == "More."
    assert article.source == builders.TEXT


def test_of_two_windows_the_later_one_is_told_and_changes_nothing(
    signed_in: Browser, author_user: User, article: Article
) -> None:
    browser = signed_in(author_user)
    browser.post(f"/writing/{article.pk}/draft/", typed(1))
    second = browser.post(f"/writing/{article.pk}/draft/", typed(1, source="Other."))
    assert second.status_code == 409
    article.draft.refresh_from_db()
    assert article.draft.source == "Typed."
    page = browser.post(f"/writing/{article.pk}/", typed(1, source="Other."))
    assert page.status_code == 422
    assert "Typed." in page.text
    assert "Other." in page.text


def test_a_text_that_cannot_be_saved_says_why(
    signed_in: Browser, author_user: User, article: Article
) -> None:
    answer = signed_in(author_user).post(f"/writing/{article.pk}/draft/", typed(1, title=""))
    assert answer.status_code == 422
    assert "Title" in answer.json()["message"]


def test_a_stranger_saves_nothing(signed_in: Browser, learner: User, article: Article) -> None:
    assert signed_in(learner).post(f"/writing/{article.pk}/draft/", typed(1)).status_code == 404


def test_the_address_of_an_unread_draft_follows_its_title(author: Author, now: datetime) -> None:
    draft = builders.draft(author, now=now, title="One name")
    save_draft(article=draft, title="Another name", summary="", source="x", version=1, now=now)
    draft.refresh_from_db()
    assert draft.slug == "another-name"
    save_draft(article=draft, title="Another name", summary="", source="y", version=2, now=now)
    draft.refresh_from_db()
    assert draft.slug == "another-name"


def test_a_chosen_address_and_that_of_a_read_article_stay(author: Author, now: datetime) -> None:
    chosen = builders.draft(author, now=now, title="One name")
    Article.objects.filter(pk=chosen.pk).update(slug="chosen")
    save_draft(article=chosen, title="Another name", summary="", source="x", version=1, now=now)
    chosen.refresh_from_db()
    assert chosen.slug == "chosen"
    read = builders.published(author, now=now, title="Read by some")
    save_draft(article=read, title="Renamed", summary="", source="x", version=1, now=now)
    publish_article(article=read, by=author, now=now)
    read.refresh_from_db()
    assert read.slug == "read-by-some"
