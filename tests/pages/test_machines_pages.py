"""What machines ask: robots.txt, the sitemap, the manifest, the old place of the icon."""

import json
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client


def test_robots_are_kept_from_what_needs_a_sign_in(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /settings/" in text
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text


@pytest.mark.django_db
def test_the_sitemap_names_public_pages_by_the_sites_own_address(client: Client) -> None:
    places = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    urls = [str(place.text) for place in places.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert f"{settings.SITE_URL}/" in urls
    assert all(url.startswith(settings.SITE_URL) for url in urls)


def test_the_manifest_shows_icons_that_exist(client: Client) -> None:
    manifest = json.loads(client.get("/site.webmanifest").content)
    for each in manifest["icons"]:
        assert finders.find(each["src"].removeprefix("/static/"))


def test_the_habitual_icon_is_redirected(client: Client) -> None:
    assert client.get("/favicon.ico").status_code == 301
