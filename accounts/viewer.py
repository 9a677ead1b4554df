"""Who is asking? The only place where other apps learn about the person behind a request."""

from functools import wraps
from typing import Any, TypedDict, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from accounts import interrupted_forms
from accounts.models import User
from core.http import View, go_to, has_session


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


def members_only(view: View) -> View:
    """A view for the signed-in. Others sign in first, and find what they asked for or sent afterwards."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if viewer(request) is None:
            then = _saved_for_later(request) if request.method == "POST" else request.get_full_path()
            return sign_in_first(request, then=then)
        if request.method == "POST":
            interrupted_forms.discard(request, path=request.get_full_path())
        return view(request, *args, **kwargs)

    return page


def sign_in_first(request: HttpRequest, *, then: str) -> HttpResponse:
    """To the sign-in page, also when htmx asked for a part of a page; and from there to `then`."""
    sign_in = redirect_to_login(then)
    return go_to(request, sign_in.url) if HtmxDetails(request) else sign_in


def _saved_for_later(request: HttpRequest) -> str:
    """Save what was posted, and say where it will be."""
    if interrupted_forms.save(request):
        messages.info(request, _("You have been signed out. Sign in, and what you sent is still here."))
    else:
        messages.warning(request, _("You have been signed out, and this was not saved. Go back to copy it."))
    return reverse("accounts:interrupted-form")
