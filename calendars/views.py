"""Calendar accounts of a person, among their settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import check_rate
from accounts.viewer import member, members_only
from calendars import operations
from calendars.forms import AccountForm, ChoiceForm, PasswordForm
from calendars.models import CalendarAccount, SessionEvent
from core.http import go_to
from core.refusals import Refusal


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def accounts(request: HttpRequest) -> HttpResponse:
    """All of them, and a form to connect one."""
    me, form = member(request), AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_rate(request, "outside_calendar")
            new = operations.connect_account(
                person=me,
                url=form.cleaned_data["server_url"],
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Connected. Now choose what its calendars are for."))
            return go_to(request, reverse("calendars:account", args=[new.pk]))
    context = {"form": form, "accounts": me.calendar_accounts.prefetch_related("calendars")}
    status = 422 if request.method == "POST" else 200
    return render(request, "calendars/accounts.html", context, status=status)


def _own(request: HttpRequest, pk: int) -> CalendarAccount:
    return get_object_or_404(CalendarAccount, pk=pk, person=member(request))


def _show(request: HttpRequest, found: CalendarAccount, *, status: int = 200, **more: Any) -> HttpResponse:
    unwritten = SessionEvent.objects.filter(person=found.person_id, is_owed=True).exclude(failed_with="")
    context = {
        "account": found,
        "form": ChoiceForm(account=found),
        "password_form": PasswordForm(auto_id="new_%s"),
        "troubled": [each for each in found.calendars.all() if each.failed_with],
        "unwritten": unwritten.filter(calendar__account=found).select_related("booking"),
        **more,
    }
    return render(request, "calendars/account.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """What its calendars are for, and whether it works."""
    found = _own(request, pk)
    if request.method != "POST":
        return _show(request, found)
    form = ChoiceForm(request.POST, account=found)
    if form.is_valid():
        try:
            operations.choose_calendars(account=found, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved. Calendars are read and written within a minute."))
            return go_to(request, reverse("calendars:account", args=[pk]))
    return _show(request, found, form=form, status=422)


@sensitive_post_parameters("password")
@never_cache
@require_POST
@members_only
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """Another one, once the server has accepted it."""
    found, form = _own(request, pk), PasswordForm(request.POST, auto_id="new_%s")
    if form.is_valid():
        try:
            check_rate(request, "outside_calendar")
            operations.replace_password(account=found, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The new password works. What waited is written now."))
            return go_to(request, reverse("calendars:account", args=[pk]))
    return _show(request, found, password_form=form, status=422)


@require_POST
@members_only
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for new calendars, and read all of them now."""
    found = _own(request, pk)
    try:
        check_rate(request, "outside_calendar")
        operations.look_again(account=found, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The server answers. Its calendars are being read."))
    return go_to(request, reverse("calendars:account", args=[pk]))


@require_POST
@members_only
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    operations.disconnect_account(account=_own(request, pk))
    messages.success(
        request, _("Disconnected; the password is deleted. Sessions in your calendar stay there.")
    )
    return go_to(request, reverse("calendars:accounts"))
