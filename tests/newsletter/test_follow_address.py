"""Subscriptions go along when their owner changes the address of their account."""

from datetime import datetime, timedelta

import pytest

from accounts.announcements import EmailChanged
from accounts.models import User
from core.announcements import announce
from newsletter.lifecycle import SubscriptionState
from newsletter.models import ConsentEvent, Subscriber, Subscription
from newsletter.operations import subscribe_member, unsubscribe
from tests.newsletter import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(learner: User) -> EmailChanged:
    return EmailChanged(user_id=learner.pk, old="lena@example.org", new="lena@new.example")


def test_the_newsletter_goes_to_the_new_address(learner: User, moved: EmailChanged, now: datetime) -> None:
    subscribe_member(user=learner, now=now)
    announce(moved)
    assert builders.readers() == ["lena@new.example"]
    event = ConsentEvent.objects.latest("pk")
    assert (event.change, event.email, event.by) == ("moved", "lena@new.example", learner)


def test_what_was_chosen_goes_along(learner: User, moved: EmailChanged, now: datetime) -> None:
    subscribe_member(user=learner, now=now)
    Subscription.objects.update(cadence="monthly", paused_until=now + timedelta(days=9))
    announce(moved)
    there = builders.subscription_of("lena@new.example")
    assert (there.cadence, there.paused_until) == ("monthly", now + timedelta(days=9))


def test_one_who_does_not_read_stays_so(moved: EmailChanged) -> None:
    announce(moved)
    assert not Subscriber.objects.exists()


def test_what_waits_for_confirmation_stays_with_the_mailbox_that_was_asked(
    moved: EmailChanged, now: datetime
) -> None:
    asked = builders.asked("lena@example.org", now=now)
    announce(moved)
    asked.refresh_from_db()
    assert asked.state == SubscriptionState.PENDING
    assert builders.readers() == []


def test_an_address_that_reads_already_does_not_read_twice(
    learner: User, moved: EmailChanged, now: datetime
) -> None:
    subscribe_member(user=learner, now=now)
    builders.reader("lena@new.example", now=now)
    announce(moved)
    assert builders.readers() == ["lena@new.example"]
    assert Subscriber.objects.get(email="lena@new.example").user == learner


def test_an_address_that_left_stays_away(learner: User, moved: EmailChanged, now: datetime) -> None:
    subscribe_member(user=learner, now=now)
    gone = builders.reader("lena@new.example", now=now)
    unsubscribe(subscription=gone, method=ConsentEvent.Method.LINK, now=now)
    announce(moved)
    assert builders.readers() == []


def test_another_spelling_of_the_same_mailbox_is_no_move(learner: User, now: datetime) -> None:
    subscribe_member(user=learner, now=now)
    announce(EmailChanged(user_id=learner.pk, old="lena@example.org", new="Lena@Example.org"))
    assert builders.readers() == ["lena@example.org"]
