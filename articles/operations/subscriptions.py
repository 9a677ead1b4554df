"""Subscribing: nobody gets a newsletter who did not ask for it from their own mailbox."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.announcements import EmailChanged
from accounts.models import User
from articles.models import ConsentEvent, Subscriber
from core.refusals import Refusal
from mailing.models import LetterKind
from mailing.operations import owe

What, How, State = ConsentEvent.What, ConsentEvent.How, Subscriber.State

# The words on the form that people agree to. New words, new version: the log keeps which they read.
WORDING = "2026-11"


class NotAsked(Refusal):
    code = "subscription_not_asked"
    message = _("This address has unsubscribed since. Ask for the newsletter again if you want it.")


@transaction.atomic
def subscribe(
    *, email: str, how: ConsentEvent.How, now: datetime, zone: ZoneInfo | None = None, locale: str = ""
) -> None:
    """Somebody typed this address: send it a letter that asks whether they meant it.

    Returns nothing on purpose. What happens is the same to see whether the address is new, waiting
    or already a reader's, so nobody can find out who reads. A reader gets no letter, and any
    address at most one an hour.
    """
    subscriber, _created = Subscriber.objects.select_for_update().get_or_create(
        email=email.strip().lower(),
        defaults={"zone": zone or ZoneInfo("UTC"), "locale": locale or "en-gb", "created_at": now},
    )
    if subscriber.is_confirmed:
        return
    _move(subscriber, State.PENDING)
    _log(subscriber, What.ASKED, how=how, at=now)
    owe(
        key=f"subscription:{subscriber.pk}:confirmation:{now:%Y-%m-%dT%H}",
        kind=LetterKind.TRANSACTIONAL,
        template="articles.confirmation",
        to=subscriber.email,
        due_at=now,
        recipient=subscriber.user,
        context={"subscriber": subscriber.pk},
        about=f"subscription:{subscriber.pk}",
    )


@transaction.atomic
def subscribe_member(*, user: User, how: ConsentEvent.How = How.MEMBER, now: datetime) -> Subscriber:
    """A signed-in person subscribes their own, verified address: no letter has to prove it again."""
    subscriber = Subscriber.objects.select_for_update().of(user).order_by("user").first()
    if subscriber is None:
        subscriber, _created = Subscriber.objects.get_or_create(
            email=user.email, defaults={"created_at": now}
        )
    subscriber.user, subscriber.zone, subscriber.locale = user, user.zone, user.locale
    if subscriber.is_confirmed:
        subscriber.save(update_fields=["user", "zone", "locale"])
        return subscriber
    subscriber.state, subscriber.confirmed_at, subscriber.moved_to = State.CONFIRMED, now, None
    subscriber.save()
    _log(subscriber, What.CONFIRMED, how=how, at=now, by=user)
    return subscriber


@transaction.atomic
def confirm_subscription(*, subscriber: Subscriber, how: ConsentEvent.How, now: datetime) -> Subscriber:
    """The owner of the mailbox says yes. A second time changes nothing."""
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if subscriber.is_confirmed:
        return subscriber
    if subscriber.state != State.PENDING:
        raise NotAsked
    subscriber.confirmed_at = now
    _move(subscriber, State.CONFIRMED)
    _log(subscriber, What.CONFIRMED, how=how, at=now)
    return subscriber


@transaction.atomic
def unsubscribe(
    *, subscriber: Subscriber, how: ConsentEvent.How, now: datetime, by: User | None = None
) -> Subscriber:
    """No more newsletters, at once: letters on their way are dropped when they are built.

    An old letter's link, too: a subscription that has taken over from this one ends with it.
    """
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if subscriber.state != State.UNSUBSCRIBED:
        _move(subscriber, State.UNSUBSCRIBED)
        _log(subscriber, What.UNSUBSCRIBED, how=how, at=now, by=by)
    elif subscriber.moved_to:
        unsubscribe(subscriber=subscriber.moved_to, how=how, now=now, by=by)
    return subscriber


@transaction.atomic
def follow_address(event: EmailChanged, *, now: datetime) -> None:
    """Somebody's account has a new, verified address: their subscription goes along.

    When the new address has a row of its own, that one is theirs now. It takes over a
    confirmation, but never undoes that somebody unsubscribed it. Letters that are owed to the old
    address are sent on, by `articles.letters`.
    """
    user = User.objects.get(pk=event.user_id)
    mine = Subscriber.objects.select_for_update()
    old = mine.filter(user=user).first() or mine.filter(user=None, email=event.old.lower()).first()
    if old is None or old.email == event.new.lower():
        return
    new = mine.filter(email=event.new.lower()).first()
    if new is None:
        old.email, old.user = event.new.lower(), user
        old.save(update_fields=["email", "user"])
        _log(old, What.MOVED, how=How.MEMBER, at=now, by=user)
        return
    was_confirmed = old.is_confirmed
    Subscriber.objects.filter(pk=old.pk).update(user=None)
    unsubscribe(subscriber=old, how=How.MEMBER, now=now, by=user)
    new.user = user
    new.save(update_fields=["user"])
    if not was_confirmed:
        return
    if not (new.is_confirmed or new.has_left):
        new.confirmed_at = now
        _move(new, State.CONFIRMED)
        _log(new, What.CONFIRMED, how=How.MEMBER, at=now, by=user)
    Subscriber.objects.filter(Q(pk=old.pk) | Q(moved_to=old)).exclude(pk=new.pk).update(moved_to=new)


def _move(subscriber: Subscriber, state: Subscriber.State) -> None:
    subscriber.state, subscriber.moved_to = state, None
    subscriber.save(update_fields=["state", "confirmed_at", "moved_to"])


def _log(
    subscriber: Subscriber,
    what: ConsentEvent.What,
    *,
    how: ConsentEvent.How,
    at: datetime,
    by: User | None = None,
) -> None:
    ConsentEvent.objects.create(
        subscriber=subscriber, email=subscriber.email, what=what, how=how, at=at, by=by, wording=WORDING
    )
