"""However somebody spells their address, it is one mailbox to every page that writes to it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from mailing.models import Letter, LetterKind, Suppression
from mailing.operations import owe
from mailing.suppressions import suppressed_among
from newsletter.models import Subscriber
from tests.accounts.builders import confirmed, sign_up
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SPELLINGS = (
    "anna@bücher.example",
    "ANNA@BÜCHER.EXAMPLE",
    "anna@xn--bcher-kva.example",
    " anna@bu\u0308cher.example ",
    "\uff41\uff4e\uff4e\uff41@bücher.example",
    "anna@\uff42ücher.example",
    "anna@bücher\u3002example",
)
ONE = "anna@xn--bcher-kva.example"


def test_the_newsletter_has_one_subscriber(client: Client) -> None:
    for spelling in SPELLINGS:
        client.post("/newsletter/", {"email": spelling})
    assert list(Subscriber.objects.values_list("email", flat=True)) == [ONE]


def test_resets_are_counted_together(client: Client) -> None:
    User.objects.create_user(email=ONE)
    for spelling in SPELLINGS:
        client.post("/accounts/password/reset/", {"email": spelling})
    assert set(Letter.objects.values_list("to", flat=True)) == {ONE}
    assert Letter.objects.count() == 5  # of seven that were asked for


def test_an_account_is_found_by_any(client: Client) -> None:
    person = User.objects.create_user(email=ONE)
    assert {User.objects.get_by_natural_key(spelling) for spelling in SPELLINGS} == {person}


def test_whoever_signs_up_again_in_another_spelling_makes_no_second_account() -> None:
    for spelling in SPELLINGS:
        assert sign_up(Client(), email=spelling).status_code in {302, 422, 429}  # 422: Django's field
    assert list(User.objects.values_list("email", flat=True)) == [ONE]
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [ONE]
    assert set(Letter.objects.values_list("to", flat=True)) == {ONE}


def test_no_spelling_of_an_account_that_exists_makes_another_one(client: Client) -> None:
    confirmed(User.objects.create_user(email=ONE))
    for spelling in SPELLINGS:
        sign_up(Client(), email=spelling)
    assert User.objects.count() == 1
    assert Letter.objects.count() == 1  # of seven: one in three minutes says that there is an account


def test_wrong_passwords_are_counted_together(client: Client) -> None:
    """Five in five minutes lock one account, not one spelling of it."""
    confirmed(User.objects.create_user(email=ONE, password=PASSWORD))
    spellings = [spelling for spelling in SPELLINGS if "\uff41" not in spelling]  # Django's field refuses it
    for spelling in spellings[:5]:
        client.post("/accounts/login/", {"login": spelling, "password": "wrong"})
    answer = client.post("/accounts/login/", {"login": ONE, "password": PASSWORD})
    assert "tried too often" in answer.content.decode()


def test_an_address_changes_to_no_spelling_of_anothers(
    signed_in: Callable[[User], Client], learner: User
) -> None:
    confirmed(User.objects.create_user(email=ONE))
    confirmed(learner)
    browser = signed_in(learner)
    for spelling in SPELLINGS:
        browser.post("/accounts/email/", {"action_add": "", "email": spelling})
    assert EmailAddress.objects.filter(email=ONE).count() == 1


def test_subscriptions_are_counted_together(client: Client) -> None:
    answers = [client.post("/newsletter/", {"email": spelling}).status_code for spelling in SPELLINGS]
    assert answers == [303] * 5 + [422] * 2  # five in an hour, by whatever spelling


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_what_staff_suppress_in_one_spelling_is_sent_to_none(
    signed_in: Callable[[User], Client], staff: User, settings: Settings, spelling: str, now: datetime
) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    User.objects.filter(pk=staff.pk).update(is_superuser=True)
    sent = {
        "address": spelling,
        "kind": LetterKind.NEWSLETTER,
        "reason": Suppression.Reason.BY_HAND,
        "strikes": 1,
        "suppressed_at_0": f"{now:%Y-%m-%d}",
        "suppressed_at_1": f"{now:%H:%M:%S}",
    }
    signed_in(staff).post("/staff/mailing/suppression/add/", sent)
    for other in SPELLINGS:
        letter = owe(key=other, kind=LetterKind.NEWSLETTER, template="t", to=other, due_at=now)
        assert suppressed_among([letter], now=now) == {letter.pk}
