"""Mail caught in development: kept instead of sent, and readable at /dev/mail/."""

from typing import Any

import pytest
from django.core.mail import mail_admins
from django.test import Client

from mailing.models import CaughtMail, Letter, State
from tests.mailing.conftest import Deliver, Owe
from tests.mailing.letters import INVITATION


@pytest.fixture(autouse=True)
def catching(settings: Any) -> None:
    settings.EMAIL_BACKEND = "mailing.backends.CatchingBackend"
    settings.LONGROAD_DEV = True


@pytest.fixture
def caught(owed: Owe, deliver: Deliver) -> CaughtMail:
    owed(template="test.invitation")
    deliver()
    return CaughtMail.objects.get()


def test_what_would_be_sent_is_kept(owed: Owe, deliver: Deliver) -> None:
    letter = owed()

    deliver()

    letter.refresh_from_db()
    assert letter.state == State.SENT
    caught = CaughtMail.objects.get()
    assert (caught.to, caught.subject) == ("lena@example.org", "Good morning")
    assert letter.message_id.encode() in bytes(caught.raw)


def test_the_list_shows_it_and_finds_it_by_address(client: Client, caught: CaughtMail) -> None:
    assert "Zażółć: a mock interview" in client.get("/dev/mail/").content.decode()
    assert list(client.get("/dev/mail/?to=lena").context["page"]) == [caught]
    assert list(client.get("/dev/mail/?to=luis").context["page"]) == []


def test_the_list_reads_no_mail(client: Client, caught: CaughtMail, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(2):
        client.get("/dev/mail/")


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

    page = client.get(CaughtMail.objects.get().get_absolute_url()).content.decode()

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


def test_all_of_it_can_be_thrown_away(client: Client, caught: CaughtMail) -> None:
    assert client.post("/dev/mail/").status_code == 303

    assert not CaughtMail.objects.exists()
    assert "No mail yet" in client.get("/dev/mail/").content.decode()


@pytest.mark.parametrize("path", ["/dev/mail/", "{mail}", "{mail}html/", "{mail}parts/1/"])
def test_in_production_there_is_no_such_page(
    client: Client, caught: CaughtMail, settings: Any, path: str
) -> None:
    settings.LONGROAD_DEV = False

    assert client.get(path.format(mail=caught.get_absolute_url())).status_code == 404


def test_other_mail_that_django_sends_is_caught_too(mailoutbox: Any, settings: Any, db: None) -> None:
    settings.ADMINS = [("Sam", "sam@example.org")]
    mail_admins("Something broke", "Look into the log.")

    assert CaughtMail.objects.get().to == "sam@example.org"
    assert not Letter.objects.exists()
