"""Sending what is owed to endpoints: at least once, in no order, again for a day when it fails.

A worker claims one delivery, commits that, sends it, and commits what came of it. If it dies in between, the
lease runs out and another one sends it again under the same id, by which receivers know it.
"""

import json
import time
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.outgoing import OutgoingRefused, fetch
from notices.operations import tell
from webhooks.models import Delivery, DeliveryState, Endpoint
from webhooks.notice_kinds import ENDPOINT_PAUSED
from webhooks.signing import sign_headers

LEASE = timedelta(seconds=60)
MOST_SECONDS = 5.0
MOST_BYTES = 64 * 1024  # of an answer, which nobody is shown
A_TURN = 60.0  # seconds
# The first try is at once; the last one is a day later.
WAITS = tuple(timedelta(minutes=each) for each in (1, 10, 60, 180, 420, 770))
FAILING_FOR = timedelta(days=3)  # then an endpoint is paused, and its owner is told
GONE = 410  # the endpoint wants nothing any more


def deliver_due() -> None:
    """Until nothing is due, or for one turn. Any number of workers may do so at once."""
    until = time.monotonic() + A_TURN
    while time.monotonic() < until and (delivery := claim(now=timezone.now())):
        send(delivery, now=timezone.now())


@transaction.atomic(durable=True)
def claim(*, now: datetime) -> Delivery | None:
    """The oldest that is due, for this worker alone until its lease runs out."""
    found = (
        Delivery.objects.due(now)
        .select_related("endpoint", "person")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("due_at", "pk")
        .first()
    )
    if found:
        found.attempts += 1
        found.leased_until = now + LEASE
        found.save(update_fields=["attempts", "leased_until"])
    return found


def send(delivery: Delivery, *, now: datetime) -> None:
    """Whatever the answer says, only that it is a success matters."""
    status, error = None, ""
    try:
        body = json.dumps(delivery.payload, separators=(",", ":")).encode()
        endpoint = delivery.endpoint
        signed = sign_headers(endpoint.secrets(now), message_id=str(delivery.pk), at=now, body=body)
        answer = fetch(
            endpoint.url,
            method="POST",
            headers={"Content-Type": "application/json", **signed},
            body=body,
            most_bytes=MOST_BYTES,
            seconds=MOST_SECONDS,
        )
        status, error = answer.status, "" if answer.is_success else "not_accepted"
    except OutgoingRefused as refused:
        error = refused.code
    except InvalidTag:
        error = "address_lost"
    record(delivery, status=status, error=error, now=now)


@transaction.atomic
def record(delivery: Delivery, *, status: int | None, error: str, now: datetime) -> None:
    """What came of a try, unless another worker has taken it since."""
    changes = {"leased_until": None, "status": status, "error": error, "tried_at": now}
    mine = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, state=DeliveryState.OWED)
    if not error:
        mine.update(state=DeliveryState.DELIVERED, **changes)
        Endpoint.objects.filter(pk=delivery.endpoint_id).update(failing_since=None)
        return
    if delivery.attempts > len(WAITS):
        taken = mine.update(state=DeliveryState.FAILED, **changes)
    else:
        taken = mine.update(due_at=now + WAITS[delivery.attempts - 1], **changes)
    if taken:
        _note_failure(delivery, is_gone=status == GONE, now=now)


def _note_failure(delivery: Delivery, *, is_gone: bool, now: datetime) -> None:
    """After three days on which nothing got through, pause, and tell the owner once."""
    endpoint = Endpoint.objects.select_for_update().get(pk=delivery.endpoint_id)
    endpoint.failing_since = endpoint.failing_since or now
    if endpoint.paused_at is None and (is_gone or now - endpoint.failing_since >= FAILING_FOR):
        endpoint.paused_at = now
        tell(
            person=delivery.person,
            kind=ENDPOINT_PAUSED,
            about=f"webhook:{endpoint.pk}:{now:%Y-%m-%dT%H:%M:%S}",
            now=now,
            context={"endpoint": endpoint.pk},
        )
    endpoint.save(update_fields=["failing_since", "paused_at"])


def resend(delivery: Delivery, *, now: datetime) -> None:
    """Owe it once more, with all its tries, under the same id."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.OWED, due_at=now, attempts=F("attempts") * 0, leased_until=None, error=""
    )
