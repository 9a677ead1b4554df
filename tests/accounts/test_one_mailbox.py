"""However somebody spells their address, it is one mailbox to every page that writes to it."""

import pytest
from django.test import Client

from accounts.models import User
from mailing.models import Letter
from newsletter.models import Subscriber

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
