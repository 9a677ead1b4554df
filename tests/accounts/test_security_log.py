"""The security log names who, what, from where and how, and no secret."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from structlog.testing import capture_logs

from accounts.models import ApiToken, User
from accounts.operations import create_token, revoke_token
from config.log import hide_tokens
from tests.accounts.builders import confirmed, sign_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("page", ["confirmation", "unsubscription"])
def test_no_log_holds_a_newsletters_token(page: str) -> None:
    line: dict[str, Any] = {"event": f"Not Found: /newsletter/{page}/1.abc.def_-/?x=1"}
    assert hide_tokens(None, "", line)["event"] == f"Not Found: /newsletter/{page}/***/?x=1"
