"""Signing in through another site: a real OpenID Connect provider answers on the loopback."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from environ import Env
from oidc_provider_mock import User as Somebody
from oidc_provider_mock import run_server_in_thread
from pytest_django import Settings

from accounts import providers
from accounts.adapter import SocialAccountAdapter
from accounts.models import User
from tests.accounts.builders import confirmed, sign_in_surely

pytestmark = pytest.mark.django_db
START = "/accounts/oidc/oidc/login/"


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of a provider at which Petra has an account."""
    claims = {"email": "petra@example.org", "email_verified": True, "name": "Petra Lang"}
    with run_server_in_thread(user_claims=[Somebody(sub="petra", claims=claims)]) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def configured(provider: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """The site as an operator sets it up for this provider."""
    monkeypatch.setenv("OIDC_NAME", "Village")
    monkeypatch.setenv("OIDC_SERVER_URL", provider)
    monkeypatch.setenv("OIDC_CLIENT_ID", "longroad")
    monkeypatch.setenv("OIDC_SECRET", "of-the-village")
    settings.SOCIALACCOUNT_PROVIDERS = providers.configured_providers(Env())
    return provider


def walk(client: Client, *, process: str = "login") -> Any:
    """Go over to the provider, agree there as Petra, and come back."""
    leaving = client.post(f"{START}?process={process}")
    agreed = httpx.post(leaving.headers["Location"], data={"sub": "petra"})
    back = urlsplit(agreed.headers["Location"])
    return client.get(f"{back.path}?{back.query}", follow=True)


def test_only_what_is_configured_is_offered(client: Client) -> None:
    assert "Continue with" not in client.get("/accounts/login/").content.decode()


def test_the_configured_one_is_offered(client: Client, configured: str) -> None:
    assert "Continue with <bdi>Village</bdi>" in client.get("/accounts/login/").content.decode()


def test_a_newcomer_gets_an_account_with_the_name_and_the_confirmed_address(
    client: Client, configured: str
) -> None:
    answer = walk(client)
    assert answer.redirect_chain[-1][0] == "/settings/welcome/"
    user = User.objects.get(email="petra@example.org")
    assert (user.display_name, user.handle, user.has_usable_password()) == ("Petra Lang", "petra-lang", False)


def test_who_comes_again_is_the_same_person(client: Client, configured: str) -> None:
    walk(client)
    again = Client()
    assert walk(again).redirect_chain[-1][0] == "/dashboard/"
    assert User.objects.count() == 1


def test_an_address_that_has_an_account_is_not_taken_over(client: Client, configured: str) -> None:
    confirmed(User.objects.create_user(email="petra@example.org", display_name="Another Petra"))
    answer = walk(client)
    assert not answer.wsgi_request.user.is_authenticated
    assert not SocialAccount.objects.exists()


def test_a_member_connects_it(client: Client, learner: User, configured: str) -> None:
    sign_in_surely(client, confirmed(learner))
    walk(client, process="connect")
    assert SocialAccount.objects.get().user == learner


def test_a_forged_answer_signs_nobody_in(client: Client, configured: str) -> None:
    answer = client.get("/accounts/oidc/oidc/login/callback/?code=forged&state=forged", follow=True)
    assert not answer.wsgi_request.user.is_authenticated


def test_leaving_takes_a_post(client: Client, configured: str) -> None:
    answer = client.get(START)
    assert answer.status_code == 200
    assert "Go on to <bdi>Village</bdi>?" in answer.content.decode()


def test_forms_may_lead_to_the_configured_sites_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert providers.redirect_origins(Env()) == []
    monkeypatch.setenv("GITHUB_CLIENT_ID", "x")
    monkeypatch.setenv("OIDC_CLIENT_ID", "x")
    monkeypatch.setenv("OIDC_SERVER_URL", "https://id.example.org/realms/village")
    assert providers.redirect_origins(Env()) == ["https://github.com", "https://id.example.org"]


def test_a_site_that_says_it_is_another_one_signs_nobody_in(
    client: Client, configured: str, settings: Settings
) -> None:
    """What it says of itself counts nothing beside the address that was configured."""
    app = settings.SOCIALACCOUNT_PROVIDERS[providers.OIDC]["APPS"][0]
    app["settings"]["openid_configuration_overrides"] = {"issuer": "https://id.example.org"}
    walk(client)
    assert not User.objects.exists()


def test_the_issuer_is_the_one_that_was_configured(configured: str, settings: Settings) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS[providers.OIDC]["APPS"][0]
    assert app["settings"]["openid_configuration_overrides"] == {"issuer": configured}


def test_the_other_site_sends_us_nowhere_else() -> None:
    assert SocialAccountAdapter().get_requests_session().max_redirects == 0
