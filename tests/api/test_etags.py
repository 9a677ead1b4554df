"""An edit that names the tag of what was read overwrites nothing unseen."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mentoring.models import SessionType
from roadmaps.models import StudyEntry
from roadmaps.operations import log_study
from tests.articles import builders as articles
from tests.mentoring.builders import a_mentor, a_session_type

pytestmark = pytest.mark.django_db
API = "/api/v1"
ENTRIES = f"{API}/study-entries/"


@pytest.fixture
def schema(client: Client) -> dict[str, Any]:
    return dict(client.get(f"{API}/schema/").json())


@pytest.fixture
def lena(learner: User, now: datetime, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(learner)


@pytest.fixture
def call(mentor_user: User) -> SessionType:
    return a_session_type(a_mentor(mentor_user))


def some_entries(learner: User, number: int, now: datetime) -> list[StudyEntry]:
    """All of one day, so that only their keys tell them apart."""
    return [log_study(learner=learner, minutes=n + 1, studied_on=now.date(), now=now) for n in range(number)]


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(path, body, content_type="application/json", headers=headers)


def patch(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.patch(path, body, content_type="application/json", headers=headers)


def test_an_edit_of_what_was_read_is_done(lena: Client) -> None:
    tag = lena.get(f"{API}/me/")["ETag"]
    answer = patch(lena, f"{API}/me/", {"display_name": "Lena L."}, if_match=tag)
    assert answer.status_code == 200
    assert answer["ETag"] == lena.get(f"{API}/me/")["ETag"] != tag


def test_an_edit_of_what_was_changed_since_is_refused(lena: Client) -> None:
    tag = lena.get(f"{API}/me/")["ETag"]
    patch(lena, f"{API}/me/", {"display_name": "Elena"})
    answer = patch(lena, f"{API}/me/", {"display_name": "Lena L."}, if_match=tag)
    assert (answer.status_code, answer.json()["code"]) == (412, "changed_meanwhile")
    assert lena.get(f"{API}/me/").json()["display_name"] == "Elena"


@pytest.mark.parametrize("weak", ["W/{}", '"other", {}', "*"])
def test_a_tag_may_be_weak_or_one_of_several(lena: Client, weak: str) -> None:
    tag = weak.format(lena.get(f"{API}/me/")["ETag"])
    assert patch(lena, f"{API}/me/", {"display_name": "Lena L."}, if_match=tag).status_code == 200


@pytest.mark.parametrize("tag", ["", "nonsense", '"nonsense"', "\x7f"])
def test_a_tag_that_is_none_matches_nothing(lena: Client, tag: str) -> None:
    assert patch(lena, f"{API}/me/", {"display_name": "Lena L."}, if_match=tag).status_code == 412


def test_what_was_changed_since_is_not_removed(lena: Client, learner: User, now: datetime) -> None:
    (entry,) = some_entries(learner, 1, now)
    tag = lena.get(f"{ENTRIES}{entry.pk}/")["ETag"]
    patch(lena, f"{ENTRIES}{entry.pk}/", {"minutes": 5})
    assert lena.delete(f"{ENTRIES}{entry.pk}/", headers={"if-match": tag}).status_code == 412
    assert StudyEntry.objects.count() == 1


def test_a_draft_is_kept_so_too(
    author_user: User, signed_in: Callable[[User], Client], now: datetime
) -> None:
    article = articles.draft(articles.author_of(author_user), now=now)
    noor, path = signed_in(author_user), f"{API}/drafts/{article.pk}/"
    tag, body = noor.get(path)["ETag"], {"title": "New", "source": "x", "version": 1}
    assert noor.put(path, body, "application/json", headers={"if-match": '"old"'}).status_code == 412
    assert noor.put(path, body, "application/json", headers={"if-match": tag}).status_code == 200
