"""Readers of the newsletter, made by the app's own operations, and their letters."""

from datetime import datetime

from core.mailboxes import canonical
from mailing.delivery import deliver_due
from mailing.models import Letter, LetterKind
from newsletter.models import ConsentEvent, Subscription, subscriber_id
from newsletter.operations import confirm_subscription, subscribe

Method = ConsentEvent.Method


def subscription_of(email: str) -> Subscription:
    return Subscription.objects.select_related("subscriber").get(subscriber=subscriber_id(canonical(email)))


def asked(email: str, *, now: datetime) -> Subscription:
    """A subscription that waits for its confirmation."""
    subscribe(email=email, method=Method.FORM, now=now)
    return subscription_of(email)


def reader(email: str, *, now: datetime) -> Subscription:
    """A confirmed subscription, by the way that strangers take."""
    return confirm_subscription(subscription=asked(email, now=now), method=Method.LINK, now=now)


def readers() -> list[str]:
    """The addresses of all confirmed subscriptions, sorted."""
    confirmed = Subscription.objects.confirmed().order_by("subscriber__email")
    return list(confirmed.values_list("subscriber__email", flat=True))


def newsletters() -> list[str]:
    """Whom newsletters are or were owed to, sorted."""
    return sorted(Letter.objects.filter(kind=LetterKind.NEWSLETTER).values_list("to", flat=True))


def deliver(now: datetime) -> None:
    deliver_due(clock=lambda: now)
