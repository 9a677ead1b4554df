"""Subscribing: nobody gets a newsletter who did not ask for it from their own mailbox."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.announcements import EmailChanged
from accounts.models import User
from core.mailboxes import canonical
from core.refusals import Refusal
from mailing.models import Letter, LetterKind
from mailing.operations import lift_suppression, owe
from newsletter.lifecycle import SubscriptionState
from newsletter.models import (
    DEFAULT_TOPIC,
    ConsentEvent,
    HeldIssue,
    Subscriber,
    Subscription,
    Topic,
    subscriber_id,
)
from newsletter.operations.lead_magnets import owe_welcome
from newsletter.operations.readings import give_readings_to_account
from newsletter.wording import progress_words, words_shown

Change, Method = ConsentEvent.Change, ConsentEvent.Method


class NotAsked(Refusal):
    code = "subscription_not_asked"
    message = _("This address has unsubscribed since. Ask for the newsletter again if you want it.")


def default_topic() -> Topic:
    """The topic that people subscribe to who choose none; made when it is first needed."""
    topic, _created = Topic.objects.get_or_create(
        slug=DEFAULT_TOPIC, defaults={"name": "Articles", "description": "One article at a time."}
    )
    return topic


@transaction.atomic
def subscribe(
    *,
    email: str,
    method: ConsentEvent.Method,
    now: datetime,
    topic: Topic | None = None,
    zone: ZoneInfo | None = None,
    language: str = "",
) -> None:
    """Somebody typed this address: send it a letter that asks whether they meant it.

    Returns nothing on purpose. What happens is the same to see whether the address is new, waiting
    or already a reader's, so nobody can find out who reads. A reader gets no letter, unless we have
    stopped writing to them; any address gets at most one an hour. `language` is the language of
    the page, which the letter speaks. Raises ValidationError when it is no address.
    """
    subscription = _lock_subscription(email, topic or default_topic(), now=now, zone=zone, language=language)
    if subscription.is_confirmed:
        if subscription.is_suppressed(now):
            _owe_confirmation(subscription, now=now)
        return
    subscription.state, subscription.moved_to = SubscriptionState.PENDING, None
    subscription.save(update_fields=["state", "moved_to"])
    if language:
        subscription.subscriber.language = language
        subscription.subscriber.save(update_fields=["language"])
    log_consent(subscription, Change.ASKED, method=method, at=now)
    _owe_confirmation(subscription, now=now)


@transaction.atomic
def subscribe_member(
    *, user: User, now: datetime, topic: Topic | None = None, method: ConsentEvent.Method = Method.MEMBER
) -> Subscription:
    """A signed-in person subscribes their own, verified address: no letter has to prove it again."""
    subscription = _lock_subscription(user.email, topic or default_topic(), now=now)
    subscriber = subscription.subscriber
    subscriber.user, subscriber.zone, subscriber.language = user, user.zone, user.language
    subscriber.save(update_fields=["user", "zone", "language"])
    give_readings_to_account(subscriber=subscriber, user=user)
    lift_suppression(addresses=[subscriber.email], now=now, is_by_reader=True)
    if not subscription.is_confirmed:
        _mark_confirmed(subscription, Change.CONFIRMED, method=method, at=now, by=user)
    return subscription


@transaction.atomic
def confirm_subscription(
    *, subscription: Subscription, method: ConsentEvent.Method, now: datetime
) -> Subscription:
    """The owner of the mailbox says yes: whatever kept us from writing to it is over. May be repeated."""
    found = Subscription.objects.select_related("subscriber").select_for_update(of=("self",))
    subscription = found.get(pk=subscription.pk)
    if subscription.state in {SubscriptionState.PENDING, SubscriptionState.CONFIRMED}:
        lift_suppression(addresses=[subscription.subscriber.email], now=now, is_by_reader=True)
    if subscription.is_confirmed:
        return subscription
    if subscription.state != SubscriptionState.PENDING:
        raise NotAsked
    _mark_confirmed(subscription, Change.CONFIRMED, method=method, at=now)
    return subscription


@transaction.atomic
def unsubscribe(
    *, subscription: Subscription, method: ConsentEvent.Method, now: datetime, by: User | None = None
) -> Subscription:
    """No more newsletters, at once: letters on their way are dropped when they are built.

    An old letter's link, too: a subscription that has taken over from this one ends with it.
    """
    subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if subscription.moved_to:
        unsubscribe(subscription=subscription.moved_to, method=method, now=now, by=by)
    if subscription.state != SubscriptionState.UNSUBSCRIBED:
        subscription.state, subscription.moved_to = SubscriptionState.UNSUBSCRIBED, None
        subscription.paused_until, subscription.uses_progress = None, False
        subscription.save(update_fields=["state", "moved_to", "paused_until", "uses_progress"])
        subscription.held_issues.filter(digest=None).delete()
        log_consent(subscription, Change.UNSUBSCRIBED, method=method, at=now, by=by)
    return subscription


@transaction.atomic
def follow_address(event: EmailChanged, *, now: datetime) -> None:
    """Somebody's account has a new, verified address: their subscriptions go along."""
    old, new = canonical(event.old), canonical(event.new)
    user = User.objects.get(pk=event.user_id)
    left = Subscriber.objects.filter(pk=subscriber_id(old)).first()
    if old == new or left is None or left.user_id not in {None, user.pk}:
        return
    move_subscriptions(left=left, new=new, method=Method.MEMBER, now=now, by=user)
    Subscriber.objects.filter(pk=left.pk).update(user=None)
    Subscriber.objects.filter(pk=subscriber_id(new)).update(user=user)


