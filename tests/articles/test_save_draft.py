"""Writing and saving: nothing that was typed is lost."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Article, Author, Draft
from articles.operations import Conflict, restore_revision, save_draft, save_revision, write_article
from tests.articles import builders

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture
def unread(author: Author, now: datetime) -> Article:
    return builders.draft(author, now=now, source="One.")


def save(article: Article, now: datetime, *, source: str, version: int) -> Draft:
    return save_draft(
        article=article, title=article.title, summary="", source=source, version=version, now=now
    )


def test_a_new_article_has_an_address_made_from_its_title(author: Author, now: datetime) -> None:
    assert write_article(author=author, title="Für Élise, don't you", now=now).slug == "fur-elise-dont-you"


def test_equal_titles_get_different_addresses(author: Author, now: datetime) -> None:
    slugs = [write_article(author=author, title="Twice", now=now).slug for _ in range(3)]
    assert slugs == ["twice", "twice-2", "twice-3"]


@pytest.mark.parametrize("title", ["Feed", "Series", "Topics", "Steps"])
def test_no_article_takes_the_address_of_a_page(author: Author, now: datetime, title: str) -> None:
    assert write_article(author=author, title=title, now=now).slug == f"{title.lower()}-2"


def test_every_save_makes_the_next_version(unread: Article, now: datetime) -> None:
    assert save(unread, now, source="Two.", version=1).version == 2
    assert save(unread, now, source="Three.", version=2).version == 3


def test_an_older_version_does_not_overwrite_a_newer_one(unread: Article, now: datetime) -> None:
    save(unread, now, source="Two.", version=1)
    with pytest.raises(Conflict) as refusal:
        save(unread, now, source="Also two.", version=1)
    assert refusal.value.data["source"] == "Two."
    assert refusal.value.data["version"] == 2
    unread.draft.refresh_from_db()
    assert unread.draft.source == "Two."


def test_a_revision_can_become_the_draft_again(unread: Article, author: Author, now: datetime) -> None:
    first = save_revision(draft=unread.draft, by=author, now=now)
    save(unread, now, source="Two.", version=1)
    assert restore_revision(revision=first, by=author, version=2, now=now).source == "One."
    assert list(unread.revisions.order_by("number").values_list("source", flat=True)) == ["One.", "Two."]


def test_a_text_saved_meanwhile_is_not_overwritten_by_an_old_one(
    unread: Article, author: Author, now: datetime
) -> None:
    first = save_revision(draft=unread.draft, by=author, now=now)
    save(unread, now, source="Two.", version=1)
    with pytest.raises(Conflict):
        restore_revision(revision=first, by=author, version=1, now=now)
    assert unread.revisions.count() == 1


@pytest.mark.parametrize("number", ["", "7", "first", "9" * 5000])
def test_a_revision_that_does_not_exist_can_not_come_back(
    signed_in: Browser, author_user: User, unread: Article, number: str
) -> None:
    response = signed_in(author_user).post(f"/writing/{unread.pk}/revisions/", {"number": number})
    assert response.status_code == 404


def test_control_characters_are_not_saved(unread: Article, now: datetime) -> None:
    assert save(unread, now, source="a\x00b\x0b", version=1).source == "ab"


def test_the_page_shows_both_texts_of_a_conflict(
    signed_in: Browser, author_user: User, unread: Article, now: datetime
) -> None:
    save(unread, now, source="Saved elsewhere.", version=1)
    response = signed_in(author_user).post(
        f"/writing/{unread.pk}/", {"title": "A", "summary": "", "source": "Typed here.", "version": 1}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Saved elsewhere." in page
    assert "Typed here." in page
    assert 'name="version" value="2"' in page


def test_a_missing_title_does_not_cost_the_text(
    signed_in: Browser, author_user: User, unread: Article
) -> None:
    response = signed_in(author_user).post(
        f"/writing/{unread.pk}/", {"title": "", "summary": "", "source": "A long evening.", "version": 1}
    )
    assert response.status_code == 422
    assert "A long evening." in response.content.decode()


def test_the_preview_renders_without_saving(signed_in: Browser, author_user: User, unread: Article) -> None:
    browser = signed_in(author_user)
    typed = {"title": "A", "summary": "", "source": "**Strong.**", "version": 1}
    fragment = browser.post(f"/writing/{unread.pk}/preview/", typed, headers={"HX-Request": "true"})
    assert "<strong>Strong.</strong>" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    page = browser.post(f"/writing/{unread.pk}/preview/", typed).content.decode()
    assert "<strong>Strong.</strong>" in page
    assert "**Strong.**" in page
    unread.draft.refresh_from_db()
    assert unread.draft.source == "One."


def test_the_preview_shows_a_question_as_readers_see_it(
    signed_in: Browser, author_user: User, unread: Article
) -> None:
    source = ":::question derive\nWhy is it so?\n:::answer\nSince it must be.\n:::"
    typed = {"title": "A", "summary": "", "source": source, "version": 1}
    address, htmx = f"/writing/{unread.pk}/preview/", {"HX-Request": "true"}
    fragment = signed_in(author_user).post(address, typed, headers=htmx).content.decode()
    assert "Why is it so?" in fragment
    assert "Since it must be." not in fragment
    assert ":::" not in fragment


def test_the_preview_says_when_a_text_is_shown_as_typed(
    signed_in: Browser, author_user: User, unread: Article
) -> None:
    typed = {"title": "A", "summary": "", "source": "- a\n" * 3_001, "version": 1}
    page = signed_in(author_user).post(f"/writing/{unread.pk}/preview/", typed).content.decode()
    assert "Readers see this text as typed" in page


@pytest.mark.parametrize("path", ["", "preview/", "publication/", "arrangement/", "revisions/"])
def test_somebody_elses_article_is_not_there(
    signed_in: Browser, learner: User, unread: Article, path: str
) -> None:
    builders.author_of(learner)
    assert signed_in(learner).post(f"/writing/{unread.pk}/{path}").status_code == 404


def test_a_reader_is_told_how_one_becomes_an_author(signed_in: Browser, learner: User) -> None:
    response = signed_in(learner).get("/writing/")
    assert response.status_code == 200
    assert "asked to" in response.content.decode()


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/writing/").status_code == 302


def test_a_revision_is_compared_with_the_draft_word_by_word(
    signed_in: Browser, author_user: User, author: Author, unread: Article, now: datetime
) -> None:
    save(unread, now, source="A <b> quiet one.", version=1)
    unread.draft.refresh_from_db()
    save_revision(draft=unread.draft, by=author, now=now)
    save(unread, now, source="A <b> loud one.", version=2)
    page = signed_in(author_user).get(f"/writing/{unread.pk}/revisions/1/").text
    assert "<span>A &lt;b&gt; </span><del>quiet</del><span> one.</span>" in page
    assert "<span>A &lt;b&gt; </span><ins>loud</ins><span> one.</span>" in page
    assert signed_in(author_user).get(f"/writing/{unread.pk}/revisions/9/").status_code == 404
