"""Who is asking? The only place where other apps learn about the person behind a request."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from core.http import has_session


def member(request: HttpRequest) -> User:
    """The signed-in person; only for views that require one."""
    return cast(User, request.user)


def viewer(request: HttpRequest) -> User | None:
    """The signed-in person, or nobody. A reader without a session costs no query."""
    if not has_session(request):
        return None
    return request.user if request.user.is_authenticated else None


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The zone that times are shown in: the viewer's own, or the one that a stranger chose by `?zone=`."""
    here = timezone.get_current_timezone()
    return here if isinstance(here, ZoneInfo) else ZoneInfo("UTC")


def viewer_context(request: HttpRequest) -> dict[str, Any]:
    """Template context: `viewer`, a User or None."""
    return {"viewer": viewer(request)}
