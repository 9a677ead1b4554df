"""Codes from an authenticator app, and recovery codes for the day it is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.models import User
from tests.accounts.builders import confirmed, last_letter, sign_in, sign_in_surely
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SECONDS_EACH = 30  # that a code lasts


def code_of(secret: str, at: datetime) -> str:
    return str(format_hotp_value(hotp_value(secret, int(at.timestamp()) // SECONDS_EACH)))


@pytest.fixture
def next_code(secret: str, now: datetime) -> str:
    """The first was used up by setting the app up."""
    return code_of(secret, now + timedelta(seconds=SECONDS_EACH))


@pytest.fixture
def secret(client: Client, learner: User, now: datetime, django_capture_on_commit_callbacks: Any) -> str:
    """Lena has set up an app; this is what it holds."""
    sign_in_surely(client, confirmed(learner))
    page = client.get("/accounts/2fa/totp/activate/")
    secret = str(page.context["form"].secret)
    with django_capture_on_commit_callbacks(execute=True):  # then allauth tells the person
        client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret, now)})
    client.post("/accounts/logout/")
    return secret


def test_the_page_offers_a_picture_and_the_secret(client: Client, learner: User) -> None:
    sign_in_surely(client, confirmed(learner))
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml")
    assert page.context["form"].secret in page.content.decode()


def test_signing_in_asks_for_a_code(client: Client, learner: User, next_code: str) -> None:
    assert sign_in(client, learner).url == "/accounts/2fa/authenticate/"
    assert client.get("/dashboard/").status_code == 302
    answer = client.post("/accounts/2fa/authenticate/", {"code": next_code})
    assert answer.url == "/dashboard/"


def test_a_code_works_once(client: Client, learner: User, next_code: str) -> None:
    sign_in(client, learner)
    client.post("/accounts/2fa/authenticate/", {"code": next_code})
    client.post("/accounts/logout/")
    sign_in(client, learner)
    assert client.post("/accounts/2fa/authenticate/", {"code": next_code}).status_code == 422


def test_a_wrong_code_does_not_sign_in(client: Client, learner: User, secret: str) -> None:
    sign_in(client, learner)
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 422
    assert client.get("/dashboard/").status_code == 302


def test_a_recovery_code_signs_in_once(client: Client, learner: User, secret: str) -> None:
    codes = Authenticator.objects.get(user=learner, type="recovery_codes").wrap().get_unused_codes()
    for expected in (302, 422):
        sign_in(client, learner)
        answer = client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert answer.status_code == expected
        client.post("/accounts/logout/")


def test_the_secret_rests_encrypted(learner: User, secret: str) -> None:
    stored = Authenticator.objects.get(user=learner, type="totp").data["secret"]
    assert secret not in stored


def test_the_person_is_told(learner: User, secret: str) -> None:
    letter = last_letter(learner.email)
    assert (letter.template, letter.recipient) == ("accounts.totp_activated", learner)
    assert letter.secrets["ip"] == "127.0.0.1"


def test_turning_it_off_is_told_too(client: Client, learner: User, next_code: str) -> None:
    sign_in(client, learner)
    client.post("/accounts/2fa/authenticate/", {"code": next_code})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/")
    assert last_letter(learner.email).template == "accounts.totp_deactivated"
    assert not Authenticator.objects.filter(user=learner, type="totp").exists()
