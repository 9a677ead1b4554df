"""Caught mail at /dev/mail/: a list, each mail as it looks and as text, its parts to download."""

from uuid import UUID

from csp.decorators import csp
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods

from core.http import go_to
from devtools.caught_mail import files

MAILS_A_PAGE = 30
FRAME_MAY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:", "https:", "http:"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@require_http_methods(["GET", "POST"])
def caught_mails(request: HttpRequest) -> HttpResponse:
    """All caught mail, newest first. A POST deletes it."""
    if request.method == "POST":
        files.delete_all()
        messages.success(request, _("The caught mail is deleted."))
        return go_to(request, reverse("devtools:caught-mails"))
    words = request.GET.get("to", "").strip()
    found = [mail for mail in files.all_mails() if words.lower() in mail.to.lower()]
    page = Paginator(found, MAILS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "devtools/caught_mails.html", {"page": page, "words": words})


@require_GET
def caught_mail(request: HttpRequest, pk: UUID) -> HttpResponse:
    caught = _mail_or_404(pk)
    return render(request, "devtools/caught_mail.html", {"caught": caught, "mail": caught.parsed()})


@csp(FRAME_MAY)  # type: ignore[arg-type]  # its types know no view with parts of the address
@xframe_options_sameorigin
@require_GET
def caught_html(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The HTML part alone, for a frame: it may style itself and open links, and nothing else."""
    page = _mail_or_404(pk).parsed().html
    return HttpResponse(page.replace("<head>", '<head><base target="_blank">', 1))


@require_GET
def caught_part(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """One attachment, to be saved."""
    part = _mail_or_404(pk).parsed().part(number)
    if part is None:
        raise Http404
    disposition = content_disposition_header(as_attachment=True, filename=part.filename) or ""
    return HttpResponse(
        part.content, content_type=part.media_type, headers={"Content-Disposition": disposition}
    )


def _mail_or_404(pk: UUID) -> files.CaughtMail:
    mail = files.find(pk)
    if mail is None:
        raise Http404
    return mail
