"""The whole site is searched by programs as by people."""

from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from tests.articles import builders as articles
from tests.mentoring.builders import a_mentor
from tests.roadmaps.builders import published, step

pytestmark = pytest.mark.django_db
SEARCH = "/api/v1/search/"


def test_finds_in_every_app(client: Client, author_user: User, mentor_user: User, now: datetime) -> None:
    published(step("trees", 10))
    a_mentor(mentor_user, headline="Trees")
    articles.published(articles.author_of(author_user), now=now, title="Trees")
    found = {group["kind"]: group for group in client.get(f"{SEARCH}?q=tree").json()}
    assert set(found) == {"steps", "mentors", "articles"}
    assert found["mentors"]["count"] == 1
    assert found["articles"]["items"][0]["url"].endswith("/articles/trees/")


@pytest.mark.parametrize("query", ["", "?q=", "?q=a", "?words=tree"])
def test_asks_for_two_letters(client: Client, query: str) -> None:
    assert client.get(f"{SEARCH}{query}").status_code == 400
