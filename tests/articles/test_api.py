"""The same acts for programs."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from accounts.models import User
from articles.models import Article, Author, Series
from tests.articles import builders
from tests.roadmaps.builders import published, step

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
    assert writer.post(f"{address}publication/", {}, JSON).json()["state"] == "published"
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


class TestArranging:
    @pytest.fixture
    def address(self, article: Article) -> str:
        return f"/api/v1/drafts/{article.pk}/arrangement/"

    def test_an_article_is_given_its_place(self, writer: Client, address: str) -> None:
        published(step("basics", 10))
        Series.objects.create(slug="walks", title="Walks")
        wanted = {
            "slug": "calm-model",
            "topics": ["Loss", "Trees"],
            "series": "walks",
            "position": 2,
            "steps": ["walking/basics"],
        }
        assert writer.put(address, wanted, JSON).json() == wanted == writer.get(address).json()
        for found in ("step=walking/basics", "series=walks", "topic=trees"):
            (line,) = writer.get(f"/api/v1/articles/?{found}").json()["results"]
            assert line["slug"] == "calm-model"
        assert writer.get("/api/v1/articles/?step=walking/other").json()["results"] == []

    @pytest.mark.parametrize(
        ("field", "value"), [("topics", ["!"]), ("steps", ["walking/none"]), ("series", "none")]
    )
    def test_what_the_page_refuses_is_refused_by_field(
        self, writer: Client, address: str, field: str, value: Any
    ) -> None:
        wanted = {**writer.get(address).json(), field: value}
        answer = writer.put(address, wanted, JSON)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])

    def test_a_place_in_a_series_is_one_article_s(
        self, writer: Client, address: str, author: Author, now: datetime
    ) -> None:
        series = Series.objects.create(slug="walks", title="Walks")
        other = builders.draft(author, now=now, title="Trees")
        Article.objects.filter(pk=other.pk).update(series=series, position=2)
        wanted = {**writer.get(address).json(), "series": "walks", "position": 2}
        answer = writer.put(address, wanted, JSON)
        assert (answer.status_code, answer.json()["code"]) == (409, "place_taken")


def test_a_text_can_be_looked_at_before_it_is_saved(writer: Client, article: Article) -> None:
    answer = writer.post(f"/api/v1/drafts/{article.pk}/preview/", {"source": "*New*"}, JSON).json()
    assert (answer["html"], answer["reading_minutes"]) == ("<p><em>New</em></p>\n", 1)
    article.draft.refresh_from_db()
    assert article.draft.source == builders.TEXT


class TestRevisions:
    def test_one_is_kept_and_becomes_the_working_copy_again(self, writer: Client, article: Article) -> None:
        draft = f"/api/v1/drafts/{article.pk}/"
        kept = writer.post(f"{draft}revisions/", {}, JSON)
        assert (kept.status_code, kept.json()["number"]) == (201, 2)
        assert writer.get(kept["Location"]).json() == kept.json()
        writer.put(draft, {"title": "New", "source": "New.", "version": 1}, JSON)
        back = writer.post(f"{draft}revisions/1/restoration/", {"version": 2}, JSON).json()
        assert (back["source"], back["version"]) == (builders.TEXT, 3)
        numbers = [row["number"] for row in writer.get(f"{draft}revisions/").json()["results"]]
        assert numbers == [3, 2, 1]

    def test_a_text_saved_meanwhile_is_a_conflict(self, writer: Client, article: Article) -> None:
        draft = f"/api/v1/drafts/{article.pk}/"
        answer = writer.post(f"{draft}revisions/1/restoration/", {"version": 7}, JSON)
        assert (answer.status_code, answer.json()["code"]) == (409, "draft_conflict")


@pytest.mark.parametrize("path", ["arrangement/", "revisions/1/"])
def test_articles_of_others_are_not_found(
    path: str, signed_in: Browser, other_learner: User, article: Article
) -> None:
    builders.author_of(other_learner)
    assert signed_in(other_learner).get(f"/api/v1/drafts/{article.pk}/{path}").status_code == 404
    assert signed_in(other_learner).get(f"/api/v1/drafts/{article.pk}/revisions/").json()["results"] == []


def test_a_program_sets_a_time_and_forgets_it(writer: Client, author: Author, now: datetime) -> None:
    address = f"/api/v1/drafts/{builders.draft(author, now=now).pk}/"
    assert writer.get(f"{address}schedule/").status_code == 404
    put = writer.put(f"{address}schedule/", {"publish_at": "2100-01-01T10:00:00Z"}, content_type=JSON)
    assert put.json()["publish_at"] == "2100-01-01T10:00:00Z"
    assert writer.get(f"{address}schedule/").json() == {"publish_at": "2100-01-01T10:00:00Z"}
    past = writer.put(f"{address}schedule/", {"publish_at": "2020-01-01T10:00:00Z"}, content_type=JSON)
    assert (past.status_code, past.json()["code"]) == (409, "time_is_past")
    assert writer.delete(f"{address}schedule/").status_code == 204
    assert writer.get(address).json()["publish_at"] is None


def test_a_program_shares_a_draft(writer: Client, client: Client, author: Author, now: datetime) -> None:
    address = f"/api/v1/drafts/{builders.draft(author, now=now).pk}/"
    link = writer.post(f"{address}sharing/").json()["share_url"]
    path = link[link.index("/drafts/") :]
    assert Client().get(path).status_code == 200
    assert writer.delete(f"{address}sharing/").status_code == 204
    assert Client().get(path).status_code == 404


def test_a_program_hears_what_readers_would_not_see(writer: Client, article: Article) -> None:
    sent = {"source": r"$\agr x$"}
    answer = writer.post(f"/api/v1/drafts/{article.pk}/preview/", sent, content_type=JSON)
    assert answer.json()["problems"] == [{"source": r"\agr x", "reason": r"\agr isn't known here."}]


def test_a_program_uploads_a_picture_once(
    writer: Client, article: Article, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    made = BytesIO()
    Image.new("RGB", (30, 20)).save(made, "PNG")
    answers = []
    for _again in range(2):
        sent = {"file": SimpleUploadedFile("x.png", made.getvalue()), "description": "Black"}
        answers.append(writer.post("/api/v1/pictures/", sent, headers={"Idempotency-Key": "one"}))
    assert [answer.status_code for answer in answers] == [201, 201]
    [picture] = writer.get("/api/v1/pictures/").json()["results"]
    assert picture["markdown"].startswith("![Black](/pictures/")
    assert writer.get(f"/api/v1/pictures/{picture['id']}/").json() == picture
    bad = {"file": SimpleUploadedFile("x.png", b"no"), "description": "x"}
    refused = writer.post("/api/v1/pictures/", bad)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_a_picture")
    assert writer.delete(f"/api/v1/pictures/{picture['id']}/").status_code == 204
    assert Client().get("/api/v1/pictures/").status_code == 401
