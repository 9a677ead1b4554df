"""How often one visitor may make us write to addresses."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

PER_VISITOR = 20
PER_ADDRESS = 5
WINDOW_SECONDS = 60 * 60


class TooOften(Refusal):
    code = "too_often"
    message = _("That was a lot of tries. Wait an hour, then try again.")


def spend_try(*, ip: str, email: str, now: datetime) -> None:
    """Count one try for this visitor and this address. Raises TooOften beyond the hourly limits."""
    hour = int(now.timestamp()) // WINDOW_SECONDS
    for what, value, limit in (("ip", ip, PER_VISITOR), ("email", email.lower(), PER_ADDRESS)):
        digest = hashlib.sha256(value.encode()).hexdigest()[:32]
        if _count(f"articles:subscribe:{what}:{digest}:{hour}") > limit:
            raise TooOften


def _count(key: str) -> int:
    """One more. The count outlives its hour, since one that expires while it is counted would be lost
    or, worse, never expire again; it can still be evicted, and then begins anew.
    """
    if cache.add(key, 1, timeout=2 * WINDOW_SECONDS):
        return 1
    try:
        return cache.incr(key)
    except ValueError:
        cache.set(key, 1, timeout=2 * WINDOW_SECONDS)
        return 1


def visitor_address(request: HttpRequest) -> str:
    """Where the request came from. Behind our own proxies, what they say of it, not the visitor."""
    count = settings.TRUSTED_PROXY_COUNT
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-count:] if count else []
    return forwarded[0].strip() if forwarded and forwarded[0] else str(request.META.get("REMOTE_ADDR", ""))
