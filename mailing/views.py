"""The post office's own page, for staff; and caught mail at /dev/mail/, in development only."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.http import go_to
from mailing.caught import opened
from mailing.forms import LetterFilter, NamedLetters
from mailing.models import CaughtMail, Letter, State
from mailing.office import failures_by_reason, overview
from mailing.operations import send_again, settle_as_sent, try_now

LETTERS_A_PAGE = 25
DOUBTS_SHOWN = 20
MAILS_A_PAGE = 30
FRAME_MAY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:", "https:", "http:"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}

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
def office(request: HttpRequest) -> HttpResponse:
    form = LetterFilter(request.GET)
    page = Paginator(form.letters(), LETTERS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "overview": overview(now=timezone.now()),
        "in_doubt": Letter.objects.in_state(State.IN_DOUBT).order_by("pk")[:DOUBTS_SHOWN],
        "failures": failures_by_reason(),
        "form": form,
        "page": page,
    }
    return render(request, "mailing/office.html", context)


@require_GET
@for_staff
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Letter.objects.select_related("recipient"), pk=pk)
    return render(request, "mailing/letter.html", {"letter": found, "history": found.history()})


@require_POST
@for_staff
def sendings(request: HttpRequest) -> HttpResponse:
    """Send again what the form names: one letter, all in doubt, or all that failed for one reason."""
    named = NamedLetters(request.POST)
    number = send_again(letters=named.letters(), by=_staff(request), now=timezone.now())
    said = ngettext("%(number)s letter will be sent again.", "%(number)s letters will be sent again.", number)
    messages.success(request, said % {"number": number})
    return go_to(request, _back(named))


@require_POST
@for_staff
def settlements(request: HttpRequest) -> HttpResponse:
    """Settle as sent what the form names."""
    named = NamedLetters(request.POST)
    number = settle_as_sent(letters=named.letters(), by=_staff(request), now=timezone.now())
    said = ngettext("%(number)s letter settled as sent.", "%(number)s letters settled as sent.", number)
    messages.success(request, said % {"number": number})
    return go_to(request, _back(named))


@require_POST
@for_staff
def resumption(request: HttpRequest) -> HttpResponse:
    """End a pause: ask the mail server again now."""
    try_now(now=timezone.now())
    messages.success(request, _("The mail server is being asked again."))
    return go_to(request, reverse("mailing:office"))


def _back(named: NamedLetters) -> str:
    pk = named.page_of
    return reverse("mailing:letter", args=[pk]) if pk else reverse("mailing:office")


def _staff(request: HttpRequest) -> AbstractBaseUser:
    return cast(AbstractBaseUser, request.user)


# --- Caught mail ---


def in_development(view: View) -> View:
    """Anywhere else this page doesn't exist."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.LONGROAD_DEV or settings.DEBUG):
            raise Http404
        return view(request, *args, **kwargs)

    return page


@require_http_methods(["GET", "POST"])
@in_development
def caught_mails(request: HttpRequest) -> HttpResponse:
    """All caught mail, newest first. A POST throws it away."""
    if request.method == "POST":
        CaughtMail.objects.all().delete()
        messages.success(request, _("The caught mail is gone."))
        return go_to(request, reverse("mailing:caught"))
    words = request.GET.get("to", "").strip()
    found = CaughtMail.objects.defer("raw").order_by("-caught_at", "-pk")
    page = Paginator(found.filter(to__icontains=words), MAILS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "mailing/caught.html", {"page": page, "words": words})


@require_GET
@in_development
def caught_mail(request: HttpRequest, pk: UUID) -> HttpResponse:
    caught = get_object_or_404(CaughtMail, pk=pk)
    return render(request, "mailing/caught_mail.html", {"caught": caught, "mail": opened(caught)})


@csp(FRAME_MAY)
@xframe_options_sameorigin
@require_GET
@in_development
def caught_html(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The HTML part alone, for a frame: it may style itself and open links, and nothing else."""
    page = opened(get_object_or_404(CaughtMail, pk=pk)).html
    return HttpResponse(page.replace("<head>", '<head><base target="_blank">', 1))


@require_GET
@in_development
def caught_part(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """One attachment, to be saved."""
    part = opened(get_object_or_404(CaughtMail, pk=pk)).part(number)
    if part is None:
        raise Http404
    disposition = content_disposition_header(as_attachment=True, filename=part.filename) or ""
    return HttpResponse(
        part.content, content_type=part.media_type, headers={"Content-Disposition": disposition}
    )
