"""Mail caught in development: kept instead of sent, and readable at /dev/mail/."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.mail import mail_admins
from django.test import Client
from pytest_django import Settings

from devtools.caught_mail.files import CaughtMail, all_mails
from devtools.check import AS_IN_PRODUCTION, CHECKOUT
from mailing.models import Letter, LetterState
from tests.mailing.conftest import Deliver, Owe, deliver, owed, state_of
from tests.mailing.letters import INVITATION

__all__ = ["deliver", "owed"]


@pytest.fixture(autouse=True)
def catching(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "devtools.caught_mail.backend.CatchingBackend"
    settings.CAUGHT_MAIL_DIR = tmp_path / "mail"


@pytest.fixture
def caught(owed: Owe, deliver: Deliver) -> CaughtMail:
    owed(template="test.invitation")
    deliver()
    return all_mails()[0]


def test_what_would_be_sent_is_kept(owed: Owe, deliver: Deliver) -> None:
    letter = owed()

    deliver()

    assert state_of(letter) == LetterState.SENT
    [caught] = all_mails()
    assert (caught.to, caught.subject) == ("lena@example.org", "Good morning")
    assert letter.message_id.encode() in caught.raw


def test_the_newest_is_first(db: None, settings: Settings) -> None:
    settings.ADMINS = [("Sam", "sam@example.org")]
    for subject in ("first", "second", "third"):
        mail_admins(subject, "")

    assert [mail.subject.split()[-1] for mail in all_mails()] == ["third", "second", "first"]


def test_the_list_shows_it_and_finds_it_by_address(client: Client, caught: CaughtMail) -> None:
    assert "Zażółć: a mock interview" in client.get("/dev/mail/").content.decode()
    assert list(client.get("/dev/mail/?to=lena").context["page"]) == [caught]
    assert list(client.get("/dev/mail/?to=luis").context["page"]) == []


def test_a_mail_is_shown_as_text_with_its_headers_and_its_invitation(
    client: Client, caught: CaughtMail
) -> None:
    page = client.get(caught.get_absolute_url()).content.decode()

    assert "See you there." in page
    assert "Auto-Submitted" in page
    assert "METHOD:REQUEST" in page


def test_links_in_the_text_can_be_followed(client: Client, owed: Owe, deliver: Deliver) -> None:
    owed()
    deliver()

    page = client.get(all_mails()[0].get_absolute_url()).content.decode()

    assert 'href="https://example.org/road?a=1&amp;b=2"' in page


def test_the_html_part_may_style_itself_and_open_links_and_nothing_else(
    client: Client, caught: CaughtMail
) -> None:
    answer = client.get(f"{caught.get_absolute_url()}html/")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "script-src" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in answer.content.decode()


def test_the_invitation_can_be_downloaded(client: Client, caught: CaughtMail) -> None:
    page = client.get(caught.get_absolute_url())
    part = next(part for part in page.context["mail"].parts() if part.name == "invite.ics")

    answer = client.get(f"{caught.get_absolute_url()}parts/{part.number}/")

    assert answer.content == INVITATION
    assert answer.headers["Content-Disposition"] == 'attachment; filename="invite.ics"'
    assert client.get(f"{caught.get_absolute_url()}parts/99/").status_code == 404


def test_all_of_it_can_be_deleted(client: Client, caught: CaughtMail) -> None:
    assert client.post("/dev/mail/").status_code == 303

    assert all_mails() == []
    assert "No mail yet" in client.get("/dev/mail/").content.decode()


@pytest.mark.parametrize("path", ["", "html/", "parts/1/"])
def test_a_mail_that_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/dev/mail/00000000-0000-7000-8000-000000000000/{path}").status_code == 404


def test_other_mail_that_django_sends_is_caught_too(settings: Settings, db: None) -> None:
    settings.ADMINS = [("Sam", "sam@example.org")]
    mail_admins("Something broke", "Look into the log.")

    assert all_mails()[0].to == "sam@example.org"
    assert not Letter.objects.exists()


IN_PRODUCTION = """
import django; django.setup()
from django.conf import settings
from django.urls import Resolver404, resolve
assert "devtools" not in settings.INSTALLED_APPS
try:
    resolve("/dev/mail/")
except Resolver404:
    print("no such page")
"""


def test_in_production_there_is_no_such_page() -> None:
    assert run_in_production(IN_PRODUCTION).stdout == "no such page\n"


def test_a_production_site_without_a_mail_server_does_not_start_and_says_why() -> None:
    refused = run_in_production("import django; django.setup()", EMAIL_URL="")

    assert refused.returncode != 0
    assert "EMAIL_URL is not set" in refused.stderr


def run_in_production(code: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", **AS_IN_PRODUCTION, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
