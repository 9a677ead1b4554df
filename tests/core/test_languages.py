"""Which language is used for whom."""

from dataclasses import dataclass

import pytest
from django.test import RequestFactory
from django.utils.translation import get_language
from pytest_django import Settings

from core.languages import alternates, nearest_language, search_configuration, speaking, split_language


@dataclass
class Reader:
    language: str


@pytest.fixture
def three_languages(settings: Settings) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("de", "German"), ("ar", "Arabic")]


@pytest.mark.usefixtures("three_languages")
def test_the_nearest_language_is_found_and_else_the_sites_own() -> None:
    assert nearest_language("de-AT") == "de"
    assert nearest_language("ja") == "en-gb"
    assert nearest_language("") == "en-gb"


@pytest.mark.usefixtures("three_languages")
def test_something_is_written_in_its_readers_language_and_then_no_longer() -> None:
    with speaking(Reader(language="de")):
        assert get_language() == "de"
    with speaking("ar"):
        assert get_language() == "ar"
    assert get_language() == "en-gb"


@pytest.mark.usefixtures("three_languages")
@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("/de/mentors/", ("de", "/mentors/")),
        ("/de/", ("de", "/")),
        ("/de", ("", "/de")),
        ("/en-gb/mentors/", ("", "/en-gb/mentors/")),
        ("/mentors/de/", ("", "/mentors/de/")),
        ("//de/x", ("", "//de/x")),
    ],
)
def test_an_address_begins_with_an_offered_language_or_has_none(path: str, split: tuple[str, str]) -> None:
    assert split_language(path) == split


@pytest.mark.usefixtures("three_languages")
def test_a_page_knows_its_address_in_every_language(rf: RequestFactory) -> None:
    with speaking("de"):
        found = alternates(rf.get("/de/mentors/"))

    assert [(each.code, each.path, each.link) for each in found] == [
        ("en-gb", "/mentors/", "/mentors/?language=en-gb"),
        ("de", "/de/mentors/", "/de/mentors/"),
        ("ar", "/ar/mentors/", "/ar/mentors/"),
    ]
    assert [each.code for each in found if each.is_current] == ["de"]
    assert [each.code for each in found if each.is_default] == ["en-gb"]


def test_a_site_with_one_language_links_to_no_other(rf: RequestFactory) -> None:
    assert alternates(rf.get("/mentors/")) == []


def test_texts_are_searched_by_the_stems_of_their_language() -> None:
    assert search_configuration("en-gb") == "english"
    assert search_configuration("pt-br") == "portuguese"
    assert search_configuration("ja") == "simple"
