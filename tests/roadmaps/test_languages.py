"""Roadmaps in two languages: what a process keeps has neither addresses nor translated texts."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from roadmaps.models import Enrolment
from tests.conftest import SignIn
from tests.roadmaps.builders import published, step

ADDRESS_WITHOUT_PREFIX = re.compile(r'(?:href|action|hx-get|hx-post|value)="(/(?!de/)[^"]*)"')


@pytest.fixture(autouse=True)
def german(settings: Settings) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("de", "German")]


@pytest.mark.parametrize(
    "path",
    [
        "/roadmaps/",
        "/roadmaps/walking/",
        "/roadmaps/walking/editions/1/",
        "/roadmaps/walking/enrolment/",
        "/roadmaps/walking/gates/year/",
        "/roadmaps/walking/steps/middle/",
        "/roadmaps/walking/steps/middle/mark/",
        "/study/",
    ],
)
def test_every_address_on_a_page_keeps_its_language(
    signed_in: SignIn, learner: User, enrolment: Enrolment, path: str
) -> None:
    browser = signed_in(learner)
    assert browser.get(path).status_code == 200

    page = browser.get(f"/de{path}").content.decode()

    content = page.partition("<main")[2].partition("</main>")[0]
    assert (content != "", '<html lang="de"' in page) == (True, True)
    assert ADDRESS_WITHOUT_PREFIX.findall(content) == []


def test_dates_and_hours_are_written_as_the_language_of_the_page_does(client: Client, db: None) -> None:
    published(step("long", 1400))

    english = client.get("/roadmaps/walking/").content.decode()
    german = client.get("/de/roadmaps/walking/").content.decode()

    assert ("5 January 2026" in english, "1,400\N{NO-BREAK SPACE}h" in english) == (True, True)
    assert ("5. Januar 2026" in german, "1.400\N{NO-BREAK SPACE}h" in german) == (True, True)
