"""Signing in by password, and out again."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.accounts.builders import confirmed, last_letter, sign_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_right_password_leads_to_the_dashboard(client: Client, learner: User) -> None:
    assert sign_in(client, confirmed(learner)).url == "/dashboard/"


def test_leads_back_to_the_page_that_asked(client: Client, learner: User) -> None:
    answer = client.post(
        "/accounts/login/", {"login": confirmed(learner).email, "password": PASSWORD, "next": "/settings/"}
    )
    assert answer.headers["Location"] == "/settings/"


def test_never_leads_to_another_site(client: Client, learner: User) -> None:
    answer = client.post(
        "/accounts/login/",
        {"login": confirmed(learner).email, "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert answer.headers["Location"] == "/dashboard/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client, learner: User) -> None:
    wrong = sign_in(client, confirmed(learner), password="not-it")
    unknown = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "not-it"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_five_wrong_passwords_pause_the_account(client: Client, learner: User) -> None:
    confirmed(learner)
    for _ in range(5):
        sign_in(client, learner, password="not-it")
    answer = sign_in(client, learner)
    assert answer.status_code == 422
    assert "That was tried too often." in answer.content.decode()


def test_an_address_that_was_never_confirmed_is_asked_to_be(client: Client, learner: User) -> None:
    assert sign_in(client, learner).url == "/accounts/confirm-email/"
    assert last_letter(learner.email).secrets["code"]


def test_signing_out_takes_a_post(client: Client, learner: User) -> None:
    sign_in(client, confirmed(learner))
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/dashboard/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/dashboard/").status_code == 302


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_no_cache_keeps_these_pages(client: Client, page: str) -> None:
    answer = client.get(page)
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_no_field_repeats_its_label_as_a_placeholder(client: Client) -> None:
    assert "placeholder" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("spelling", ["Lena@EXAMPLE.org", " lena@example.org "])
def test_the_address_may_be_typed_in_another_spelling(client: Client, learner: User, spelling: str) -> None:
    confirmed(learner)
    answer = client.post("/accounts/login/", {"login": spelling, "password": PASSWORD})
    assert answer.headers["Location"] == "/dashboard/"


def test_strangers_do_not_lock_out_a_browser_that_the_account_knows(client: Client, learner: User) -> None:
    sign_in(client, confirmed(learner))
    client.post("/accounts/logout/")
    stranger = Client()
    for _attempt in range(6):
        sign_in(stranger, learner, password="not-this-one")
    assert not sign_in_succeeds(stranger, learner)
    assert sign_in_succeeds(client, learner)


def test_a_known_browser_has_no_more_tries_than_others(client: Client, learner: User) -> None:
    sign_in(client, confirmed(learner))
    client.post("/accounts/logout/")
    for _attempt in range(6):
        sign_in(client, learner, password="not-this-one")
    assert not sign_in_succeeds(client, learner)


def sign_in_succeeds(browser: Client, person: User) -> bool:
    sign_in(browser, person)
    return browser.get("/dashboard/").status_code == 200
