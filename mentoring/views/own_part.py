"""The learner's own part in a session: their name, and the document that it is about."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from mentoring.forms import DocumentForm
from mentoring.operations import attach_document, show_name
from mentoring.views.sessions import find_own_booking


@require_POST
@members_only
def name(request: HttpRequest, pk: str) -> HttpResponse:
    """Show the mentor who one is."""
    booking = find_own_booking(request, pk)
    try:
        show_name(booking=booking, by=member(request))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The mentor sees your name from now on."))
    return go_to(request, booking.get_absolute_url())


@require_POST
@members_only
def document(request: HttpRequest, pk: str) -> HttpResponse:
    """Name the document, or none."""
    booking, form = find_own_booking(request, pk), DocumentForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is not a link. Nothing was changed."))
        return go_to(request, booking.get_absolute_url())
    try:
        attach_document(booking=booking, by=member(request), url=form.cleaned_data["document_url"])
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Saved. Both of you see it."))
    return go_to(request, booking.get_absolute_url())
