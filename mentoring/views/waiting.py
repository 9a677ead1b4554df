"""Waiting for a time to become free."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.limits import check_rate
from accounts.viewer import member, members_only, zone_of
from core.http import go_to
from core.refusals import Refusal
from mentoring.booking_forms import WaitingForm
from mentoring.models import WaitingEntry
from mentoring.operations import (
    NotWaitable,
    join_waiting_list,
    leave_waiting_list,
    pass_on_offer,
)
from mentoring.views.booking import ALL_CARRIED, carry, find_bookable


@require_POST
@members_only
def join(request: HttpRequest, handle: str, slug: str) -> HttpResponse:
    """Wait for a session type; the times page says what became of it."""
    session_type, form = find_bookable(handle, slug), WaitingForm(request.POST)
    try:
        check_rate(request, "booking")
        if not form.is_valid():
            raise NotWaitable
        join_waiting_list(
            person=member(request),
            session_type=session_type,
            zone=zone_of(request),
            now=timezone.now(),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("You are on the waiting list. We write to you when a time is free."))
    return go_to(request, f"{session_type.get_absolute_url()}{carry(request.GET, *ALL_CARRIED)}#waiting")


def _find_own_entry(request: HttpRequest, pk: str) -> WaitingEntry:
    waiting = WaitingEntry.objects.waiting().select_related("offer", "session_type__mentor__user")
    return get_object_or_404(waiting, pk=pk, person=member(request))


@require_POST
@members_only
def leave(request: HttpRequest, pk: str) -> HttpResponse:
    """Wait no longer."""
    leave_waiting_list(entry=_find_own_entry(request, pk), now=timezone.now())
    messages.success(request, _("You have left the waiting list."))
    return go_to(request, reverse("mentoring:bookings"))


@require_POST
@members_only
def pass_on(request: HttpRequest, pk: str) -> HttpResponse:
    """Let an offered time go to the next one, and wait on."""
    try:
        pass_on_offer(entry=_find_own_entry(request, pk), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It goes to the next one. You wait on for another time."))
    return go_to(request, reverse("mentoring:bookings"))
