"""What our letters say, and that nobody's secrets outlive them."""

import pytest
from django.utils import timezone

from accounts.letters import WORDINGS, build, letter_name
from mailing.models import Letter, LetterKind
from mailing.operations import owe
from mailing.registry import Drop

pytestmark = pytest.mark.django_db
FACTS = {
    "code": "ABC-123",
    "ip": "203.0.113.7",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
    "provider": "GitHub",
}


def letter(name: str) -> Letter:
    return owe(
        key=name,
        kind=LetterKind.SECURITY,
        template=name,
        to="lena@example.org",
        due_at=timezone.now(),
        secret_context=FACTS,
    )


@pytest.mark.parametrize("name", WORDINGS)
def test_each_one_can_be_built(name: str) -> None:
    mail = build(letter(name))
    assert mail.subject
    assert "{" not in str(mail.context["sentence"])


def test_a_subject_never_carries_the_code() -> None:
    mail = build(letter("accounts.email_confirmation_signup"))
    assert "ABC-123" not in mail.subject
    assert mail.context["code"] == "ABC-123"


def test_what_has_been_blanked_is_dropped() -> None:
    blanked = letter("accounts.email_confirmation")
    blanked.secret_context = {}
    with pytest.raises(Drop):
        build(blanked)


def test_a_mail_of_allauth_that_we_do_not_know_is_an_error() -> None:
    with pytest.raises(LookupError):
        letter_name("account/email/something_new")
