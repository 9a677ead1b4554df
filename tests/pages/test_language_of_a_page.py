"""The language of a page: that of its address, else the person's, else on sign-in pages the browser's."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User

SignIn = Callable[[User], Client]
GERMAN = {"accept-language": "de"}


class Head(HTMLParser):
    """What a page says of its own language, and of the others that it is to be had in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.html: dict[str, str | None] = {}
        self.alternates: dict[str | None, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "html":
            self.html = found
        if tag == "link" and found.get("rel") == "alternate":
            self.alternates[found.get("hreflang")] = found["href"]


@pytest.fixture(autouse=True)
def three_languages(settings: Settings, db: None) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("de", "German"), ("ar", "Arabic")]


def language_of(client: Client, path: str, **headers: str) -> str | None:
    return Head(client.get(path, headers=headers).content.decode()).html["lang"]


def test_a_strangers_page_is_in_the_language_of_its_address(client: Client) -> None:
    assert language_of(client, "/") == "en-gb"
    assert language_of(client, "/de/") == "de"


def test_a_shared_page_never_depends_on_what_the_browser_prefers(client: Client) -> None:
    page = client.get("/", headers=GERMAN)

    assert Head(page.content.decode()).html["lang"] == "en-gb"
    assert "public" in page["Cache-Control"]
    assert "Accept-Language" not in page["Vary"]


def test_a_page_with_a_prefix_may_be_kept_too_and_links_to_its_own_kind(client: Client) -> None:
    page = client.get("/de/how-it-works/")

    assert "public" in page["Cache-Control"]
    assert 'href="/de/roadmaps/"' in page.content.decode()
    assert reverse("pages:about") == "/how-it-works/"


def test_a_page_names_its_other_languages_to_machines(client: Client, settings: Settings) -> None:
    head = Head(client.get("/de/how-it-works/").content.decode())

    assert head.alternates == {
        "en-gb": f"{settings.SITE_URL}/how-it-works/",
        "x-default": f"{settings.SITE_URL}/how-it-works/",
        "de": f"{settings.SITE_URL}/de/how-it-works/",
        "ar": f"{settings.SITE_URL}/ar/how-it-works/",
    }


def test_a_page_says_which_way_it_runs(client: Client) -> None:
    assert Head(client.get("/ar/").content.decode()).html["dir"] == "rtl"
    assert Head(client.get("/").content.decode()).html["dir"] == "ltr"


def test_a_language_that_is_not_offered_is_no_address(client: Client) -> None:
    assert client.get("/fr/").status_code == 404


def test_an_address_without_its_last_slash_is_completed_in_its_language(client: Client) -> None:
    assert client.get("/de/how-it-works")["Location"] == "/de/how-it-works/"


def test_a_member_reads_in_the_language_of_the_settings(signed_in: SignIn, learner: User) -> None:
    learner.language = "de"
    learner.save()

    assert language_of(signed_in(learner), "/dashboard/", **{"accept-language": "ar"}) == "de"


def test_a_member_may_follow_a_link_in_another_language(signed_in: SignIn, learner: User) -> None:
    assert language_of(signed_in(learner), "/de/dashboard/") == "de"


def test_signing_in_speaks_the_browsers_language_because_no_cache_keeps_it(client: Client) -> None:
    page = client.get("/accounts/login/", headers=GERMAN)

    assert Head(page.content.decode()).html["lang"] == "de"
    assert "no-store" in page["Cache-Control"]


def test_signing_in_remembers_a_language_that_was_chosen(client: Client) -> None:
    client.get("/ar/accounts/login/")

    assert language_of(client, "/accounts/signup/", **GERMAN) == "ar"
    assert client.cookies["django_language"]["path"] == "/accounts/"
    assert language_of(client, "/accounts/login/?language=en-gb") == "en-gb"
    assert language_of(client, "/accounts/signup/", **GERMAN) == "en-gb"


def test_a_public_page_sets_no_cookie_and_a_member_needs_none(
    client: Client, signed_in: SignIn, learner: User
) -> None:
    assert not client.get("/de/how-it-works/").cookies
    assert "django_language" not in signed_in(learner).get("/de/accounts/email/").cookies


def test_a_member_may_read_a_page_in_the_sites_own_language(signed_in: SignIn, learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(language="de")
    page = signed_in(learner).get("/dashboard/").content.decode()

    assert 'href="/dashboard/?language=en-gb"' in page
    assert language_of(signed_in(learner), "/dashboard/?language=en-gb") == "en-gb"
    assert language_of(signed_in(learner), "/dashboard/?language=fr") == "de"


def test_robots_are_kept_from_private_pages_in_every_language(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /settings/" in text
    assert "Disallow: /de/settings/" in text
