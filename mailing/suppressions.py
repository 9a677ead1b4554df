"""Which addresses are not written to, and how one comes among them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from mailing.buckets import bucket_of
from mailing.lifecycle import LetterKind
from mailing.models import Letter, Suppression
from mailing.models.suppressions import expiry_of


def suppressed_among(letters: Sequence[Letter], *, now: datetime) -> set[UUID]:
    """The pks of the letters that may not go out. One query, or none when all are essential."""
    candidates = [letter for letter in letters if letter.kind_of_letter.is_unsubscribable]
    if not candidates:
        return set()
    found = Suppression.objects.of(letter.to for letter in candidates).in_force(now)
    refused = set(found.values_list("address", "kind"))
    return {letter.pk for letter in candidates if (letter.to, letter.kind) in refused}


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
