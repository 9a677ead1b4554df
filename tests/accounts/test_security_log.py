"""The security log names who, what, from where and how, and no secret."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from structlog.testing import capture_logs

from accounts.models import ApiToken, User
from accounts.operations import create_token, revoke_token
from core.log import hide_tokens
from tests.accounts.builders import confirmed, sign_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
CADDYFILE = Path(__file__).resolve().parents[2] / "deploy" / "Caddyfile"


def test_signing_in_and_failing_to_are_recorded(client: Client, learner: User) -> None:
    with capture_logs() as lines:
        sign_in(client, confirmed(learner), password="not-this-one")
        sign_in(client, learner)
    assert [(line["event"], line["user_id"]) for line in lines] == [
        ("sign_in_failed", learner.pk),
        ("signed_in", learner.pk),
    ]
    assert all(line["ip"] == "127.0.0.1" for line in lines)
    assert PASSWORD not in str(lines)
    assert learner.email not in str(lines)


def test_a_lock_out_is_recorded(client: Client, learner: User) -> None:
    confirmed(learner)
    with capture_logs() as lines:
        for _attempt in range(12):
            sign_in(client, learner, password="not-this-one")
    assert lines[-1]["event"] == "locked_out"


def test_tokens_are_recorded_without_themselves(learner: User, now: datetime) -> None:
    with capture_logs() as lines:
        row, token = create_token(
            user=learner, name="x", scopes=["read"], lifetime=timedelta(days=1), now=now
        )
        revoke_token(token=row)
    assert [line["event"] for line in lines] == ["token_made", "token_revoked"]
    assert token not in str(lines)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("address", "logged"),
    [
        ("/newsletter/confirmation/1.abc.def_-/?x=1", "/newsletter/confirmation/***/?x=1"),
        ("/newsletter/unsubscription/1.abc.def_-/", "/newsletter/unsubscription/***/"),
        ("/notices/mail/WzEsImJvb2tpbmciXQ:1a/", "/notices/mail/***/"),
        ("/calendar/WzEsMV0:1a/sessions.ics", "/calendar/***/sessions.ics"),
        ("/settings/data/ImEi:1a/", "/settings/data/***/"),
        ("/outbox/?q=lena%40example.org", "/outbox/?***"),
        ("/staff/accounts/user/?q=lena%40example.org&p=1", "/staff/accounts/user/?***"),
        ("/bookings/calendar/", "/bookings/calendar/"),
        ("/articles/?q=loss", "/articles/?q=loss"),
    ],
)
def test_no_log_holds_the_secret_of_an_address(address: str, logged: str) -> None:
    line: dict[str, Any] = {"event": f"Not Found: {address}"}
    assert hide_tokens(None, "", line)["event"] == f"Not Found: {logged}"
    hidden, by = re.findall(r"request>uri regexp `(.+)` \"\$1(.+)\"", CADDYFILE.read_text())[0]
    assert re.sub(hidden, rf"\1{by}", address) == logged


def test_who_was_refused_is_recorded(signed_in: SignIn, learner: User, other_learner: User) -> None:
    """What is not theirs to see, what they may not do, and what came without the form's own secret."""
    browser = signed_in(learner)
    careful = Client(enforce_csrf_checks=True)
    with capture_logs() as lines:
        browser.get("/outbox/")
        browser.get("/api/v1/outbox/")
        careful.post("/accounts/login/", {"login": "x", "password": PASSWORD})
        careful.get("/api/v1/me/", headers={"Authorization": "Bearer lrd_made_up"})
    refused = [line for line in lines if line["event"] == "refused"]
    assert [(line["user_id"], line["status"], line["view"]) for line in refused] == [
        (learner.pk, "404", "mailing:outbox"),
        (learner.pk, "404", "api-outbox"),
        (None, "403", "account_login"),
        (None, "401", "api-me"),
    ]
    assert PASSWORD not in str(lines)
    assert "made_up" not in str(lines)


def test_too_many_requests_are_recorded(client: Client, learner: User) -> None:
    with capture_logs() as lines:
        for _attempt in range(25):
            client.get("/api/v1/me/", headers={"Authorization": "Bearer lrd_made_up"})
    assert "429" in {line.get("status") for line in lines}


def test_pages_that_strangers_may_see_are_not_recorded(client: Client) -> None:
    with capture_logs() as lines:
        client.get("/")
        client.get("/mentors/nobody/")
    assert not lines
