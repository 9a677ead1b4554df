"""Mentors that one saved, and people that one blocked."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from mentoring import operations
from mentoring.mentor_forms import ComingSessionsForm, UnblockForm
from mentoring.models import Block, Booking, Mentor
from mentoring.views.sessions import find_own_booking


@require_POST
@members_only
def favourite(request: HttpRequest, handle: str) -> HttpResponse:
    """Save a mentor, or no longer (`saved=` empty)."""
    mentor = get_object_or_404(Mentor.objects.listed().select_related("user"), user__handle=handle)
    if request.POST.get("saved"):
        operations.save_mentor(person=member(request), mentor=mentor)
        messages.success(request, _("Saved. You find them under Sessions, and by a filter of the directory."))
    else:
        operations.unsave_mentor(person=member(request), mentor=mentor)
        messages.success(request, _("Removed from those you saved."))
    return go_to(request, mentor.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def mentor_block(request: HttpRequest, handle: str) -> HttpResponse:
    """Block a mentor."""
    mentor = get_object_or_404(Mentor.objects.listed().select_related("user"), user__handle=handle)
    return _block(request, mentor.user, back=mentor.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def booking_block(request: HttpRequest, pk: str) -> HttpResponse:
    """Block whom one met, or is to meet, in a session."""
    booking = find_own_booking(request, pk)
    me = member(request)
    person = booking.counterpart_of(me).person
    if booking.is_group and booking.is_given_by(me):
        asked = request.GET.get("learner", "")
        part = next((each for each in booking.learner_parts if str(each.pk) == asked), None)
        if part is None:
            raise Http404
        person = part.person
    return _block(request, person, back=booking.get_absolute_url(), met_in=booking)


def _block(request: HttpRequest, person: User, *, back: str, met_in: Booking | None = None) -> HttpResponse:
    """Says first what it does and which sessions are to come."""
    me, now = member(request), timezone.now()
    shown = met_in.shown(person) if met_in else person
    shared = operations.shared_bookings(me, person).live(now).with_people()
    coming = [each for each in shared if each.shown(person) == shown]  # others would say who it is
    is_sent = request.method == "POST"
    form = ComingSessionsForm(request.POST if is_sent else None, has_coming=bool(coming))
    if is_sent and form.is_valid():
        try:
            operations.block_person(by=me, person=person, cancels=form.cancels, now=now, met_in=met_in)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return go_to(request, back)
        messages.success(request, _("Blocked. They are not told."))
        return go_to(request, reverse("mentoring:blocked"))
    context = {"person": shown, "coming": coming, "form": form, "back": back}
    status = 422 if is_sent else 200
    return render(request, "mentoring/block.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def blocked(request: HttpRequest) -> HttpResponse:
    """Whom one blocked; a block ends here."""
    me = member(request)
    if request.method == "POST":
        form = UnblockForm(request.POST)
        block = get_object_or_404(
            Block.objects.filter(blocker=me), pk=form.cleaned_data["block"] if form.is_valid() else None
        )
        operations.unblock_person(by=me, person=block.blocked)
        messages.success(request, _("Unblocked. You can book and find each other again."))
        return go_to(request, reverse("mentoring:blocked"))
    return render(request, "mentoring/blocked.html", {"blocks": Block.objects.for_list(me)})
