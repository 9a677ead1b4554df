"""How long somebody stays signed in at most, however busy they are: docs/security/policy.md says why."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User

SIGNED_IN_AT = "signed_in_at"


def listen() -> None:
    """Called once, when the apps are ready."""
    user_logged_in.connect(_note_time, dispatch_uid="session-lifetime")


def _note_time(request: HttpRequest, **more: Any) -> None:
    request.session[SIGNED_IN_AT] = timezone.now().isoformat()


def is_over(request: HttpRequest, person: User, *, now: datetime) -> bool:
    """Has this person been signed in here for longer than anybody may, or than staff may?"""
    noted = request.session.get(SIGNED_IN_AT)
    longest: timedelta = settings.LONGEST_STAFF_SESSION if person.is_staff else settings.LONGEST_SESSION
    return noted is None or datetime.fromisoformat(noted) + longest < now
