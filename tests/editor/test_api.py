"""The editor in the API: everything that the pages can do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from roadmaps.models import Roadmap
from tests.editor.test_hostile_files import MARKDOWN

SignIn = Callable[[User], Client]
MINE = "/api/v1/own-roadmaps/"


@pytest.fixture
def lena(learner: User, signed_in: SignIn) -> Client:
    return signed_in(learner)


def send(browser: Client, method: str, place: str, data: Any = None) -> Any:
    answer = getattr(browser, method)(place, data, content_type="application/json")
    return answer.status_code, (answer.json() if answer.content else None)


def test_a_draft_is_read_written_undone_and_published(lena: Client, own: Roadmap) -> None:
    place = f"{MINE}{own.slug}/"
    _ok, draft = send(lena, "get", f"{place}draft/")
    assert draft["problems"] == []
    step = draft["content"]["stages"][0]["milestones"][0]["steps"][0]
    step["hours"], step["title"] = None, "Alpha"

    status, draft = send(lena, "put", f"{place}draft/", {"content": draft["content"]})
    assert (status, draft["problems"][0]["code"], draft["can_undo"]) == (200, "no_hours", True)
    status, problem = send(lena, "post", f"{place}publication/", {})
    assert (status, problem["code"]) == (409, "not_ready")
    status, draft = send(lena, "post", f"{place}draft/undo/")
    assert draft["content"]["stages"][0]["milestones"][0]["steps"][0]["title"] == "A"
    status, edition = send(lena, "post", f"{place}publication/", {"note": "First."})
    assert (status, edition["number"]) == (200, 1)
    assert send(lena, "post", f"{place}publication/", {})[1]["code"] == "nothing_to_publish"
    assert send(lena, "get", place)[1] | {"slug": ""} == {
        "slug": "",
        "title": "Walking",
        "visibility": "private",
        "edition": 1,
        "has_draft": False,
        "followers": 0,
        "copied_from": None,
    }


def test_a_roadmap_is_begun_copied_shared_and_deleted(lena: Client, roadmap: Roadmap) -> None:
    assert send(lena, "post", MINE, {})[0] == 400
    status, begun = send(lena, "post", MINE, {"title": "Cooking"})
    assert (status, begun["title"], begun["edition"]) == (201, "Cooking", None)
    status, copied = send(lena, "post", MINE, {"copy_of": "walking"})
    assert (status, copied["copied_from"]) == (201, "walking")
    assert send(lena, "post", MINE, {"copy_of": "nothing"})[0] == 400

    place = f"{MINE}{begun['slug']}/"
    assert send(lena, "patch", place, {"visibility": "link"})[1]["visibility"] == "link"
    assert send(lena, "post", f"{place}address/")[1]["slug"] != begun["slug"]
    assert send(lena, "delete", f"{MINE}{copied['slug']}/")[0] == 204
    assert [each["title"] for each in send(lena, "get", MINE)[1]["results"]] == ["Cooking"]


def test_a_file_is_understood_then_accepted(lena: Client, own: Roadmap) -> None:
    file = {"file_name": "cooking.md", "text": MARKDOWN.decode(), "hours": 4}
    status, found = send(lena, "post", "/api/v1/roadmap-imports/", file)
    assert (status, found["steps"], found["format"]) == (201, 5, "markdown")
    assert {"nested_flattened", "hours_guessed"} <= {each["code"] for each in found["findings"]}

    place = f"/api/v1/roadmap-imports/{found['id']}/"
    status, made = send(lena, "post", f"{place}roadmap/", {"title": "Eating"})

    assert (status, made["title"]) == (201, "Eating")
    assert send(lena, "get", place)[0] == 404
    refused = send(lena, "post", "/api/v1/roadmap-imports/", {"file_name": "x.json", "text": "{"})
    assert (refused[0], refused[1]["code"]) == (409, "file_not_understood")


def test_a_roadmap_is_taken_along(roadmap: Roadmap, lena: Client, own: Roadmap) -> None:
    for browser in (Client(), lena):
        written = browser.get("/api/v1/roadmaps/walking/files/markdown/").json()
        assert written["name"] == "walking.md"
        assert "- [ ] Summit {#summit}" in written["text"]
    assert "A" in lena.get(f"{MINE}{own.slug}/draft/files/csv/").json()["text"]
    assert Client().get(f"/api/v1/roadmaps/{own.slug}/files/json/").status_code == 404


def test_strangers_find_nothing_of_it(own: Roadmap, other_learner: User, signed_in: SignIn) -> None:
    luis = signed_in(other_learner)
    for path in ("", "draft/", "effect/", "draft/files/json/"):
        assert luis.get(f"{MINE}{own.slug}/{path}").status_code == 404
        assert Client().get(f"{MINE}{own.slug}/{path}").status_code in (401, 403)
    for path in ("publication/", "draft/undo/", "address/"):
        assert send(luis, "post", f"{MINE}{own.slug}/{path}", {})[0] == 404
    assert send(luis, "patch", f"{MINE}{own.slug}/", {"visibility": "public"})[0] == 404
    assert send(luis, "delete", f"{MINE}{own.slug}/")[0] == 404
