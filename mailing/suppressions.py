"""Which addresses are not written to, and how one comes among them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from mailing.buckets import bucket_of
from mailing.lifecycle import BULK_KINDS, LetterKind, LetterState
from mailing.models import Letter, Suppression
from mailing.models.suppressions import expiry_of
from mailing.replies import Cause

REFUSALS_THAT_TELL = 3
REFUSED = {LetterState.FAILED, LetterState.BOUNCED}
ANSWERED = (LetterState.SENT, LetterState.DELIVERED, LetterState.FAILED, LetterState.BOUNCED)


def suppressed_among(letters: Sequence[Letter], *, now: datetime) -> set[UUID]:
    """The pks of the letters that may not go out. One query, or none when all are essential."""
    candidates = [letter for letter in letters if letter.kind_of_letter.is_unsubscribable]
    if not candidates:
        return set()
    found = Suppression.objects.of(letter.to for letter in candidates).in_force(now)
    refused = set(found.values_list("address", "kind"))
    return {letter.pk for letter in candidates if (letter.to, letter.kind) in refused}


def is_dead(address: str, cause: Cause) -> bool:
    """Whether this refusal proves that nobody reads there, by itself or with those before it.

    A recipient who is refused without a clear reason is dead when that is the third time running.
    """
    if cause is not Cause.PERHAPS_MAILBOX:
        return cause is Cause.MAILBOX
    answered = Letter.objects.filter(to=address, state__in=ANSWERED).order_by("-moved_at")
    states = list(answered.values_list("state", flat=True)[:REFUSALS_THAT_TELL])
    return len(states) == REFUSALS_THAT_TELL and {*states} <= REFUSED


@transaction.atomic
def suppress(
    *,
    address: str,
    kinds: Iterable[LetterKind],
    reason: Suppression.Reason,
    evidence: str,
    now: datetime,
) -> None:
    """Send these kinds of letters to a canonical address no more, until the suppression expires.

    What is said while one is in force, as by the other letters of the same hour, is no further strike.
    """
    for kind in kinds:
        known, is_new = Suppression.objects.select_for_update().get_or_create(
            bucket=bucket_of(address),
            address=address,
            kind=kind,
            defaults={
                "reason": reason,
                "evidence": evidence,
                "suppressed_at": now,
                "expires_at": expiry_of(reason, strikes=1, now=now),
            },
        )
        has_expired = known.expires_at is not None and known.expires_at <= now
        if not is_new and (has_expired or reason != Suppression.Reason.HARD_BOUNCE):
            known.strikes += 1
            known.reason, known.evidence, known.suppressed_at = reason, evidence, now
            known.expires_at = expiry_of(reason, strikes=known.strikes, now=now)
            known.save()


def lift_suppression(*, addresses: Iterable[str], now: datetime, is_by_reader: bool = False) -> int:
    """Write newsletters and digests to these canonical addresses again; how many suppressions ended.

    What was said stays as evidence, and counts when it is said again. Of what a server said anybody who
    sends may judge; a complaint is taken back by its reader only, what staff entered by staff.
    """
    reasons = [Suppression.Reason.HARD_BOUNCE, *([Suppression.Reason.COMPLAINT] if is_by_reader else [])]
    found = Suppression.objects.of(addresses).in_force(now)
    return found.filter(kind__in=BULK_KINDS, reason__in=reasons).update(expires_at=now)
