"""How many readers report newsletters as spam, and when that holds all newsletters.

Gmail and Yahoo ask bulk senders to stay below 0.1 % and never to reach 0.3 % (their sender guidelines of
2024). Above that every further letter makes it worse for all readers, so newsletters wait until staff have
found the cause; codes, confirmations and reminders go on. After staff let them go on, only what comes back
from then on counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Sum

from mailing.lifecycle import BULK_KINDS, LetterState
from mailing.models import DeliveryPause, LetterEvent, SendingDay
from mailing.pauses import pause_delivery

WINDOW = timedelta(days=7)
WARN_ABOVE, HOLD_ABOVE = 0.001, 0.003
FEWEST_TO_WARN, FEWEST_TO_HOLD = 2, 5
"""Complaints, whatever the rate: one may be chance, and fewer than five are no reason to hold anything."""


@dataclass(frozen=True)
class Complaints:
    """Of newsletters and digests, since `since`."""

    number: int
    delivered: int
    since: datetime

    @property
    def rate(self) -> float:
        return self.number / max(self.number, self.delivered, 1)

    @property
    def warns(self) -> bool:
        return self.number >= FEWEST_TO_WARN and self.rate > WARN_ABOVE

    @property
    def holds(self) -> bool:
        return self.number >= FEWEST_TO_HOLD and self.rate > HOLD_ABOVE


def recent_complaints(*, now: datetime) -> Complaints:
    """Of the last seven days, or since staff let newsletters go on. Delivered: sent, and not come back."""
    releases = DeliveryPause.objects.of_bulk().filter(cause=DeliveryPause.Cause.COMPLAINTS)
    released_at = releases.aggregate(at=Max("ended_at"))["at"]
    since = max(now - WINDOW, released_at) if released_at else now - WINDOW
    came_back = LetterEvent.objects.filter(at__gt=since, letter__kind__in=BULK_KINDS)
    sent = SendingDay.objects.filter(on__gte=since.date()).aggregate(sent=Sum("sent"))["sent"] or 0
    return Complaints(
        number=came_back.filter(state=LetterState.COMPLAINED).count(),
        delivered=sent - came_back.filter(state=LetterState.BOUNCED).count(),
        since=since,
    )


def hold_if_too_many(*, now: datetime) -> DeliveryPause | None:
    """Hold all newsletters if too many readers complain; the pause that began with this, if one did."""
    if DeliveryPause.objects.ongoing().of_bulk().exists():
        return None
    complaints = recent_complaints(now=now)
    if not complaints.holds:
        return None
    return pause_delivery(
        scope=DeliveryPause.Scope.BULK,
        reason=f"{complaints.number} / {complaints.delivered} = {complaints.rate:.2%}",
        cause=DeliveryPause.Cause.COMPLAINTS,
        until=None,
        now=now,
    )
