"""A part of a page and the whole of it are never one thing to a cache."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils.cache import has_vary_header

from core.http import FRAGMENT_HEADERS
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


def test_a_part_cannot_poison_the_page_that_the_process_keeps(client: Client) -> None:
    assert "HX-History-Restore-Request" in client.get("/search/")["Vary"]
    assert settings.CACHE_MIDDLEWARE_ALIAS == "pages"
