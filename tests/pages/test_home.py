"""The first page: what Longroad is, with what is really in it."""

from typing import Any

from django.test import Client

from articles.models import Article
from mentoring.models import Mentor
from roadmaps.models import Roadmap
from tests.roadmaps import builders as roadmaps


def test_an_empty_site_still_says_what_it_is(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert "The long road" in page
    assert "/roadmaps/" in page


def test_the_page_shows_the_road_a_free_mentor_and_an_article(
    client: Client, road: Roadmap, free_mentor: Mentor, reading: Article
) -> None:
    page = client.get("/").content.decode()
    assert "22 hours, end to end" in page
    assert "Gradient descent" in page
    assert free_mentor.headline in page
    assert reading.title in page


def test_a_new_edition_is_seen_at_once(client: Client, road: Roadmap) -> None:
    client.get("/")
    roadmaps.published(roadmaps.step("graddesc", 40, title="Gradient descent"))
    assert "40 hours, end to end" in client.get("/").content.decode()


def test_the_page_costs_few_queries_and_fewer_the_second_time(
    client: Client,
    road: Roadmap,
    free_mentor: Mentor,
    reading: Article,
    django_assert_max_num_queries: Any,
) -> None:
    with django_assert_max_num_queries(11):
        client.get("/")
    with django_assert_max_num_queries(4):
        client.get("/")


def test_a_member_is_offered_to_walk_on(signed_in: Any, learner: Any, road: Roadmap) -> None:
    response = signed_in(learner).get("/")
    assert "Walk on" in response.content.decode()
    assert "private" in response.headers["Cache-Control"]
