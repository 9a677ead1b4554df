"""How often one visitor may make us write to addresses."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from core.limits import spend

PER_VISITOR = 20
PER_ADDRESS = 5
TESTS_PER_AUTHOR = 20


def spend_try(*, ip: str, email: str, now: datetime) -> None:
    """Count one try for this visitor and this address. Raises TooOften beyond the hourly limits."""
    spend("subscribe:ip", ip, at_most=PER_VISITOR, now=now)
    spend("subscribe:email", email.lower(), at_most=PER_ADDRESS, now=now)


def visitor_address(request: HttpRequest) -> str:
    """Where the request came from. Behind our own proxies, what they say of it, not the visitor."""
    count = settings.TRUSTED_PROXY_COUNT
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-count:] if count else []
    return forwarded[0].strip() if forwarded and forwarded[0] else str(request.META.get("REMOTE_ADDR", ""))
