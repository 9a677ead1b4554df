"""What every view needs of HTTP: redirects that htmx follows, pages that shared caches may keep."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.encoding import iri_to_uri
from django_htmx.middleware import HtmxDetails

from core.messages import COOKIE

View = Callable[..., HttpResponse]
FRAGMENT_HEADERS = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request")


class HtmxRequest(HttpRequest):
    """The request as django-htmx hands it on; views that answer htmx with a part of a page annotate it so."""

    htmx: HtmxDetails


def absolute(path: str) -> str:
    """The full address of a path on this site, for mail, feeds and invitations."""
    return f"{settings.SITE_URL}{path}"


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """After a successful POST: see this page next (303; htmx is told to go there itself).

    Whatever an address must not hold is escaped, as Django does for `Location`.
    """
    htmx = HtmxDetails(request)
    if htmx and not htmx.boosted:
        return HttpResponse(status=204, headers={"HX-Redirect": iri_to_uri(url)})
    return HttpResponseRedirect(url, status=303)


def has_session(request: HttpRequest) -> bool:
    """May this reader be somebody? Looks at the cookie only, never at the session."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def wants_fragment(request: HttpRequest) -> bool:
    """Did htmx ask for a part of the page? Not when it goes back in history, nor for a boosted link.

    What the answer depends on is in FRAGMENT_HEADERS; core.middleware.FragmentVaryMiddleware says so.
    """
    htmx = HtmxDetails(request)
    return bool(htmx) and not htmx.history_restore_request and not htmx.boosted


def vary_by_fragment(response: HttpResponse) -> None:
    """Tell caches that a part of the page and the whole of it have one address."""
    patch_vary_headers(response, FRAGMENT_HEADERS)


def public_page(max_age: int = 60) -> Callable[[View], View]:
    """A page strangers may see: shared caches keep it for `max_age` seconds, unless somebody is signed in.

    It differs by cookie and by htmx request only, and says so in `Vary`; another language is at another
    address (accounts.middleware.ViewerLanguageMiddleware). A message that waits in a
    cookie, such as "You have signed out.", is for one reader too.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            patch_vary_headers(response, ["Cookie"])
            vary_by_fragment(response)
            if has_session(request) or COOKIE in request.COOKIES or response.cookies:
                patch_cache_control(response, private=True, no_cache=True)
            else:
                patch_cache_control(response, public=True, max_age=max_age)
            return response

        return page

    return decorate
