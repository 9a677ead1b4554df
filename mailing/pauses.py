"""Offering nothing to a mail server for a while: of all mail, to one domain, of one issue."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F

from core.announcements import announce
from mailing.announcements import DeliveryPaused
from mailing.breakers import Tripped
from mailing.models import DeliveryPause
from mailing.transport import Unavailable

log = logging.getLogger(__name__)

PAUSES = (timedelta(seconds=10), timedelta(seconds=20))
"""Until the server is asked again, by failed attempts: it is met within half a minute of its return."""
PAUSE_WHEN_OURS = timedelta(minutes=15)
PAUSE_OF_DOMAIN = timedelta(hours=1)


@transaction.atomic
def pause_delivery(
    *,
    scope: DeliveryPause.Scope,
    target: str = "",
    reason: str,
    until: datetime | None,
    now: datetime,
    by: AbstractBaseUser | None = None,
    cause: DeliveryPause.Cause = DeliveryPause.Cause.BY_HAND,
) -> DeliveryPause:
    """Offer nothing in this scope to a mail server until then, or until `resume_delivery`.

    `target` is a canonical domain, or what an issue's letters are about. What is being sent at this very
    moment still goes out. An ongoing pause of the same scope gets the new reason and end.
    """
    pause, is_new = DeliveryPause.objects.select_for_update().get_or_create(
        scope=scope,
        target=target,
        ended_at=None,
        defaults={
            "began_at": now,
            "until": until,
            "reason": reason,
            "cause": cause,
            "by_id": None if by is None else by.pk,
        },
    )
    if not is_new:
        pause.until, pause.reason, pause.cause = until, reason, cause
        pause.save(update_fields=["until", "reason", "cause"])
    elif cause != DeliveryPause.Cause.BY_HAND:
        announce(DeliveryPaused(scope=scope, target=target, at=now))
    return pause


def pause_transport(unavailable: Unavailable, *, now: datetime) -> DeliveryPause:
    """Offer nothing to the mail server for a while: shortly, or for long when staff must act."""
    cause = DeliveryPause.Cause.REFUSES_US if unavailable.is_our_fault else DeliveryPause.Cause.AWAY
    ongoing, is_new = DeliveryPause.objects.get_or_create(
        scope=DeliveryPause.Scope.TRANSPORT,
        target="",
        ended_at=None,
        defaults={"began_at": now, "until": now, "reason": str(unavailable), "cause": cause},
    )
    wait = PAUSE_WHEN_OURS if unavailable.is_our_fault else PAUSES[min(ongoing.failures, len(PAUSES) - 1)]
    DeliveryPause.objects.filter(pk=ongoing.pk).update(
        until=now + wait, reason=str(unavailable), cause=cause, failures=F("failures") + 1
    )
    if is_new:
        log.error("The mail server takes nothing from us; delivery pauses: %s", unavailable)
    return ongoing


def pause_tripped(tripped: Tripped, reason: str, *, now: datetime) -> None:
    """Pause a domain for an hour, or an issue until its author says so."""
    until = now + PAUSE_OF_DOMAIN if tripped.scope == DeliveryPause.Scope.DOMAIN else None
    pause_delivery(
        scope=tripped.scope, target=tripped.target, reason=reason, cause=tripped.cause, until=until, now=now
    )


def end_pauses(*, now: datetime) -> None:
    """Of domains and issues whose time is over. All mail's ends with the next accepted letter."""
    over = DeliveryPause.objects.ongoing().exclude(scope=DeliveryPause.Scope.TRANSPORT).filter(until__lte=now)
    over.update(ended_at=F("until"))
