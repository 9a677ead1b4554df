"""Staff see and settle letters by the API as on the outbox's pages; nobody else finds it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from mailing.models import DeliveryPause, Letter, LetterKind, LetterState
from mailing.operations import owe, pause_delivery

pytestmark = pytest.mark.django_db
OUTBOX = "/api/v1/outbox/"
SignIn = Callable[[User], Client]


@pytest.fixture
def sam(signed_in: SignIn, staff: User) -> Client:
    return signed_in(staff)


@pytest.fixture
def letter(learner: User, now: datetime) -> Letter:
    return owe(
        key="booking:17",
        kind=LetterKind.TRANSACTIONAL,
        template="accounts.code",
        to=learner.email,
        due_at=now + timedelta(days=1),
        recipient=learner,
        secret_context={"code": "123456"},
        about="booking:17",
    )


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(f"{OUTBOX}{path}", body, "application/json")


def test_the_outbox_is_seen_at_a_glance(sam: Client, letter: Letter) -> None:
    seen = sam.get(OUTBOX).json()
    assert (seen["is_well"], seen["totals"], seen["late"], seen["pauses"]) == (True, {"owed": 1}, 0, [])


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("words=Lena@example.org", 1),
        ("words=booking:17", 1),
        ("state=owed&kind=transactional", 1),
        ("words=booking:1", 0),
        ("state=failed", 0),
    ],
)
def test_letters_are_found(sam: Client, letter: Letter, query: str, count: int) -> None:
    assert len(sam.get(f"{OUTBOX}letters/?{query}").json()["results"]) == count


def test_one_is_shown_with_its_history_and_without_its_secret(sam: Client, letter: Letter) -> None:
    answer = sam.get(f"{OUTBOX}letters/{letter.pk}/")
    assert [moment["state"] for moment in answer.json()["history"]] == ["owed"]
    assert b"123456" not in answer.content


def test_letters_are_sent_again_or_marked_as_sent(sam: Client, staff: User, letter: Letter) -> None:
    Letter.objects.update(state=LetterState.FAILED, error="No such host.")
    assert post(sam, "retries/", {"state": "failed", "error": "Other."}).json() == {"letters": 0}
    assert post(sam, "retries/", {"state": "failed", "error": "No such host."}).json() == {"letters": 1}
    Letter.objects.update(state=LetterState.UNCERTAIN)
    assert post(sam, "confirmations/", {"letter": str(letter.pk)}).json() == {"letters": 1}
    history = sam.get(f"{OUTBOX}letters/{letter.pk}/").json()["history"]
    assert {moment["by"] for moment in history[1:]} == {staff.handle}


@pytest.mark.parametrize("body", [{}, {"error": "x"}, {"state": "lost"}])
def test_nothing_is_done_to_letters_that_nobody_named(sam: Client, letter: Letter, body: Any) -> None:
    assert post(sam, "retries/", body).status_code == 400


def test_a_pause_is_ended(sam: Client, now: datetime) -> None:
    pause = pause_delivery(
        scope=DeliveryPause.Scope.DOMAIN, target="example.org", reason="Full.", until=None, now=now
    )
    assert [row["target"] for row in sam.get(OUTBOX).json()["pauses"]] == ["example.org"]
    assert post(sam, f"pauses/{pause.pk}/resumption/", {}).status_code == 204
    assert not DeliveryPause.objects.ongoing().exists()


@pytest.mark.parametrize("path", ["", "letters/", "retries/"])
def test_others_find_nothing(client: Client, signed_in: SignIn, learner: User, path: str) -> None:
    method = "post" if path == "retries/" else "get"
    assert getattr(signed_in(learner), method)(f"{OUTBOX}{path}").status_code == 404
    assert getattr(client, method)(f"{OUTBOX}{path}").status_code == 401


def test_staff_need_a_second_factor_here_too(sam: Client, settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True
    answer = sam.get(OUTBOX)
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_missing")
