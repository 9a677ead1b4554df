"""What a letter asks for, on a page that needs no sign-in: it says what it will do, and acts on POST only."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.http import go_to
from core.languages import speaking
from core.refusals import Refusal
from mentoring.forms import CancellationForm
from mentoring.letter_actions import LetterAction, action_url, read_token
from mentoring.models import Booking
from mentoring.operations import (
    CalendarBusy,
    accept_request,
    cancel_booking,
    decline_request,
    find_outside_busy,
)
from mentoring.views.session_page import show_left


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter_action(request: HttpRequest, action: str, token: str) -> HttpResponse:
    """Scanners of mail follow each link they find: a GET changes nothing."""
    act, now = _read_action(action), timezone.now()
    pk, person = _read_link(act, token)
    try:
        booking = _find(act, pk, person)
    except Http404:
        with speaking(person), timezone.override(person.zone):
            return _keep_private(show_left(request, pk, person=person))
    form, status, refused = CancellationForm(request.POST if request.method == "POST" else None), 200, ""
    is_open = _may(act, booking, person, now)
    if request.method == "POST":
        despite = "despite_outside" in request.POST
        try:
            if form.is_valid():
                reason = form.cleaned_data["reason"]
                _carry_out(act, booking, person, reason=reason, despite_outside=despite, now=now)
                return go_to(request, request.path)
        except CalendarBusy:
            pass  # the page says so, and asks
        except Refusal as refusal:
            refused = str(refusal.message)
        status = 422
    context = {
        "booking": booking,
        "act": act.value,
        "person": person,
        "other": booking.other_shown(person),
        "is_requested": booking.is_requested(now),
        "is_open": is_open and not refused,
        "gives_up_seat": booking.is_group and not booking.is_given_by(person),
        "refused": refused,
        "form": form,
        "outside_busy": find_outside_busy(booking) if act == LetterAction.ACCEPT and is_open else (),
        "decline_url": action_url(LetterAction.DECLINE, booking, person),
    }
    with speaking(person), timezone.override(person.zone):
        return _keep_private(render(request, "mentoring/letter_action.html", context, status=status))


def _keep_private(response: HttpResponse) -> HttpResponse:
    """The address of the page acts for somebody: no other site and no search engine gets it."""
    response["Referrer-Policy"] = "same-origin"  # by `no-referrer` a browser posts without an Origin
    response["X-Robots-Tag"] = "noindex"
    return response


def _read_action(text: str) -> LetterAction:
    try:
        return LetterAction(text)
    except ValueError as error:
        raise Http404 from error


def _read_link(action: LetterAction, token: str) -> tuple[UUID, User]:
    """Which session it is about, and for whom it acts: somebody who is still here."""
    found = read_token(action, token)
    if found is None:
        raise Http404
    pk, person_id = found
    return pk, get_object_or_404(User, pk=person_id, is_active=True)


def _find(action: LetterAction, pk: UUID, person: User) -> Booking:
    """Only of somebody who attends it; only its mentor answers a request."""
    mine = Booking.objects.of(person).with_people().select_related("session_type__mentor__user")
    booking = get_object_or_404(mine, pk=pk)
    if action != LetterAction.CANCEL and not booking.is_given_by(person):
        raise Http404
    return booking


def _may(action: LetterAction, booking: Booking, person: User, now: datetime) -> bool:
    if action != LetterAction.CANCEL:
        return booking.is_requested(now)
    is_live = booking.is_requested(now) or booking.is_upcoming(now)
    return is_live and now <= booking.changeable_until(person)


def _carry_out(
    action: LetterAction,
    booking: Booking,
    person: User,
    *,
    reason: str,
    despite_outside: bool,
    now: datetime,
) -> None:
    if action == LetterAction.CANCEL:
        cancel_booking(booking=booking, by=person, reason=reason, now=now)
    elif action == LetterAction.ACCEPT:
        accept_request(booking=booking, by=person, now=now, despite_outside=despite_outside)
    else:
        decline_request(booking=booking, by=person, reason=reason, now=now)
