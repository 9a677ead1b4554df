"""The same acts for programs."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from articles.models import Article, Author
from tests.articles import builders

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
JSON = "application/json"


@pytest.fixture
def writer(signed_in: Browser, author_user: User, author: Author) -> Client:
    return signed_in(author_user)


def test_strangers_read_lists_and_texts(
    client: Client, article: Article, author: Author, now: datetime
) -> None:
    builders.draft(author, now=now, title="Secret")
    listed = client.get("/api/v1/articles/").json()
    assert [line["slug"] for line in listed["results"]] == ["a-quiet-model"]
    assert "html" not in listed["results"][0]
    text = client.get("/api/v1/articles/a-quiet-model/").json()
    assert text["author"] == "Noor"
    assert "<h2" in text["html"]
    assert client.get("/api/v1/articles/secret/").status_code == 404


def test_lists_can_be_searched(client: Client, article: Article, author: Author, earlier: datetime) -> None:
    builders.published(author, now=earlier, title="Trees", source="Leaves.")
    found = client.get("/api/v1/articles/?q=leav").json()
    assert [line["slug"] for line in found["results"]] == ["trees"]


def test_an_author_writes_saves_and_publishes(writer: Client) -> None:
    begun = writer.post("/api/v1/drafts/", {"title": "By program", "source": "One."}, JSON)
    assert begun.status_code == 201
    address = f"/api/v1/drafts/{begun.json()['id']}/"
    saved = writer.put(address, {"title": "By program", "source": "Two.\n", "version": 1}, JSON)
    assert saved.json()["version"] == 2
    assert writer.post(f"{address}publication/").json()["state"] == "published"
    assert Article.objects.get().source == "Two.\n"
    assert writer.delete(f"{address}publication/").json()["state"] == "draft"


def test_a_conflict_is_a_409_with_the_saved_text(writer: Client) -> None:
    begun = writer.post("/api/v1/drafts/", {"title": "A", "source": "One."}, JSON).json()
    address = f"/api/v1/drafts/{begun['id']}/"
    writer.put(address, {"title": "A", "source": "Two.", "version": 1}, JSON)
    refused = writer.put(address, {"title": "A", "source": "Also two.", "version": 1}, JSON)
    assert refused.status_code == 409
    assert refused.json()["code"] == "draft_conflict"
    assert refused.json()["data"]["source"] == "Two."


def test_nobody_reads_or_writes_somebody_elses_draft(
    signed_in: Browser, learner: User, author: Author, now: datetime
) -> None:
    secret = builders.draft(author, now=now)
    assert signed_in(learner).get("/api/v1/drafts/").status_code == 403
    builders.author_of(learner)
    assert signed_in(learner).get(f"/api/v1/drafts/{secret.pk}/").status_code == 404
