"""How often somebody may do what costs others something, such as a letter. The rates are in the settings."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from rest_framework.request import Request

from core.refusals import RateLimited


def check_rate(request: HttpRequest | Request, action: str, *, key: str = "") -> None:
    """Count that this was done once more: by the visitor or member who asks, and to `key`.

    Raises RateLimited when one of the rates that ACCOUNT_RATE_LIMITS has for the action is used up.
    """
    # of allauth's internals: limits of its pages and of ours are one table and one counter, and the function
    # that it calls public never counts a GET, by which tokens are tried. test_private_parts.py watches it.
    usage = ratelimit.consume(request, app="allauth.account", action=action, key=key, limit_get=True)
    if not usage:
        raise RateLimited
