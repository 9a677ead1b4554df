"""From a part of an article to mentors, with that part as the question."""

import re
from urllib.parse import parse_qs

import pytest
from django.test import Client

from articles.models import Article
from articles.operations import arrange_article
from markup.rendering import name_passage
from tests.roadmaps import builders as roads

pytestmark = pytest.mark.django_db
ADDRESS = "/articles/a-quiet-model/question/"
FIRST = "A model is a promise about data it has not seen."


@pytest.fixture
def with_step(article: Article) -> Article:
    roadmap = roads.published(roads.step("graddesc")).roadmap
    return arrange_article(
        article=article, slug=article.slug, tags=[], series=None, position=None, steps=[(roadmap, "graddesc")]
    )


def about_of(page: str) -> str:
    found = re.search(r'href="/mentors/for-step/walking/graddesc/\?([^"]*)"', page)
    assert found
    return str(parse_qs(found[1])["about"][0])


def test_a_paragraph_has_an_address_and_is_quoted(client: Client, with_step: Article) -> None:
    anchor = name_passage(FIRST)
    assert f'<p id="{anchor}">' in client.get(with_step.get_absolute_url()).content.decode()
    page = client.get(f"{ADDRESS}?at={anchor}").content.decode()
    assert FIRST in page
    assert f'href="/articles/a-quiet-model/#{anchor}"' in page
    assert about_of(page) == f"“A quiet model”: {FIRST}"


def test_a_heading_is_quoted(client: Client, with_step: Article) -> None:
    assert about_of(client.get(f"{ADDRESS}?at=h-second").content.decode()) == "“A quiet model”: Second"


@pytest.mark.parametrize("at", ["", "p-0000000000", "nothing", "%00"])
def test_without_a_part_one_is_chosen(client: Client, with_step: Article, at: str) -> None:
    page = client.get(f"{ADDRESS}?at={at}").content.decode()
    assert 'href="?at=h-first"' in page
    assert "for-step" not in page


def test_an_article_without_steps_leads_to_all_mentors(client: Client, article: Article) -> None:
    assert "All mentors" in client.get(f"{ADDRESS}?at=h-first").content.decode()
    assert "question/" not in client.get(article.get_absolute_url()).content.decode()


def test_the_article_leads_there_without_a_script(client: Client, with_step: Article) -> None:
    assert f'href="{ADDRESS}"' in client.get(with_step.get_absolute_url()).content.decode()
