"""Signing up: an address, a name, a password; a code from the letter; then the welcome page."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from mailing.models import Letter, LetterKind, LetterState
from tests.accounts.builders import code_for, confirmed, last_letter, sign_up

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
    assert last_letter(user.email).kind == LetterKind.SECURITY


def test_the_right_code_signs_in_and_welcomes(client: Client) -> None:
    sign_up(client)
    answer = client.post(CONFIRMATION, {"code": code_for("nadia@example.org")}, follow=True)
    assert answer.redirect_chain[-1][0] == "/settings/welcome/"
    assert answer.wsgi_request.user == User.objects.get(email="nadia@example.org")


def test_a_wrong_code_says_so_and_signs_nobody_in(client: Client) -> None:
    sign_up(client)
    answer = client.post(CONFIRMATION, {"code": "not-it"})
    assert answer.status_code == 422
    assert "This is not the code." in answer.content.decode()
    assert client.get("/dashboard/").status_code == 302


def test_three_wrong_codes_end_the_attempt(client: Client) -> None:
    sign_up(client)
    for _ in range(3):
        answer = client.post(CONFIRMATION, {"code": "not-it"})
    assert answer.status_code == 302
    assert (
        client.post(CONFIRMATION, {"code": code_for("nadia@example.org")}).headers["Location"]
        != "/settings/welcome/"
    )


def test_a_new_code_can_be_asked_for_and_the_old_one_no_longer_works(client: Client) -> None:
    sign_up(client)
    first = code_for("nadia@example.org")
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        client.post(CONFIRMATION, {"action": "resend"})
    second = code_for("nadia@example.org")
    assert first != second
    assert client.post(CONFIRMATION, {"code": first}).status_code == 422
    assert client.post(CONFIRMATION, {"code": second}).headers["Location"] == "/settings/welcome/"


def ask_at_once(client: Client) -> list[str]:
    """What the page says, after its title."""
    answer = client.post(CONFIRMATION, {"action": "resend"}, follow=True)
    assert answer.redirect_chain == [(CONFIRMATION, 303)]
    page = answer.content.decode()
    return re.sub(r"csrf.*?>|nonce.*?>|in \d+ second", "", page[page.index("<main") :]).split()


def test_a_new_code_within_a_minute_is_refused_on_the_same_page(client: Client) -> None:
    sign_up(client)
    answer = client.post(CONFIRMATION, {"action": "resend"}, follow=True)
    assert answer.redirect_chain == [(CONFIRMATION, 303)]
    assert re.search(r"You can have another one in \d+ seconds", answer.content.decode())
    assert Letter.objects.count() == 1


def test_a_taken_address_gets_the_same_page_and_the_same_answer(client: Client, learner: User) -> None:
    sign_up(client, email="free@example.org")
    free = ask_at_once(client)
    other = Client()
    sign_up(other, email=learner.email)
    taken = ask_at_once(other)
    assert [word.replace("free@", "") for word in free] == [
        word.replace(learner.email.partition("@")[0] + "@", "") for word in taken
    ]


def test_the_errors_above_a_form_name_a_field_as_its_label_does(client: Client) -> None:
    page = client.post("/accounts/login/", {"login": "", "password": ""}).content.decode()
    assert '<a href="#id_login">Email address: ' in page


def test_signing_up_from_a_steps_mark_leads_back_to_the_step(client: Client) -> None:
    mark = "/roadmaps/ml-engineer/steps/git/mark/?to=done"
    sign_in_page = client.get(client.get(mark).headers["Location"]).content.decode()
    match = re.search(r'href="(/accounts/signup/[^"]*)"', sign_in_page)
    assert match
    form = client.get(match[1].replace("&amp;", "&")).content.decode()
    then = re.search(r'name="next" value="([^"]*)"', form)
    assert then
    sign_up(client, next=then[1])
    answer = client.post(CONFIRMATION, {"code": code_for("nadia@example.org")})
    assert answer.headers["Location"] == mark


def test_an_account_is_never_without_its_letter(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**letter: object) -> None:
        raise RuntimeError("The outbox is closed.")

    monkeypatch.setattr("accounts.adapter.owe", fail)
    with pytest.raises(RuntimeError):
        sign_up(client)
    assert not User.objects.filter(email="nadia@example.org").exists()


def test_needs_no_mail_server(client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    assert sign_up(client).url == CONFIRMATION
    assert last_letter("nadia@example.org").state == LetterState.OWED


def test_tells_nobody_who_has_an_account(client: Client, learner: User) -> None:
    confirmed(learner)
    answer = sign_up(client, email=learner.email)
    assert answer.url == CONFIRMATION
    assert last_letter(learner.email).template == "accounts.account_already_exists"
    assert client.post(CONFIRMATION, {"code": "not-it"}).status_code == 422


def test_works_without_javascript_in_utc(client: Client) -> None:
    sign_up(client)
    assert User.objects.get(email="nadia@example.org").zone.key == "UTC"


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Mars/Olympus", "<script>", "x" * 9000])
def test_a_zone_that_is_none_is_utc(client: Client, zone: str) -> None:
    assert sign_up(client, zone=zone).url == CONFIRMATION
    assert User.objects.get(email="nadia@example.org").zone.key == "UTC"


def test_people_of_one_name_get_different_handles(client: Client) -> None:
    sign_up(client)
    sign_up(Client(), email="other-nadia@example.org")
    handles = User.objects.values_list("handle", flat=True)
    assert set(handles) == {"nadia-petrova", "nadia-petrova-2"}


@pytest.mark.parametrize("name", ["admin", "???", "Łukasz Żółć", "王小明", "a" * 80])
def test_any_name_gives_a_handle_that_is_allowed(client: Client, name: str) -> None:
    sign_up(client, display_name=name)
    User.objects.get(email="nadia@example.org").full_clean(exclude=["last_login"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("display_name", " "), ("email", "nobody"), ("password1", "password123"), ("password1", "short")],
)
def test_says_what_is_wrong(client: Client, field: str, value: str) -> None:
    answer = sign_up(client, **{field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_too_many_from_one_place_are_slowed_down(client: Client) -> None:
    answers = [sign_up(client, email="nobody") for _ in range(21)]
    assert answers[-1].status_code == 429


def test_the_address_is_kept_in_lower_case(client: Client) -> None:
    sign_up(client, email="Nadia@Example.org")
    assert User.objects.get().email == "nadia@example.org"


@pytest.mark.parametrize(
    "spelling", ["nadia@bücher.example", "Nadia@BÜCHER.example", "nadia@xn--bcher-kva.example"]
)
def test_one_mailbox_is_one_account_whatever_its_spelling(client: Client, spelling: str) -> None:
    sign_up(client, email="nadia@bücher.example")
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):  # so soon it would be slowed down
        sign_up(Client(), email=spelling)

    assert User.objects.get().email == "nadia@xn--bcher-kva.example"
    assert EmailAddress.objects.get().email == "nadia@xn--bcher-kva.example"
    assert {letter.to for letter in Letter.objects.all()} == {"nadia@xn--bcher-kva.example"}


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\u2060"])
def test_refuses_an_address_with_a_character_that_cannot_be_seen(client: Client, hidden: str) -> None:
    answer = sign_up(client, email=f"na{hidden}dia@example.org")

    assert answer.status_code == 422
    assert not User.objects.exists()
