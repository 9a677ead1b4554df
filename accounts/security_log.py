"""The security log: what happened to whose account, from where and how; one structured line each.

Who was refused is added by RefusalLogMiddleware.
No line holds a password, a code or a token, nor the address of somebody who is not known here.
"""

from typing import Any

import structlog
from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import Signal
from django.http import HttpRequest

from accounts.models import User

NAMES: dict[Signal, str] = {
    user_logged_in: "signed_in",
    user_logged_out: "signed_out",
    email_changed: "email_changed",
    password_changed: "password_changed",
    password_reset: "password_reset",
    password_set: "password_set",
    authenticator_added: "factor_added",
    authenticator_removed: "factor_removed",
    authenticator_reset: "recovery_codes_made",
}
logger = structlog.get_logger("longroad.security")


def record(event: str, *, user_id: int | None, request: HttpRequest | None = None, **more: str) -> None:
    """Write one line. `more` says how: a factor's type, the first characters of a token."""
    if request is not None:
        agent = request.headers.get("User-Agent", "")[:200]
        more = {**more, "ip": get_client_ip(request) or "", "user_agent": agent}
    logger.info(event, user_id=user_id, **more)


def listen() -> None:
    """Called once, when the apps are ready. Django and allauth tell of these acts by signals only."""
    for signal, name in NAMES.items():
        signal.connect(_record_signal, dispatch_uid=f"security-log:{name}")


def _record_signal(
    signal: Signal,
    request: HttpRequest | None = None,
    user: User | None = None,
    authenticator: Any = None,
    **more: Any,
) -> None:
    how = {"factor": str(authenticator.type)} if authenticator else {}
    record(NAMES[signal], user_id=user.pk if user else None, request=request, **how)
