"""What other sites show of this one: badges, cards and embeds, and none of what is private."""

import io
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import translation
from PIL import Image

from accounts.models import User
from accounts.operations import change_public_profile
from core.badges import Badge
from core.share_cards import HEIGHT, WIDTH
from roadmaps.choices import Visibility
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import enrol, show_progress
from roadmaps.tracks import SHARED
from tests.articles.builders import author_of, draft
from tests.articles.builders import published as published_article
from tests.roadmaps.builders import published, step

BADGE, SVG = "/people/lena/badges/walking.svg", "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>&amp;]]>'


@pytest.fixture
def roadmap(db: None) -> Roadmap:
    return published(step("basics"), step("middle")).roadmap


@pytest.fixture
def shown(roadmap: Roadmap, learner: User, now: datetime) -> Enrolment:
    """Lena follows the roadmap and lets everybody see how far she is."""
    enrolment = enrol(roadmap=roadmap, learner=learner, track=SHARED, now=now)
    show_progress(learner=learner, slugs=["walking"])
    return enrolment


class TestBadges:
    def test_it_says_the_roadmap_and_how_far(self, shown: Enrolment, client: Client) -> None:
        answer = client.get(BADGE)
        assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
        drawing = ET.fromstring(answer.content)  # noqa: S314  # our own
        assert drawing.findtext(f"{SVG}title") == "Walking: 0 %"
        assert drawing.get("role") == "img"

    def test_it_has_a_dark_side(self, shown: Enrolment, client: Client) -> None:
        assert "prefers-color-scheme: dark" in client.get(BADGE).content.decode()

    def test_a_hostile_title_is_text(self) -> None:
        drawing = ET.fromstring(Badge(HOSTILE, "1 %").draw())  # noqa: S314  # our own
        assert drawing.findtext(f"{SVG}title") == f"{HOSTILE}: 1 %"
        assert [each.tag for each in drawing.iter() if "script" in each.tag] == []

    def test_a_long_title_ends_in_dots(self) -> None:
        badge = Badge("word " * 40, "1 %")
        assert badge.shown_label.endswith("…")
        assert badge.width < 500

    def test_numbers_are_those_of_svg_in_every_language(self) -> None:
        with translation.override("pl"):
            drawn = ET.fromstring(Badge("x", "1 %").draw())  # noqa: S314  # our own
        text = drawn.find(f".//{SVG}text")
        assert text is not None
        assert "," not in text.get("x", "")

    def test_it_is_nobodys_unless_they_say_so(self, shown: Enrolment, learner: User, client: Client) -> None:
        show_progress(learner=learner, slugs=[])
        assert client.get(BADGE).status_code == 404

    def test_nor_of_a_roadmap_that_is_public_no_longer(self, shown: Enrolment, client: Client) -> None:
        Roadmap.objects.update(visibility=Visibility.LINK, owner=shown.learner)
        assert client.get(BADGE).status_code == 404

    def test_caches_keep_it_for_everybody_and_ask_again_by_its_tag(
        self, shown: Enrolment, client: Client
    ) -> None:
        answer = client.get(BADGE)
        assert "public" in answer["Cache-Control"]
        assert "Cookie" not in answer.get("Vary", "")
        assert client.get(BADGE, headers={"If-None-Match": answer["ETag"]}).status_code == 304

    def test_the_page_of_settings_shows_it_with_its_markdown(
        self, shown: Enrolment, learner: User, signed_in: Callable[[User], Client]
    ) -> None:
        page = signed_in(learner).get("/settings/public-progress/").content.decode()
        assert f'src="{BADGE}"' in page
        assert f"{BADGE})](" in page


class TestCards:
    def test_a_roadmap_has_one_of_the_customary_size(self, roadmap: Roadmap, client: Client) -> None:
        answer = client.get("/roadmaps/walking/card.png")
        assert answer["Content-Type"] == "image/png"
        assert Image.open(io.BytesIO(answer.content)).size == (WIDTH, HEIGHT) == (1200, 630)
        assert "public" in answer["Cache-Control"]

    def test_letters_that_the_font_lacks_have_none(self, client: Client, db: None) -> None:
        published(step("basics"), title="機械学習")
        assert client.get("/roadmaps/walking/card.png").status_code == 404
        assert "img/og" in client.get("/roadmaps/walking/").content.decode()

    def test_the_pages_name_theirs(
        self, roadmap: Roadmap, learner: User, client: Client, now: datetime
    ) -> None:
        change_public_profile(user=learner, blocks=["about"], about="Hello.", now=now)
        for page in ("/roadmaps/walking/", "/people/lena/"):
            assert f'{page}card.png">' in client.get(page).content.decode()
            assert client.get(f"{page}card.png").status_code == 200

    def test_private_things_have_none(self, roadmap: Roadmap, learner: User, client: Client) -> None:
        assert client.get("/people/lena/card.png").status_code == 404
        Roadmap.objects.update(visibility=Visibility.LINK, owner=learner)
        assert client.get("/roadmaps/walking/card.png").status_code == 404
        assert "card.png" not in client.get("/roadmaps/walking/").content.decode()


