"""The pages of /settings/ and of a person. Signing in itself is allauth's, with our templates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import interrupted_forms
from accounts.forms import HoursForm, ProfileForm, TokenForm, WelcomeForm
from accounts.models import ApiToken, User
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
@require_safe
def interrupted_form(request: HttpRequest) -> HttpResponse:
    """What came after its sender's session had ended, to be sent again or left."""
    found = interrupted_forms.load(request)
    if found is None:
        return go_to(request, reverse("pages:dashboard"))
    return render(request, "accounts/interrupted_form.html", {"interrupted": found})


@members_only
@never_cache
@require_safe
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """Somebody, as members see them. A stranger is asked to sign in, be there such a handle or not."""
    somebody = get_object_or_404(User, handle=handle, is_active=True)
    return render(request, "accounts/person.html", {"person": somebody})
