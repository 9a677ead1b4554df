"""What people do with webhooks, and what is owed when something happens to a session."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.encryption import encrypt
from accounts.models import User
from core.db import select_planned
from core.http import absolute
from core.outgoing import check_url
from core.refusals import Refusal
from core.uuid7 import uuid7
from mentoring.announcements import BookingChanged
from mentoring.lifecycle import BookingEventKind
from mentoring.models import Booking
from webhooks import delivery as deliveries
from webhooks.models import Delivery, Endpoint, EventType
from webhooks.signing import make_secret
from webhooks.tasks import nudge_after_commit

MOST_ENDPOINTS = 5
BOTH_SECRETS_FOR = timedelta(hours=24)
LOG_FOR = timedelta(days=30)

EVENTS: Mapping[BookingEventKind, Sequence[EventType]] = {
    BookingEventKind.REQUESTED: [EventType.CREATED],
    BookingEventKind.BOOKED: [EventType.CONFIRMED],
    BookingEventKind.MOVED: [EventType.RESCHEDULED],
    BookingEventKind.JOINED: [EventType.JOINED],
    BookingEventKind.LEFT: [EventType.LEFT],
    BookingEventKind.DECLINED: [EventType.CANCELLED],
    BookingEventKind.CANCELLED: [EventType.CANCELLED],
    BookingEventKind.EXPIRED: [EventType.CANCELLED],
    BookingEventKind.COMPLETED: [EventType.COMPLETED],
    BookingEventKind.NO_SHOW: [EventType.NO_SHOW],
}


# Of a group: for the learner whose seat it is the session begins or ends, whoever stays in it.
OWN_SEAT: Mapping[BookingEventKind, Sequence[EventType]] = {
    BookingEventKind.JOINED: [EventType.CREATED, EventType.CONFIRMED],
    BookingEventKind.LEFT: [EventType.CANCELLED],
}


class TooManyEndpoints(Refusal):
    code = "too_many_endpoints"
    message = _("You have as many webhooks as there can be. Remove one first.")


class EndpointPaused(Refusal):
    code = "endpoint_paused"
    message = _("It is paused, so nothing would arrive. Have it sent to again first.")


@transaction.atomic
def add_endpoint(*, person: User, name: str, url: str) -> tuple[Endpoint, str]:
    """The endpoint, and its secret, which is shown this once. Raises AddressNotAllowed, TooManyEndpoints."""
    check_url(url)
    User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    if person.webhook_endpoints.count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints
    secret = make_secret()
    endpoint = Endpoint.objects.create(
        person=person, name=name, encrypted_url=encrypt(url), encrypted_secret=encrypt(secret)
    )
    return endpoint, secret


@transaction.atomic
def rotate_secret(*, endpoint: Endpoint, now: datetime) -> str:
    """A new secret, shown this once. For a day the old one signs as well."""
    locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    secret = make_secret()
    locked.encrypted_old_secret, locked.encrypted_secret = locked.encrypted_secret, encrypt(secret)
    locked.old_secret_until = now + BOTH_SECRETS_FOR
    locked.save(update_fields=["encrypted_old_secret", "encrypted_secret", "old_secret_until"])
    return secret


@transaction.atomic
def resume_endpoint(*, endpoint: Endpoint) -> None:
    """Send again, what is still owed first."""
    Endpoint.objects.filter(pk=endpoint.pk).update(paused_at=None, failing_since=None)
    nudge_after_commit()


def remove_endpoint(*, endpoint: Endpoint) -> None:
    """With its log, and what is still owed to it."""
    endpoint.delete()


@transaction.atomic
def send_ping(*, endpoint: Endpoint, now: datetime) -> Delivery:
    """Something to try a program with. Raises EndpointPaused."""
    _check_not_paused(endpoint)
    key = uuid7()
    payload = {"type": EventType.PING, "timestamp": now.isoformat(), "data": {}}
    ping = Delivery.objects.create(
        endpoint=endpoint,
        person_id=endpoint.person_id,
        key=f"ping:{key}",
        event=EventType.PING,
        payload=payload,
        due_at=now,
        created_at=now,
    )
    nudge_after_commit()
    return ping


@transaction.atomic
def resend(*, delivery: Delivery, now: datetime) -> None:
    """Once more, under the same id. Raises EndpointPaused."""
    _check_not_paused(delivery.endpoint)
    deliveries.resend(delivery, now=now)
    nudge_after_commit()


def _check_not_paused(endpoint: Endpoint) -> None:
    if endpoint.paused_at:
        raise EndpointPaused


# As `Endpoint.objects.listening()`; by hand, as it runs at every change of a session.
LISTENING = """
SELECT endpoint.id, endpoint.person_id
FROM webhooks_endpoint AS endpoint JOIN accounts_user AS person ON person.id = endpoint.person_id
WHERE endpoint.person_id = ANY(%(people)s::bigint[]) AND endpoint.paused_at IS NULL AND person.is_active
ORDER BY endpoint.id
"""


def owe_of_booking(event: BookingChanged) -> None:
    """What the endpoints of its people hear of it, in the transaction of the act.

    Who joins a group or leaves it is told to the mentor, and to that learner as of any session; not to the
    others, who don't know of each other.
    """
    concerned = [event.mentor_id, event.seat_of_id] if event.kind in OWN_SEAT else list(event.person_ids)
    owed = [
        Delivery(
            endpoint_id=endpoint_id,
            person_id=person_id,
            key=f"{event.event_id}:{kind}",
            event=kind,
            payload=_build_payload(kind, event),
            due_at=event.at,
            created_at=event.at,
        )
        for endpoint_id, person_id in select_planned(LISTENING, people=concerned)
        for kind in _kinds_for(person_id, event)
    ]
    if owed:
        Delivery.objects.bulk_create(owed, ignore_conflicts=True)
        nudge_after_commit()


def _kinds_for(person_id: int, event: BookingChanged) -> Sequence[EventType]:
    if event.kind in OWN_SEAT and person_id == event.seat_of_id:
        return OWN_SEAT[event.kind]
    kinds = EVENTS.get(event.kind, ())
    if event.kind == BookingEventKind.BOOKED and event.old_starts_at is None:
        return [EventType.CREATED, *kinds]  # booked at once, without a request before
    return kinds


def _build_payload(kind: EventType, event: BookingChanged) -> dict[str, object]:
    """Thin: whoever may read more reads it at the API."""
    return {
        "type": kind.value,
        "timestamp": event.at.isoformat(),
        "data": {
            "id": str(event.booking_id),
            "url": absolute(reverse("booking-detail", args=[event.booking_id])),
            "page": absolute(Booking(pk=event.booking_id).get_absolute_url()),
        },
    }


def delete_old_deliveries(*, now: datetime) -> None:
    Delivery.objects.filter(created_at__lt=now - LOG_FOR).delete()
