"""A subscription goes along when its owner changes the address of their account."""

import pytest

from accounts.announcements import EmailChanged
from core.announcements import announce
from newsletter.models import Subscriber
from newsletter.operations import subscribe_member, unsubscribe
from tests.newsletter import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(learner) -> EmailChanged:
    return EmailChanged(user_id=learner.pk, old="lena@example.org", new="lena@new.example")


def test_the_newsletter_goes_to_the_new_address(learner, moved, now):
    subscribe_member(user=learner, now=now)
    announce(moved)
    subscriber = Subscriber.objects.get()
    assert (subscriber.email, subscriber.is_confirmed) == ("lena@new.example", True)
    assert subscriber.consent_events.latest("pk").what == "moved"


def test_one_who_does_not_read_stays_so(moved):
    announce(moved)
    assert not Subscriber.objects.exists()


def test_an_address_that_reads_already_does_not_read_twice(learner, moved, now):
    subscribe_member(user=learner, now=now)
    builders.reader("lena@new.example", now=now)
    announce(moved)
    assert [reader.email for reader in Subscriber.objects.confirmed()] == ["lena@new.example"]
    assert Subscriber.objects.get(email="lena@new.example").user == learner


def test_an_address_that_left_stays_away(learner, moved, now):
    subscribe_member(user=learner, now=now)
    gone = builders.reader("lena@new.example", now=now)
    unsubscribe(subscriber=gone, how="link", now=now)
    announce(moved)
    assert not Subscriber.objects.confirmed().exists()