@transaction.atomic
def move_subscriptions(
    *,
    left: Subscriber,
    new: str,
    method: ConsentEvent.Method,
    now: datetime,
    by: User | None = None,
    was_asked: bool = False,
) -> None:
    """The mailbox at the new address takes over what was confirmed at the old one.

    But never what it has unsubscribed from itself, unless its owner `was_asked` just now. Letters that are
    owed to the old address are sent on, by `newsletter.letters`; issues that wait for a digest wait there.
    """
    both = Subscriber.objects.filter(pk__in=[left.pk, subscriber_id(canonical(new))])
    list(both.select_for_update().order_by("pk"))
    taken_over = {SubscriptionState.PENDING, SubscriptionState.MOVED}
    if was_asked:
        taken_over.add(SubscriptionState.UNSUBSCRIBED)
    for subscription in left.subscriptions.confirmed().select_for_update().order_by("topic"):
        successor = _lock_subscription(
            new, subscription.topic, now=now, zone=left.zone, language=left.language
        )
        if successor.state in taken_over:
            successor.cadence, successor.paused_until = subscription.cadence, subscription.paused_until
            successor.uses_progress = subscription.uses_progress
            _mark_confirmed(successor, Change.MOVED, method=method, at=now, by=by)
        subscription.state, subscription.moved_to = SubscriptionState.MOVED, successor
        subscription.uses_progress = False
        subscription.save(update_fields=["state", "moved_to", "uses_progress"])
        subscription.moved_from.update(moved_to=successor)
        _move_held_issues(subscription, successor)


def _move_held_issues(subscription: Subscription, successor: Subscription) -> None:
    """What waits for a digest waits for the successor's, but for what that mailbox is or was sent anyhow."""
    waiting = subscription.held_issues.filter(digest=None)
    there = HeldIssue.objects.filter(subscriber=successor.subscriber_id).values("issue")
    waiting.filter(issue__in=there).delete()
    sent = Letter.objects.with_keys(
        held.issue.key_of(successor.subscriber_id) for held in waiting.select_related("issue")
    )
    for about in sent.values_list("about", flat=True):
        waiting.filter(issue=int(about.removeprefix("issue:"))).delete()
    waiting.update(subscription=successor, subscriber=successor.subscriber_id)


def _owe_confirmation(subscription: Subscription, *, now: datetime) -> None:
    owe(
        key=f"{subscription.about}:confirmation:{now:%Y-%m-%dT%H}",
        kind=LetterKind.TRANSACTIONAL,
        template="newsletter.confirmation",
        to=subscription.subscriber.email,
        due_at=now,
        recipient=subscription.subscriber.user,
        language=subscription.subscriber.language,
        context={"subscription": str(subscription.pk)},
        about=subscription.about,
    )


def _lock_subscription(
    email: str, topic: Topic, *, now: datetime, zone: ZoneInfo | None = None, language: str = ""
) -> Subscription:
    """The mailbox's subscription to the topic, made where there is none; nobody else changes it meanwhile."""
    address, typed = canonical(email), email.strip()
    subscriber, _created = Subscriber.objects.get_or_create(
        pk=subscriber_id(address),
        defaults={
            "email": address,
            "typed_email": typed if typed != address else "",
            "zone": zone or ZoneInfo("UTC"),
            "language": language or settings.LANGUAGE_CODE,
            "created_at": now,
        },
    )
    subscription, _created = Subscription.objects.select_for_update().get_or_create(
        subscriber=subscriber, topic=topic, defaults={"created_at": now}
    )
    subscription.subscriber = subscriber
    return subscription


def _mark_confirmed(
    subscription: Subscription,
    change: ConsentEvent.Change,
    *,
    method: ConsentEvent.Method,
    at: datetime,
    by: User | None = None,
) -> None:
    subscription.state, subscription.confirmed_at = SubscriptionState.CONFIRMED, at
    subscription.moved_to = None
    subscription.save()
    log_consent(subscription, change, method=method, at=at, by=by)
    if change == Change.CONFIRMED:
        owe_welcome(subscription=subscription, now=at)


def log_consent(
    subscription: Subscription,
    change: ConsentEvent.Change,
    *,
    method: ConsentEvent.Method,
    at: datetime,
    by: User | None = None,
) -> None:
    """Who leaves, moves or takes something back agrees to nothing, so no words are stored."""
    subscriber = subscription.subscriber
    words = ""
    if change in {Change.ASKED, Change.CONFIRMED}:
        words = words_shown(method, email=str(subscriber))
    elif change == Change.PROGRESS_SHARED:
        words = progress_words(method)
    ConsentEvent.objects.create(
        subscriber=subscriber,
        email=subscriber.email,
        topic_id=subscription.topic_id,
        change=change,
        method=method,
        at=at,
        by=by,
        words=words,
    )
