"""The pages of /settings/ and of a person. Signing in itself is allauth's, with our templates."""

from typing import cast

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import interrupted_forms, operations
from accounts.forms import ClosingForm, HoursForm, ProfileForm, TokenForm, WelcomeForm
from accounts.models import ApiToken, DataExport, User
from accounts.operations import create_token, revoke_token, update_profile
from accounts.second_factor import has_second_factor
from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal


@members_only
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything that can be set, and how it is set now."""
    person = member(request)
    page = {
        "person": person,
        "has_second_factor": has_second_factor(person),
        "tokens_count": ApiToken.objects.of(person).valid(timezone.now()).count(),
    }
    return render(request, "accounts/settings.html", page)


@members_only
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    return _change_settings(request, ProfileForm, "accounts/profile.html", then="accounts:profile")


@members_only
@never_cache
def hours(request: HttpRequest) -> HttpResponse:
    return _change_settings(request, HoursForm, "accounts/hours.html", then="accounts:hours")


@members_only
@never_cache
def welcome(request: HttpRequest) -> HttpResponse:
    """The first page after signing up: the same questions as `hours`, and a way past them."""
    return _change_settings(request, WelcomeForm, "accounts/welcome.html", then="pages:dashboard")


def _change_settings(
    request: HttpRequest, form_class: type[ProfileForm | HoursForm], template: str, *, then: str
) -> HttpResponse:
    person = User.objects.get(pk=member(request).pk)  # the form writes into it; the page still shows the old
    form = form_class(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            update_profile(user=person, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return go_to(request, reverse(then))
    return render(request, template, {"form": form}, status=422 if form.errors else 200)


@members_only
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and the form that adds to it. The answer to its POST shows the new token, once."""
    person = member(request)
    form = TokenForm(request.POST or None)
    new_token = ""
    if request.method == "POST" and form.is_valid():
        try:
            _row, new_token = create_token(user=person, now=timezone.now(), **form.cleaned_data)
            form = TokenForm()
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    page = {
        "form": form,
        "new_token": new_token,
        "tokens": ApiToken.objects.of(person).valid(timezone.now()).order_by("-created"),
    }
    return render(request, "accounts/tokens.html", page, status=422 if form.errors else 200)


@require_POST
@members_only
@never_cache
def token_revocation(request: HttpRequest, key: str) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.of(member(request)), token_key=key)
    revoke_token(token=token)
    messages.success(request, _("“%(name)s” no longer works.") % {"name": token.name})
    return go_to(request, reverse("accounts:tokens"))


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: HttpRequest) -> HttpResponse:
    """Ask for everything of one's own in a file, and see how far it is."""
    person = member(request)
    if request.method == "POST":
        raise_if_reauthentication_required(request, app="allauth.account")
        try:
            operations.request_export(user=person, now=timezone.now())
        except Refusal as refusal:
            messages.info(request, str(refusal.message))
        return go_to(request, reverse("accounts:data"))
    export = DataExport.objects.of(person).order_by("-requested_at").first()
    is_over = export and export.requested_at < timezone.now() - operations.LINK_WORKS_FOR
    page = {
        "export": None if is_over else export,
        "link": operations.link_to(export) if export and export.is_ready else "",
    }
    template = "accounts/_export.html" if "HX-Request" in request.headers else "accounts/data.html"
    return render(request, template, page)


@members_only
@never_cache
@require_safe
def data_file(request: HttpRequest, token: str) -> HttpResponse:
    """The file itself, to its owner, while the link works."""
    export = operations.find_export(token, user=member(request))
    if export is None:
        messages.info(request, _("This link is over. Ask for your data again."))
        return go_to(request, reverse("accounts:data"))
    name = f"{settings.SITE_NAME.lower()}-{export.requested_at:%Y-%m-%d}.zip"
    file = FileResponse(default_storage.open(export.file), as_attachment=True, filename=name)
    return cast(HttpResponse, file)  # decorators ask for no more than headers of it


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, ask, and close the account."""
    raise_if_reauthentication_required(request, app="allauth.account")
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        keeps_words = form.cleaned_data["words"] == "keep"
        operations.close_account(user=member(request), keeps_words=keeps_words, now=timezone.now())
        logout(request)
        messages.success(request, _("Your account is closed. Thank you for having walked along."))
        return go_to(request, reverse("pages:home"))
    page = {"form": form, "days": operations.ERASED_AFTER.days}
    return render(request, "accounts/closing.html", page, status=422 if form.errors else 200)


@members_only
@never_cache
@require_safe
def interrupted_form(request: HttpRequest) -> HttpResponse:
    """What came after its sender's session had ended, to be sent again or left."""
    found = interrupted_forms.load(request)
    if found is None:
        return go_to(request, reverse("pages:dashboard"))
    return render(request, "accounts/interrupted_form.html", {"interrupted": found})
