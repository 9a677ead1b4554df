"""Who is asking? The only place where other apps learn about the person behind a request."""

from typing import TypedDict, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from core.http import has_session


class ViewerContext(TypedDict):
    viewer: User | None


def member(request: HttpRequest) -> User:
    """The signed-in person; only for views that require one."""
    return cast(User, request.user)


def viewer(request: HttpRequest) -> User | None:
    """The signed-in person, or nobody. Without a session cookie no session is touched, and no query made."""
    if not has_session(request):
        return None
    return request.user if request.user.is_authenticated else None


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The zone that times are shown in: the viewer's own, or the one that a stranger chose by `?zone=`."""
    here = timezone.get_current_timezone()
    return here if isinstance(here, ZoneInfo) else ZoneInfo("UTC")


def viewer_context(request: HttpRequest) -> ViewerContext:
    """Template context: `viewer`, a User or None."""
    return {"viewer": viewer(request)}
