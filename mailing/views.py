"""The outbox's own page, for staff."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.http import go_to
from core.pagination import ShortPaginator
from mailing.forms import LetterFilter, NamedLetters
from mailing.models import DeliveryPause, Letter, LetterState
from mailing.operations import mark_uncertain_as_sent, record_report, resume_delivery, send_again
from mailing.overview import failures_by_reason, overview
from mailing.providers import ASKS_FOR_PASSWORD, NotGenuine, Provider, Unreadable, read_reports

log = logging.getLogger(__name__)
LETTERS_A_PAGE = 20
UNCERTAIN_SHOWN = 20
SHOWN_IN_LIST = ("kind", "state", "template", "to", "about", "due_at")

View = Callable[..., HttpResponse]


def for_staff(view: View) -> View:
    """To everybody else this page doesn't exist."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(request.user, "is_staff", False):
            raise Http404
        return view(request, *args, **kwargs)

    return page


@require_GET
@for_staff
def outbox(request: HttpRequest) -> HttpResponse:
    form = LetterFilter(request.GET)
    letters = ShortPaginator(form.letters().only(*SHOWN_IN_LIST), LETTERS_A_PAGE)
    seen = overview(now=timezone.now())
    if not form.has_changed():
        letters.count = seen.total
    uncertain = Letter.objects.in_state(LetterState.UNCERTAIN).order_by("pk")[:UNCERTAIN_SHOWN]
    context = {
        "overview": seen,
        "uncertain": uncertain if seen.uncertain else (),
        "failures": failures_by_reason() if seen.failed else (),
        "form": form,
        "page": letters.get_page(request.GET.get("page")),
    }
    return render(request, "mailing/outbox.html", context)


@require_GET
@for_staff
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Letter.objects.select_related("recipient"), pk=pk)
    return render(request, "mailing/letter.html", {"letter": found, "history": found.history()})


@require_POST
@for_staff
def retries(request: HttpRequest) -> HttpResponse:
    """Send again what the form names: one letter, all uncertain ones, or all that failed for one reason."""
    named = NamedLetters(request.POST)
    number = send_again(letters=named.letters(), by=_staff(request), now=timezone.now())
    said = ngettext("%(number)s letter will be sent again.", "%(number)s letters will be sent again.", number)
    messages.success(request, said % {"number": number})
    return go_to(request, _back(named))


@require_POST
@for_staff
def confirmations(request: HttpRequest) -> HttpResponse:
    """Mark as sent what the form names."""
    named = NamedLetters(request.POST)
    number = mark_uncertain_as_sent(letters=named.letters(), by=_staff(request), now=timezone.now())
    said = ngettext("%(number)s letter marked as sent.", "%(number)s letters marked as sent.", number)
    messages.success(request, said % {"number": number})
    return go_to(request, _back(named))


@require_POST
@for_staff
def resumption(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a pause: its letters are offered again now."""
    pause = get_object_or_404(DeliveryPause.objects.ongoing(), pk=pk)
    resume_delivery(pause=pause, now=timezone.now())
    if pause.is_of_transport:
        messages.success(request, _("The mail server is being asked again."))
    else:
        messages.success(request, _("Delivery goes on."))
    return go_to(request, reverse("mailing:outbox"))


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def provider_events(request: HttpRequest, provider: str) -> HttpResponse:
    """What the provider of the settings reports, with its secret; of letters that are not ours, too."""
    if provider != settings.MAIL_PROVIDER or not settings.MAIL_EVENTS_SECRET:
        raise Http404
    if request.method == "HEAD":
        return HttpResponse()
    of = Provider(provider)
    if of in ASKS_FOR_PASSWORD and "Authorization" not in request.headers:
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="reports"'})
    try:
        reports = read_reports(request, of)
    except NotGenuine as error:
        log.warning("A report that is not of %s was refused: %s", provider, error)
        return HttpResponse(status=403)
    except Unreadable as error:
        log.warning("A report of %s can't be read: %s", provider, error)
        return HttpResponse(status=400)
    for report in reports:
        record_report(report)
    return HttpResponse()


def _back(named: NamedLetters) -> str:
    pk = named.page_of
    return reverse("mailing:letter", args=[pk]) if pk else reverse("mailing:outbox")


def _staff(request: HttpRequest) -> AbstractBaseUser:
    return cast(AbstractBaseUser, request.user)
