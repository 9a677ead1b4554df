"""Signing up: an address, a name, a password; a code from the letter; then the welcome page."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from mailing.models import Kind, Letter
from tests.accounts.builders import code_for, last_letter, sign_up

pytestmark = pytest.mark.django_db
CONFIRMATION = "/accounts/confirm-email/"


def test_a_newcomer_is_asked_for_the_code_of_the_letter(client: Client) -> None:
    answer = sign_up(client, zone="Asia/Tbilisi")
    assert answer.url == CONFIRMATION
    user = User.objects.get(email="nadia@example.org")
    assert (user.display_name, user.handle, user.zone.key) == (
        "Nadia Petrova",
        "nadia-petrova",
        "Asia/Tbilisi",
    )
    assert last_letter(user.email).kind == Kind.SECURITY


def test_the_right_code_signs_in_and_welcomes(client: Client) -> None:
    sign_up(client)
    answer = client.post(CONFIRMATION, {"code": code_for("nadia@example.org")}, follow=True)
    assert answer.redirect_chain[-1][0] == "/settings/welcome/"
    assert answer.wsgi_request.user.email == "nadia@example.org"


def test_a_wrong_code_says_so_and_signs_nobody_in(client: Client) -> None:
    sign_up(client)
    answer = client.post(CONFIRMATION, {"code": "not-it"})
    assert answer.status_code == 422
    assert "Incorrect code" in answer.content.decode()
    assert client.get("/dashboard/").status_code == 302


def test_three_wrong_codes_end_the_attempt(client: Client) -> None:
    sign_up(client)
    for _ in range(3):
        answer = client.post(CONFIRMATION, {"code": "not-it"})
    assert answer.status_code == 302
    assert client.post(CONFIRMATION, {"code": code_for("nadia@example.org")}).url != "/settings/welcome/"


def test_a_new_code_can_be_asked_for_and_the_old_one_no_longer_works(client: Client) -> None:
    sign_up(client)
    first = code_for("nadia@example.org")
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        client.post(CONFIRMATION, {"action": "resend"})
    second = code_for("nadia@example.org")
    assert first != second
    assert client.post(CONFIRMATION, {"code": first}).status_code == 422
    assert client.post(CONFIRMATION, {"code": second}).url == "/settings/welcome/"


def test_a_new_code_at_once_is_refused_with_a_friendly_page(client: Client) -> None:
    sign_up(client)
    answer = client.post(CONFIRMATION, {"action": "resend"})
    assert (answer.status_code, Letter.objects.count()) == (429, 1)
    assert "A little slower, please" in answer.content.decode()