class TestEmbeds:
    def ask(self, client: Client, url: str, **more: str) -> Any:
        return client.get("/oembed/", {"url": url, **more})

    def test_a_roadmap(self, roadmap: Roadmap, client: Client, settings: Any) -> None:
        embed = self.ask(client, f"{settings.SITE_URL}/roadmaps/walking/").json()
        assert (embed["version"], embed["type"], embed["title"]) == ("1.0", "rich", "Walking")
        assert embed["thumbnail_url"] == f"{settings.SITE_URL}/roadmaps/walking/card.png"
        assert f'href="{settings.SITE_URL}/roadmaps/walking/"' in embed["html"]
        assert "card" not in embed

    def test_an_article(self, author_user: User, client: Client, now: datetime, settings: Any) -> None:
        article = published_article(author_of(author_user), now=now)
        embed = self.ask(client, settings.SITE_URL + article.get_absolute_url()).json()
        assert (embed["title"], embed["author_name"]) == ("A quiet model", "Noor")

    def test_a_profile(self, learner: User, client: Client, now: datetime, settings: Any) -> None:
        url = f"{settings.SITE_URL}/people/lena/"
        assert self.ask(client, url).status_code == 404
        change_public_profile(user=learner, blocks=["about"], now=now)
        assert self.ask(client, url).json()["title"] == "Lena"
        change_public_profile(user=learner, blocks=[], now=now)
        assert self.ask(client, url).status_code == 404

    def test_the_pages_say_where_it_is(self, roadmap: Roadmap, client: Client) -> None:
        class Links(HTMLParser):
            found = ""

            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                if dict(attrs).get("type") == "application/json+oembed":
                    self.found = dict(attrs)["href"] or ""

        page = Links()
        page.feed(client.get("/roadmaps/walking/").content.decode())
        _site, _slash, path = page.found.partition("/oembed/")
        assert client.get(f"/oembed/{path}").json()["title"] == "Walking"

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "/roadmaps/walking/",
            "{site}/",
            "{site}/dashboard/",
            "{site}/roadmaps/nothing/",
            "{site}/people/nobody/",
            "{site}/roadmaps/walking/card.png",
            "https://elsewhere.example/roadmaps/walking/",
            "https://{host}.elsewhere.example/roadmaps/walking/",
            "https://user@{host}/roadmaps/walking/",
            "javascript://{host}/roadmaps/walking/",
            "http://[::1/roadmaps/walking/",
            "{site}/roadmaps/walking/" + "x" * 600,
        ],
    )
    def test_any_other_address_is_unknown(
        self, roadmap: Roadmap, client: Client, settings: Any, url: str
    ) -> None:
        host = settings.SITE_URL.partition("//")[2]
        assert self.ask(client, url.format(site=settings.SITE_URL, host=host)).status_code == 404

    def test_so_is_what_not_everybody_may_see(
        self, roadmap: Roadmap, author_user: User, client: Client, now: datetime, settings: Any
    ) -> None:
        Roadmap.objects.update(visibility=Visibility.LINK, owner=author_user)
        assert self.ask(client, f"{settings.SITE_URL}/roadmaps/walking/").status_code == 404
        unread = draft(author_of(author_user), now=now)
        assert self.ask(client, settings.SITE_URL + unread.get_absolute_url()).status_code == 404

    def test_it_keeps_within_the_room_that_there_is(
        self, roadmap: Roadmap, client: Client, settings: Any
    ) -> None:
        url = f"{settings.SITE_URL}/roadmaps/walking/"
        small = self.ask(client, url, maxwidth="300", maxheight="100").json()
        assert (small["width"], small["height"]) == (300, 100)
        assert small["thumbnail_width"] <= 300
        assert small["thumbnail_height"] <= 100
        odd = self.ask(client, url, maxwidth="wide", maxheight="-1").json()
        assert (odd["width"], odd["height"]) == (600, 200)

    def test_it_speaks_json_only(self, roadmap: Roadmap, client: Client, settings: Any) -> None:
        url = f"{settings.SITE_URL}/roadmaps/walking/"
        assert self.ask(client, url, format="xml").status_code == 501

    def test_a_hostile_title_is_text(self, client: Client, db: None, settings: Any) -> None:
        published(step("basics"), title=HOSTILE)
        html = self.ask(client, f"{settings.SITE_URL}/roadmaps/walking/").json()["html"]
        assert "<script>" not in html
