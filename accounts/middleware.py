"""What every request learns about its reader, and how allauth's pages are served."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.decorators import reauthentication_required
from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.socialaccount.models import SocialApp
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.cache import cache
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _

from accounts import known_browsers, new_codes, security_log, session_lifetime
from accounts.models import EMAIL_IS_UNIQUE, HANDLE_IS_UNIQUE
from accounts.second_factor import lacks_second_factor
from accounts.viewer import member, viewer
from core.db import retry_on_violation
from core.formats import showing_clock
from core.http import View, go_to
from core.languages import chosen_language, nearest_language, split_language
from core.zones import zone_named

GetResponse = Callable[[HttpRequest], HttpResponse]
SEEN_IS_NOTED_EVERY = timedelta(minutes=10)
LANGUAGE_IS_KEPT_FOR = timedelta(days=365)
SIGN_IN_PAGES = "/accounts/"
SIGN_OUT = f"{SIGN_IN_PAGES}logout/"
REAUTHENTICATION = ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")
SESSIONS = "usersessions_list"
STAFF_PAGES = ("/staff/", "/outbox/")
UTC = ZoneInfo("UTC")


class SessionLifetimeMiddleware:
    """Whoever has been signed in for too long signs in again; what they had sent is kept for them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = viewer(request)
        if person and session_lifetime.is_over(request, person, now=timezone.now()):
            logout(request)
        return self.get_response(request)


class RefusalLogMiddleware:
    """The security log has a line for whoever was refused: not allowed (401, 403), too often (429),
    or signed in and at something that is not theirs to see (404).

    It names the view and not the address, which may hold the token of a letter.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        status, match = response.status_code, request.resolver_match
        if match is None or status not in (401, 403, 404, 429):
            return response  # it asks no database who this is
        person = viewer(request)
        if person or status != HTTPStatus.NOT_FOUND:
            security_log.record(
                "refused",
                user_id=person.pk if person else None,
                request=request,
                status=str(status),
                method=str(request.method),
                view=match.view_name,
            )
        return response


class ViewerLanguageMiddleware:
    """Activates the language of the address (`/de/…`, `?language=en-gb`), else that of the signed-in person.

    A prefix is taken off as if the site were mounted there: views and urls.py know nothing of it, and
    `reverse` puts it on. A stranger's page without a prefix is in the site's own language whatever the
    browser prefers, because shared caches keep it; only the pages of signing in, which no cache keeps, ask
    the cookie and then the browser. They also set the cookie, when their address names a language.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mounted_at = get_script_prefix()
        code, request.path_info = split_language(request.path_info)
        if code:
            set_script_prefix(f"{mounted_at}{code}/")
        chosen = code or chosen_language(request.GET)
        try:
            with translation.override(chosen or default_language(request)):
                response = self.get_response(request)
                response.setdefault("Content-Language", translation.get_language())
        finally:
            set_script_prefix(mounted_at)
        if chosen and request.path_info.startswith(SIGN_IN_PAGES) and not viewer(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=LANGUAGE_IS_KEPT_FOR,
                path=SIGN_IN_PAGES,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def default_language(request: HttpRequest) -> str:
    """The language of a page whose address names none."""
    if person := viewer(request):
        return nearest_language(person.language)
    if request.path_info.startswith(SIGN_IN_PAGES):
        return translation.get_language_from_request(request)
    return str(settings.LANGUAGE_CODE)


class ViewerZoneMiddleware:
    """Activates the signed-in person's zone, or the zone a stranger asks for by `?zone=`, else UTC.

    And the person's clock of 12 or 24 hours; strangers read that of the language.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked, person = zone_named(request.GET.get("zone", "")), viewer(request)
        zone = asked or (person.zone if person else UTC)
        with timezone.override(zone), showing_clock(person.clock if person else ""):
            return self.get_response(request)


class SessionSeenMiddleware:
    """Notes when and from where a session was last seen; allauth's own does so at every request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if viewer(request):
            key = f"seen:{request.session.session_key}"
            if cache.add(key, 1, timeout=SEEN_IS_NOTED_EVERY.total_seconds()):
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


class PrivateAnswersMiddleware:
    """What somebody gets who is signed in, or sends a token, is stored nowhere, unless the view says how."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked_as_somebody = "Authorization" in request.headers or viewer(request) is not None
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.has_header("Cache-Control") and (asked_as_somebody or viewer(request)):
            patch_cache_control(response, private=True, no_store=True)
        return response


class StaffFactorMiddleware:
    """Staff without a second factor are led to set one up before they see any of the staff's pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(STAFF_PAGES):
            person = viewer(request)
            if person and lacks_second_factor(person):
                messages.warning(request, _("Staff sign in with a second factor. Set one up first."))
                return go_to(request, reverse("mfa_index"))
        return self.get_response(request)


@retry_on_violation(HANDLE_IS_UNIQUE, EMAIL_IS_UNIQUE, durable=True)
def call_in_transaction(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """All of it or nothing. When somebody else took the same handle or address meanwhile, once more.

    A site to sign in with that nobody set up isn't found.
    """
    try:
        return view(request, *args, **kwargs)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error


class SignInPagesMiddleware:
    """allauth's pages: each in one transaction, stored by no cache, and with forms as ours are."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.allauth = AccountMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = viewer(request)
        response = self.get_response(request)
        if request.path_info.startswith(SIGN_IN_PAGES) and before is None and request.user.is_authenticated:
            known_browsers.remember(response, user=member(request))
        if request.path_info.startswith(SIGN_IN_PAGES):
            add_never_cache_headers(response)
        page = request.resolver_match.url_name if request.resolver_match else ""
        if page in REAUTHENTICATION and request.method == "POST" and response.status_code == 302:
            request.session.cycle_key()  # as signing in does: a stolen key is not worth more than before
        if request.path_info == SIGN_OUT and before and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'  # pages for Back, and drafts of articles
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """allauth saves people and owes letters, neither without the other: its views are called here.

        Django asks process_exception only for views that it calls itself, so allauth's is asked here too.
        """
        if not request.path_info.startswith(SIGN_IN_PAGES):
            return None
        if request.method == "POST" and request.resolver_match.url_name == SESSIONS:  # type: ignore[union-attr]
            view = reauthentication_required(view)  # whoever finds a browser open can't sign out its owner
        wants_code = new_codes.asks_for_code(request)
        if wants_code and (wait := new_codes.wait_for_code(request)):
            return wait
        try:
            return call_in_transaction(view, request, *args, **kwargs)
        except (ImmediateHttpResponse, ReauthenticationRequired) as error:
            answer: HttpResponse = self.allauth.process_exception(request, error)
            return new_codes.say_wait(request) if wants_code and answer.status_code == 429 else answer

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """A form that is shown again because of its errors says so, and no field repeats its label.

        allauth has the labels in the fields as placeholders too, where they vanish while one types.
        """
        if request.path_info.startswith(SIGN_IN_PAGES):
            context = (response.context_data or {}).values()
            forms = [value for value in context if isinstance(value, BaseForm)]
            for field in (field for form in forms for field in form.fields.values()):
                field.widget.attrs.pop("placeholder", None)
            if response.status_code == 200 and any(form.errors for form in forms):
                response.status_code = 422
        return response
