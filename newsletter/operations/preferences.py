"""What a reader decides about the newsletter without an account: how often, a pause, another address."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.mailboxes import canonical
from core.refusals import Refusal
from mailing.models import LetterKind
from mailing.operations import owe
from newsletter.digests import SENT_FROM, Cadence
from newsletter.models import AddressChange, ConsentEvent, Subscriber, Subscription
from newsletter.operations.subscriptions import Change, log_consent, move_subscriptions, subscribe

LONGEST_PAUSE = timedelta(days=366)


class NotSubscribed(Refusal):
    code = "not_subscribed"
    message = _("You are not subscribed any more. Subscribe again first.")


class PauseOutOfRange(Refusal):
    code = "pause_out_of_range"
    message = _("A pause ends in the future, within a year. To stop for longer, unsubscribe.")


class SameAddress(Refusal):
    code = "same_address"
    message = _("The newsletter goes to this address already.")


class AddressOfAccount(Refusal):
    code = "address_of_account"
    message = _(
        "This is the address of your account. Change it in your settings, and the newsletter follows."
    )


class ChangeIsOver(Refusal):
    code = "address_change_over"
    message = _("Since you asked for it, the newsletter has moved or ended. Nothing was changed.")


@transaction.atomic
def choose_delivery(
    *, subscription: Subscription, cadence: Cadence, paused_until: datetime | None, now: datetime
) -> Subscription:
    """Have issues come one by one, or in a digest, and none before `paused_until`.

    What has waited so far comes in one letter: in the next digest, or within minutes for whoever wants each
    issue from now on. Raises NotSubscribed or PauseOutOfRange.
    """
    if paused_until is not None and not now < paused_until <= now + LONGEST_PAUSE:
        raise PauseOutOfRange
    subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if not subscription.is_confirmed:
        raise NotSubscribed
    subscription.cadence, subscription.paused_until = cadence, paused_until
    subscription.save(update_fields=["cadence", "paused_until"])
    return subscription


@transaction.atomic
def share_progress(
    *,
    subscription: Subscription,
    is_shared: bool,
    method: ConsentEvent.Method,
    now: datetime,
    by: User | None = None,
) -> Subscription:
    """Let the newsletter use what its reader has read and where they are on their roadmap, or no longer.

    It holds from the next letter on that is composed; the words they agreed to are kept. Raises
    NotSubscribed.
    """
    found = Subscription.objects.select_related("subscriber").select_for_update(of=("self",))
    subscription = found.get(pk=subscription.pk)
    if not subscription.is_confirmed:
        raise NotSubscribed
    if subscription.uses_progress != is_shared:
        subscription.uses_progress = is_shared
        subscription.save(update_fields=["uses_progress"])
        change = Change.PROGRESS_SHARED if is_shared else Change.PROGRESS_KEPT
        log_consent(subscription, change, method=method, at=now, by=by)
    return subscription


def morning_of(day: date, zone: ZoneInfo) -> datetime:
    """When a pause until this day is over: the hour at which digests are sent, where the reader lives."""
    return datetime.combine(day, SENT_FROM, tzinfo=zone)


@transaction.atomic
def ask_for_other_address(*, subscriber: Subscriber, email: str, now: datetime) -> None:
    """Send a letter to the new address that asks its owner; until they say yes, nothing changes.

    Any address gets at most one an hour. Raises NotSubscribed, SameAddress or AddressOfAccount, and
    ValidationError when it is no address.
    """
    address = canonical(email)
    if subscriber.user_id is not None:
        raise AddressOfAccount
    if address == subscriber.email:
        raise SameAddress
    if not subscriber.subscriptions.confirmed().exists():
        raise NotSubscribed
    change = AddressChange.objects.create(subscriber=subscriber, email=email.strip(), asked_at=now)
    owe(
        key=f"newsletter-move:{subscriber.pk}:{address}:{now:%Y-%m-%dT%H}",
        kind=LetterKind.TRANSACTIONAL,
        template="newsletter.move",
        to=address,
        due_at=now,
        language=subscriber.language,
        context={"change": str(change.pk)},
        about=f"subscriber:{subscriber.pk}",
    )


@transaction.atomic
def confirm_other_address(*, change: AddressChange, now: datetime) -> AddressChange:
    """The owner of the new mailbox says yes: what the old one reads goes there. May be repeated.

    The old address is told. Raises ChangeIsOver when nothing is left to move.
    """
    found = AddressChange.objects.select_related("subscriber").select_for_update(of=("self",))
    change = found.get(pk=change.pk)
    if change.confirmed_at is not None:
        return change
    left = change.subscriber
    if left.user_id is not None or not left.subscriptions.confirmed().exists():
        raise ChangeIsOver
    move_subscriptions(left=left, new=change.email, method=ConsentEvent.Method.LINK, now=now, was_asked=True)
    change.confirmed_at = now
    change.save(update_fields=["confirmed_at"])
    owe(
        key=f"newsletter-moved:{change.pk}",
        kind=LetterKind.TRANSACTIONAL,
        template="newsletter.moved",
        to=left.email,
        due_at=now,
        language=left.language,
        context={"change": str(change.pk)},
        about=f"subscriber:{left.pk}",
    )
    return change


@transaction.atomic
def send_preferences_link(*, subscriber: Subscriber, now: datetime) -> None:
    """Send a fresh link to the reader's own mailbox, at most once an hour."""
    owe(
        key=f"newsletter-preferences:{subscriber.pk}:{now:%Y-%m-%dT%H}",
        kind=LetterKind.TRANSACTIONAL,
        template="newsletter.preferences",
        to=subscriber.email,
        due_at=now,
        recipient=subscriber.user,
        language=subscriber.language,
        context={"subscriber": str(subscriber.pk)},
        about=f"subscriber:{subscriber.pk}",
    )


def ask_to_confirm_again(*, subscription: Subscription, now: datetime) -> None:
    """Send a fresh link to one whose link to confirm is too old; to a reader the one to their settings."""
    reader = subscription.subscriber
    if subscription.is_confirmed and not subscription.is_suppressed(now):
        send_preferences_link(subscriber=reader, now=now)
        return
    subscribe(
        email=str(reader),
        method=ConsentEvent.Method.LINK,
        now=now,
        topic=subscription.topic,
        language=reader.language,
    )
