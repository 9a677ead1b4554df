"""Pages that anybody may keep: no cookie, public, the same for everybody."""

import pytest
from django.test import Client

from pages.guide import CHAPTERS

PAGES = [
    "/",
    "/how-it-works/",
    "/search/",
    "/search/?q=gradient",
    "/guide/",
    *(f"/guide/{chapter.slug}/" for chapter in CHAPTERS),
    "/robots.txt",
    "/site.webmanifest",
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_a_strangers_page_is_public_and_sets_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "public" in response.headers["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES[:-2])
def test_a_kept_page_is_not_sent_again(client: Client, path: str) -> None:
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES[:-2])
def test_a_page_has_nothing_inline(client: Client, path: str) -> None:
    text = client.get(path).content.decode()
    assert "<style" not in text
    assert 'style="' not in text
    assert "onclick" not in text
    assert "javascript:" not in text
    assert all("src=" in script for script in text.split("<script")[1:])
