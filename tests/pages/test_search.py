"""One box, every app."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from mentoring.models import Mentor
from roadmaps.models import Roadmap


@pytest.mark.usefixtures("road", "free_mentor", "reading")
def test_the_beginning_of_a_word_finds_steps_mentors_and_articles(client: Client) -> None:
    page = client.get("/search/", {"q": "gradi"}).content.decode()
    assert "3 matches" in page
    assert "Gradient descent" in page
    assert "Gradients by hand" in page
    assert "Gradients, slowly" in page


def test_htmx_is_answered_with_what_was_found_only(client: Client, road: Roadmap) -> None:
    page = client.get("/search/", {"q": "logis"}, headers={"hx-request": "true"}).content.decode()
    assert "Logistic regression" in page
    assert "<html" not in page


def test_nothing_found_says_so_and_suggests(client: Client, road: Roadmap) -> None:
    page = client.get("/search/", {"q": "zzyzx"}).content.decode()
    assert "Nothing matches" in page
    assert "/search/?q=gradient%20descent" in page


@pytest.mark.parametrize("text", ["", "a", "   ", "!!", "'; drop", "\x00abc", "x" * 5000, "<b>bold</b>"])
def test_odd_words_are_answered_calmly_and_never_as_markup(client: Client, db: None, text: str) -> None:
    response = client.get("/search/", {"q": text})
    assert response.status_code == 200
    assert "<b>bold</b>" not in response.content.decode()


def test_somebody_not_listed_is_not_found(client: Client, free_mentor: Mentor) -> None:
    Mentor.objects.update(is_listed=False)
    assert "Nothing matches" in client.get("/search/", {"q": "gradients"}).content.decode()


def test_a_search_costs_the_same_however_much_is_found(
    client: Client, road: Roadmap, free_mentor: Mentor, reading: Article, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        client.get("/search/", {"q": "gra"})
