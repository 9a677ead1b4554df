"""Whoever has the link reads the draft; nobody else does, and it ends when its author says so."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Author
from articles.operations import share_draft, unshare_draft
from tests.articles import builders

pytestmark = pytest.mark.django_db


def test_a_stranger_reads_it_by_the_link_and_no_cache_keeps_it(
    author: Author, client: Client, now: datetime
) -> None:
    draft = builders.draft(author, now=now, source="**Not yet** public.")
    link = f"/drafts/{share_draft(article=draft).share_key}/"
    page = client.get(link)
    assert "<strong>Not yet</strong>" in page.text
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "same-origin"
    assert client.get(f"/articles/{draft.slug}/").status_code == 404


def test_another_link_ends_the_former_one_and_ending_it_ends_it(
    author: Author, client: Client, now: datetime
) -> None:
    draft = builders.draft(author, now=now)
    first, second = (share_draft(article=draft).share_key for _ in range(2))
    assert client.get(f"/drafts/{first}/").status_code == 404
    assert client.get(f"/drafts/{second}/").status_code == 200
    unshare_draft(article=draft)
    assert client.get(f"/drafts/{second}/").status_code == 404
    assert client.get("/drafts/None/").status_code == 404


def test_only_its_author_makes_one(
    signed_in: Callable[[User], Client], learner: User, author_user: User, author: Author, now: datetime
) -> None:
    draft = builders.draft(author, now=now)
    assert signed_in(learner).post(f"/writing/{draft.pk}/sharing/").status_code == 404
    assert signed_in(author_user).post(f"/writing/{draft.pk}/sharing/").status_code == 303
    draft.draft.refresh_from_db()
    assert draft.draft.share_key
