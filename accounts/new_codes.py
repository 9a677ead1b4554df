"""Asking for another code while an address is being confirmed: not within a minute, and never a dead end.

The page and its answer are the same whether or not somebody has an account under that address.
"""

import time
from math import ceil

from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from core.http import go_to

WAIT_SECONDS = 60
SENT_AT = "code_sent_at"


def asks_for_code(request: HttpRequest) -> bool:
    """Is this the button "Send a new code"?"""
    page = request.resolver_match.url_name if request.resolver_match else ""
    return (
        page == "account_email_verification_sent"
        and request.method == "POST"
        and request.POST.get("action") == "resend"
    )


def wait_for_code(request: HttpRequest) -> HttpResponse | None:
    """The page again, which says how long to wait; None when a code may leave now, which is noted."""
    began_at = request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY, {}).get("at", 0)
    now, sent_at = time.time(), max(began_at, request.session.get(SENT_AT, 0))
    if now < sent_at + WAIT_SECONDS:
        return say_wait(request, ceil(sent_at + WAIT_SECONDS - now))
    request.session[SENT_AT] = now
    return None


def say_wait(request: HttpRequest, seconds: int = WAIT_SECONDS) -> HttpResponse:
    sentence = ngettext(
        "A code has just left. You can have another one in %(seconds)d second.",
        "A code has just left. You can have another one in %(seconds)d seconds.",
        seconds,
    )
    messages.warning(request, sentence % {"seconds": seconds})
    return go_to(request, request.get_full_path())
