"""API tokens: made on a page, shown once, kept as a digest, limited by scope and time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.operations import TooManyTokens, create_token, revoke_token
from tests.accounts.builders import confirmed, sign_in_surely
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
FORM = {"name": "Laptop", "scopes": ["read"], "days": 30}


def token_for(user: User, *, scopes: tuple[str, ...] = ("read",), now: datetime | None = None) -> str:
    at = now or timezone.now()
    return create_token(user=user, name="Test", scopes=list(scopes), lifetime=timedelta(days=7), now=at)[1]


def me(token: str, method: str = "get", **data: Any) -> Any:
    return getattr(Client(), method)(
        "/api/v1/me/", data, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )


def test_the_page_shows_a_new_token_once(signed_in: Browser, learner: User) -> None:
    browser = signed_in(learner)
    token = browser.post("/settings/tokens/", FORM).context["new_token"]
    assert token.startswith("lrd_")
    assert token not in browser.get("/settings/tokens/").content.decode()


def test_only_a_digest_is_kept(learner: User) -> None:
    token = token_for(learner)
    row = ApiToken.objects.get()
    assert token not in (row.digest, row.token_key)
    assert token.startswith(row.token_key)


def test_reads_and_notes_when_it_was_used(learner: User) -> None:
    token = token_for(learner)
    assert me(token).json()["email"] == learner.email
    assert ApiToken.objects.get().last_used_at is not None


def test_without_the_scope_write_it_changes_nothing(learner: User) -> None:
    answer = me(token_for(learner), "patch", weekly_goal_hours=3)
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")
    assert answer.json()["code"] == "scope_missing"


def test_with_the_scope_write_it_does(learner: User) -> None:
    assert me(token_for(learner, scopes=("read", "write")), "patch", weekly_goal_hours=3).status_code == 200
    learner.refresh_from_db()
    assert learner.weekly_goal_hours == 3


def test_the_scope_write_does_not_include_reading(learner: User) -> None:
    assert me(token_for(learner, scopes=("write",))).status_code == 403


def test_ends_when_its_time_is_over(learner: User) -> None:
    token = token_for(learner)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert me(token).status_code == 401


def test_ends_when_it_is_revoked(signed_in: Browser, learner: User) -> None:
    token = token_for(learner)
    key = ApiToken.objects.get().token_key
    assert signed_in(learner).post(f"/settings/tokens/{key}/revocation/").status_code == 303
    assert me(token).status_code == 401


def test_nobody_revokes_the_token_of_another(signed_in: Browser, learner: User, other_learner: User) -> None:
    token_for(learner)
    key = ApiToken.objects.get().token_key
    assert signed_in(other_learner).post(f"/settings/tokens/{key}/revocation/").status_code == 404


def test_ends_with_the_account(learner: User) -> None:
    token = token_for(learner)
    User.objects.filter(pk=learner.pk).update(is_active=False)
    assert me(token).status_code == 401


@pytest.mark.parametrize("token", ["", "lrd_0", "é", "x" * 5000, "lrd_" + "0" * 64])
def test_nonsense_is_no_token(learner: User, token: str) -> None:
    assert me(token).status_code == 401


def test_twenty_are_enough(learner: User) -> None:
    for _ in range(20):
        token_for(learner)
    with pytest.raises(TooManyTokens):
        token_for(learner)


def test_expired_ones_make_room(learner: User) -> None:
    for _ in range(20):
        token_for(learner, now=timezone.now() - timedelta(days=30))
    token_for(learner)
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("bad", [{"name": ""}, {"scopes": []}, {"scopes": ["admin"]}, {"days": 36500}])
def test_the_page_refuses_nonsense(signed_in: Browser, learner: User, bad: dict[str, Any]) -> None:
    answer = signed_in(learner).post("/settings/tokens/", FORM | bad)
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_a_token_can_not_see_or_revoke_tokens(learner: User) -> None:
    token = token_for(learner, scopes=("read", "write"))
    answer = Client().get("/api/v1/me/tokens/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code in {401, 403}


def test_a_browser_lists_and_revokes_them(signed_in: Browser, learner: User) -> None:
    token_for(learner)
    browser = signed_in(learner)
    (row,) = browser.get("/api/v1/me/tokens/").json()["results"]
    assert "digest" not in row
    assert browser.delete(f"/api/v1/me/tokens/{row['token_key']}/").status_code == 204
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("address", ["/settings/tokens/%00/revocation/", "/api/v1/me/tokens/%00/"])
def test_an_address_that_can_be_no_tokens_is_not_found(
    signed_in: Browser, learner: User, address: str
) -> None:
    browser = signed_in(learner)
    answer = browser.delete(address) if address.startswith("/api/") else browser.post(address)
    assert answer.status_code == 404


def test_a_request_with_a_token_takes_two_queries(
    learner: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    token = token_for(learner)
    me(token)
    with django_assert_num_queries(2):  # the token with its person, and the person that /me/ shows
        me(token)


def test_revoking_forgets_it(learner: User) -> None:
    token_for(learner)
    revoke_token(token=ApiToken.objects.get())
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(("chosen", "left"), [({}, 1), ({"revoke_tokens": "on"}, 0)])
def test_a_new_password_offers_to_revoke_the_tokens(
    client: Client, learner: User, chosen: dict[str, str], left: int
) -> None:
    sign_in_surely(client, confirmed(learner))
    create_token(user=learner, name="x", scopes=["read"], lifetime=timedelta(days=1), now=timezone.now())
    assert "revoke_tokens" in client.get("/accounts/password/change/").content.decode()
    passwords = {"oldpassword": PASSWORD, "password1": "a-longer-way-home", "password2": "a-longer-way-home"}
    client.post("/accounts/password/change/", {**passwords, **chosen})
    learner.refresh_from_db()
    assert learner.check_password("a-longer-way-home")
    assert ApiToken.objects.of(learner).count() == left
