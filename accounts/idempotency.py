"""A request that comes again under its key gets the first answer, for any act.

    claim = claim_key(actor=learner, act="book_session", key=key, request=[…], now=now)
    if claim.answer is not None:
        return Booking.objects.get(pk=claim.answer)
    …
    claim.store(booking.pk)

Call it inside the transaction of the act: the claim is undone with the act, so a refusal is not remembered,
and the same request sent at the same instant waits until the first one is committed or undone.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import IdempotencyKey, User
from core.db import insert_new
from core.refusals import Refusal

KEPT_FOR = timedelta(days=7)


class KeyReused(Refusal):
    """`data["answer"]` is what the other request got."""

    code = "key_reused"
    message = _("This idempotency key came with another request before. Send a new key.")


@dataclass(frozen=True, slots=True)
class Claim:
    """The row of a request, None when it has no key. `answer` is None for the first request."""

    row: IdempotencyKey | None
    answer: Any = None

    def store(self, answer: Any) -> None:
        """Keep the answer, which must be JSON-serialisable, for requests to come."""
        if self.row is not None and self.row.answer != answer:
            IdempotencyKey.objects.filter(pk=self.row.pk).update(answer=answer)


def claim_key(*, actor: User, act: str, key: str, request: Any, now: datetime, expected: Any = None) -> Claim:
    """Say that this request is being answered, or find the answer that it got before.

    An empty key claims nothing. `request` is all that makes two requests the same, JSON-serialisable.
    An act that knows already what it will answer if it succeeds says so as `expected`; storing that costs
    nothing then. Raises KeyReused when the key came with another request that has not expired.
    """
    if not key:
        return Claim(None)
    request_hash = salted_hmac(__name__, json.dumps(request), algorithm="sha256").hexdigest()
    fresh = {"request_hash": request_hash, "answer": expected, "expires_at": now + KEPT_FOR}
    row = IdempotencyKey(actor=actor, act=act, key=key, **fresh)
    if inserted := insert_new([row]):
        row.pk = inserted.pop()
        return Claim(row)
    row = IdempotencyKey.objects.get(actor=actor, act=act, key=key)
    if row.expires_at <= now:
        renewed = IdempotencyKey.objects.expired(now).filter(pk=row.pk).update(**fresh)
        row.refresh_from_db()
        if renewed:
            return Claim(row)
    if row.request_hash != request_hash:
        raise KeyReused(answer=row.answer)
    return Claim(row, row.answer)


def delete_expired_keys(*, now: datetime) -> int:
    """How many there were."""
    count, _by_model = IdempotencyKey.objects.expired(now).delete()
    return count
