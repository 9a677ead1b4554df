"""A new password, by a code from a letter."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.accounts.builders import code_for, confirmed, last_letter, sign_in

pytestmark = pytest.mark.django_db
ASK, CONFIRM, COMPLETE = (
    "/accounts/password/reset/",
    "/accounts/password/reset/confirm/",
    "/accounts/password/reset/complete/",
)
NEW = "a-longer-way-home"


def reset_password(client: Client, person: User) -> None:
    client.post(ASK, {"email": confirmed(person).email})
    client.post(CONFIRM, {"code": code_for(person.email)})
    client.post(COMPLETE, {"password1": NEW, "password2": NEW})


def test_the_code_lets_one_choose_a_new_password(client: Client, learner: User) -> None:
    confirmed(learner)
    assert client.post(ASK, {"email": learner.email}).headers["Location"] == CONFIRM
    assert client.post(CONFIRM, {"code": code_for(learner.email)}).headers["Location"] == COMPLETE
    client.post(COMPLETE, {"password1": NEW, "password2": NEW})
    assert sign_in(client, learner, password=NEW).url == "/dashboard/"


def test_the_person_is_told_afterwards(client: Client, learner: User) -> None:
    reset_password(client, learner)
    assert last_letter(learner.email).template == "accounts.password_reset"


def test_a_wrong_code_opens_nothing(client: Client, learner: User) -> None:
    client.post(ASK, {"email": confirmed(learner).email})
    assert client.post(CONFIRM, {"code": "not-it"}).status_code == 422
    assert client.get(COMPLETE).status_code == 302


def test_an_unknown_address_gets_the_same_page_and_another_letter(client: Client) -> None:
    assert client.post(ASK, {"email": "nobody@example.org"}).headers["Location"] == CONFIRM
    assert last_letter("nobody@example.org").template == "accounts.unknown_account"


def test_somebody_without_an_account_is_answered_in_the_language_of_the_page(
    client: Client, settings: Settings
) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("de", "German")]
    client.post(f"/de{ASK}", {"email": "unknown@example.org"})
    assert last_letter("unknown@example.org").reader_language == "de"


def test_a_stranger_can_not_go_straight_to_the_last_page(client: Client) -> None:
    assert client.get(COMPLETE).headers["Location"].startswith(ASK)
