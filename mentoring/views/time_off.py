"""Being away: time off, and journeys on which one's hours follow."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import member, members_only
from availability import operations, slots
from availability.commitments import Commitment, find_stranded
from availability.models import HoursKey, Schedule, TimeOff, Travel
from availability.slots import Hours, day_number
from core.clock import local_date
from core.http import go_to
from core.refusals import Refusal
from mentoring.time_off_forms import TimeOffForm, TravelForm

require_form = require_http_methods(["GET", "HEAD", "POST"])


def _own_schedule(request: HttpRequest) -> Schedule:
    return get_object_or_404(Schedule.objects.default(), user=member(request))


@require_form
@members_only
def time_off(request: HttpRequest) -> HttpResponse:
    """Take days off, with a note and a stand-in for learners. Sessions on these days are named first."""
    me, now, schedule = member(request), timezone.now(), _own_schedule(request)
    form = TimeOffForm(request.POST or None, today=local_date(now, schedule.zone), person=me)
    stranded: list[Commitment] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        days = slots.TimeOff(day_number(data["first_on"]), day_number(data["last_on"]))

        def change(_key: HoursKey, hours: Hours) -> Hours:
            return replace(hours, time_off=[*hours.time_off, days])

        stranded = find_stranded(me, change, now=now)
        if not stranded or "agreed" in request.POST:
            operations.take_time_off(user=me, **data)
            messages.success(request, _("Your time off is saved. Your bookings are not changed."))
            return go_to(request, reverse("mentoring:calendar"))
    return _show_form(request, "mentoring/time_off.html", form, stranded)


@require_form
@members_only
def travel(request: HttpRequest) -> HttpResponse:
    """Go to another place for some days: the hours are read on the clock there."""
    me, now, schedule = member(request), timezone.now(), _own_schedule(request)
    form = TravelForm(request.POST or None, today=local_date(now, schedule.zone))
    stranded: list[Commitment] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        trip = slots.Travel(day_number(data["first_on"]), day_number(data["last_on"]), data["zone"])

        def change(_key: HoursKey, hours: Hours) -> Hours:
            return replace(hours, travel=[*hours.travel, trip])

        stranded = find_stranded(me, change, now=now)
        if not stranded or "agreed" in request.POST:
            try:
                operations.plan_travel(user=me, **data)
            except Refusal as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("Your journey is saved. Your bookings are not changed."))
                return go_to(request, reverse("mentoring:calendar"))
    return _show_form(request, "mentoring/travel.html", form, stranded)


def _show_form(
    request: HttpRequest, page: str, form: TimeOffForm | TravelForm, stranded: list[Commitment]
) -> HttpResponse:
    context = {"form": form, "stranded": stranded}
    return render(request, page, context, status=422 if request.method == "POST" else 200)


@require_POST
@members_only
def time_off_removal(request: HttpRequest, pk: int) -> HttpResponse:
    operations.remove_time_off(time_off=get_object_or_404(TimeOff, pk=pk, user=member(request)))
    messages.success(request, _("Removed. Your hours apply on those days again."))
    return go_to(request, reverse("mentoring:calendar"))


@require_POST
@members_only
def travel_removal(request: HttpRequest, pk: int) -> HttpResponse:
    operations.remove_travel(travel=get_object_or_404(Travel, pk=pk, user=member(request)))
    messages.success(request, _("Removed. Your hours are read at home on those days again."))
    return go_to(request, reverse("mentoring:calendar"))
