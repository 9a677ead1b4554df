"""The mentor ticks off who has paid."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from mentoring.operations import mark_paid
from mentoring.views.sessions import find_own_booking


@require_POST
@members_only
def payment(request: HttpRequest, pk: str) -> HttpResponse:
    booking = find_own_booking(request, pk)
    is_paid, learner = request.POST.get("is_paid") == "yes", request.POST.get("learner", "")
    try:
        mark_paid(booking=booking, by=member(request), is_paid=is_paid, learner=learner, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Marked as paid.") if is_paid else _("Marked as not paid."))
    return go_to(request, booking.get_absolute_url())
