"""A POST that is sent again under its key is carried out once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mentoring.models import SessionType
from roadmaps.models import StudyEntry
from roadmaps.operations import log_study
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


BODY = {"minutes": 30, "studied_on": "2026-11-24"}


def test_a_post_sent_twice_is_carried_out_once(lena: Client) -> None:
    first, second = (post(lena, ENTRIES, BODY, idempotency_key="one") for _ in range(2))
    assert (first.status_code, first.json(), first["Location"]) == (
        second.status_code,
        second.json(),
        second["Location"],
    )
    assert StudyEntry.objects.count() == 1


def test_another_request_under_the_key_is_refused(lena: Client) -> None:
    post(lena, ENTRIES, BODY, idempotency_key="one")
    answer = post(lena, ENTRIES, {**BODY, "minutes": 31}, idempotency_key="one")
    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")


def test_a_post_without_an_answer_too(lena: Client) -> None:
    for _time in range(2):
        answer = post(lena, f"{API}/me/notices/reading/", {}, idempotency_key="one")
        assert (answer.status_code, answer.content) == (204, b"")


def test_a_refusal_is_not_remembered(lena: Client) -> None:
    assert post(lena, ENTRIES, {"minutes": 0}, idempotency_key="one").status_code == 400
    assert post(lena, ENTRIES, BODY, idempotency_key="one").status_code == 201


def test_people_have_their_own_keys(
    lena: Client, other_learner: User, signed_in: Callable[[User], Client]
) -> None:
    post(lena, ENTRIES, BODY, idempotency_key="one")
    post(signed_in(other_learner), ENTRIES, BODY, idempotency_key="one")
    assert StudyEntry.objects.count() == 2


@pytest.mark.parametrize("key", ["", "k" * 201, "a\x01b"])
def test_a_key_that_is_none_is_refused(lena: Client, key: str) -> None:
    answer = post(lena, ENTRIES, BODY, idempotency_key=key)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["Idempotency-Key"])


def test_every_post_takes_one(schema: dict[str, Any]) -> None:
    posts = [item["post"] for item in schema["paths"].values() if "post" in item]
    reference = {"$ref": "#/components/parameters/Idempotency-Key"}
    assert posts
    assert all(reference in operation["parameters"] for operation in posts)
