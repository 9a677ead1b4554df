"""Moving a session: the free times, and why."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.limits import check_rate
from accounts.viewer import member, members_only, zone_of
from core.http import go_to
from core.refusals import Refusal
from core.zones import zone_choices
from mentoring.forms import MoveForm
from mentoring.operations import move_booking
from mentoring.timetable import build_week
from mentoring.views.booking import carry, parse_date
from mentoring.views.sessions import find_own_booking


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def move(request: HttpRequest, pk: str) -> HttpResponse:
    """Pick another time. A refusal shows the page again, with the reason typed and the nearest free times."""
    found, me, now, zone = find_own_booking(request, pk), member(request), timezone.now(), zone_of(request)
    form, status, nearest = MoveForm(request.POST or None), 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                check_rate(request, "booking")
                moved = move_booking(
                    booking=found, starts_at=data["start"], by=me, reason=data["reason"], now=now
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal.message))
                nearest = [datetime.fromisoformat(start) for start in refusal.data.get("nearest", [])]
            else:
                messages.success(request, _("Moved. Everybody in it gets a new invitation."))
                return go_to(request, f"{moved.get_absolute_url()}{carry(request.GET, 'zone')}")
    week = None
    can_move = not found.is_group or found.is_given_by(me)
    if can_move and found.session_type and found.is_upcoming(now) and now <= found.changeable_until(me):
        week = build_week(
            found.session_type,
            first=parse_date(request.GET.get("from", "")),
            zone=zone,
            now=now,
            learner=None if found.is_group else found.learner,
            moving=found,
        )
    context = {
        "booking": found,
        "other": found.other_shown(me),
        "is_given": found.is_given_by(me),
        "is_too_late": now > found.changeable_until(me),
        "form": form,
        "nearest": nearest,
        "week": week,
        "zone": zone.key,
        "zones": zone_choices(now.date()),
    }
    return render(request, "mentoring/move.html", context, status=status)
