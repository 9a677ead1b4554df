"""Browsers in which somebody has signed in before: strangers who guess can't lock them out.

A signed cookie names the account and a random number. Failures in such a browser are counted apart from
those of everybody else, so neither uses up the other's tries.
"""

from datetime import timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User

SALT = "accounts.known_browsers"
KNOWN_FOR = timedelta(days=365)


def remember(response: HttpResponse, *, user: User) -> None:
    """Know this browser the next time that somebody signs in here as this person."""
    response.set_signed_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        f"{user.pk}.{token_urlsafe(9)}",
        salt=SALT,
        max_age=KNOWN_FOR,
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def browser_known_to(request: HttpRequest, email: str) -> str:
    """What this browser is known by to the account with this canonical address; empty if it is not known."""
    cookie = settings.KNOWN_BROWSER_COOKIE_NAME
    value: str = request.get_signed_cookie(cookie, default="", salt=SALT, max_age=KNOWN_FOR) or ""
    user_id = value.partition(".")[0]
    if not user_id or not User.objects.filter(pk=user_id, email=email).exists():
        return ""
    return value
