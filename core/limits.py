"""How often somebody may do what costs others something, such as a letter: so many times an hour."""

import hashlib
from datetime import datetime

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

HOUR_SECONDS = 60 * 60


class TooOften(Refusal):
    code = "too_often"
    message = _("That was a lot of tries. Wait an hour, then try again.")


def spend(what: str, who: object, *, at_most: int, now: datetime) -> None:
    """Count once more that this was done by or to `who`. Raises TooOften beyond the limit of the hour."""
    digest = hashlib.sha256(str(who).encode()).hexdigest()[:32]
    hour = int(now.timestamp()) // HOUR_SECONDS
    if _count(f"limits:{what}:{digest}:{hour}") > at_most:
        raise TooOften


def _count(key: str) -> int:
    """One more. The count outlives its hour, since one that expires while it is counted would be lost
    or, worse, never expire again; it can still be evicted, and then begins anew.
    """
    if cache.add(key, 1, timeout=2 * HOUR_SECONDS):
        return 1
    try:
        return cache.incr(key)
    except ValueError:
        cache.set(key, 1, timeout=2 * HOUR_SECONDS)
        return 1
