"""Readers of the newsletter, made by the app's own operations."""

from datetime import datetime

from newsletter.models import ConsentEvent, Subscriber
from newsletter.operations import confirm_subscription, subscribe


def reader(email: str, *, now: datetime) -> Subscriber:
    """A confirmed subscriber, by the way that strangers take."""
    subscribe(email=email, how=ConsentEvent.How.FORM, now=now)
    subscriber = Subscriber.objects.get(email=email.lower())
    return confirm_subscription(subscriber=subscriber, how=ConsentEvent.How.LINK, now=now)
