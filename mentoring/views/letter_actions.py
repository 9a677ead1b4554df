"""What a letter asks for, on a page that needs no sign-in: it says what it will do, and acts on POST only."""

from datetime import datetime

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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter_action(request: HttpRequest, action: str, token: str) -> HttpResponse:
    """Scanners of mail follow each link they find: a GET changes nothing."""
    act, now = _read_action(action), timezone.now()
    booking, person = _find(act, token)
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
        "refused": refused,
        "form": form,
        "outside_busy": find_outside_busy(booking) if act == LetterAction.ACCEPT and is_open else (),
        "decline_url": action_url(LetterAction.DECLINE, booking, person),
    }
    with speaking(person), timezone.override(person.zone):
        response = render(request, "mentoring/letter_action.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _read_action(text: str) -> LetterAction:
    try:
        return LetterAction(text)
    except ValueError as error:
        raise Http404 from error


def _find(action: LetterAction, token: str) -> tuple[Booking, User]:
    """Only of somebody who is here and attends it; only its mentor answers a request."""
    found = read_token(action, token)
    if found is None:
        raise Http404
    person = get_object_or_404(User, pk=found[1], is_active=True)
    mine = Booking.objects.of(person).with_people().select_related("session_type__mentor__user")
    booking = get_object_or_404(mine, pk=found[0])
    if action != LetterAction.CANCEL and not booking.is_given_by(person):
        raise Http404
    return booking, person


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
