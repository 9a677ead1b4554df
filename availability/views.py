"""The pages on which people set their hours: the week, and dates that differ."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import member, members_only
from availability import operations
from availability.forms import (
    DateOverrideForm,
    WeeklyHoursFormSet,
    weekly_hours_formset,
    weekly_hours_formset_with_more_rows,
    zone_form,
)
from availability.models import Schedule
from core.clock import local_date
from core.http import go_to
from core.refusals import Refusal

require_form = require_http_methods(["GET", "HEAD", "POST"])
OVERVIEW = "mentoring:mentor_admin"  # the page that shows a mentor's hours among all else


def _own_schedule(request: HttpRequest) -> Schedule:
    return get_object_or_404(Schedule.objects.default(), user=member(request))


@require_form
@members_only
def weekly_hours(request: HttpRequest) -> HttpResponse:
    """The week as rows. "More rows" shows the form again with what was typed and room for more."""
    schedule, status = _own_schedule(request), 200
    if request.method != "POST":
        rows, zone = weekly_hours_formset(schedule), zone_form(schedule)
    elif "more" in request.POST:
        rows, zone = weekly_hours_formset_with_more_rows(request.POST), zone_form(schedule, request.POST)
    else:
        rows, zone, status = WeeklyHoursFormSet(request.POST), zone_form(schedule, request.POST), 422
        if rows.is_valid() and zone.is_valid():
            typed = rows.filled_rows()
            saved = operations.set_weekly_hours(schedule=schedule, zone=zone.cleaned_data["zone"], rows=typed)
            messages.success(request, _("Your week is saved. Your bookings are not changed."))
            if len(saved) < len(typed):
                messages.info(request, _("Rows that overlapped or met are one row now."))
            return go_to(request, reverse(OVERVIEW))
    context = {"schedule": schedule, "rows": rows, "zone": zone, "overview_url": reverse(OVERVIEW)}
    return render(request, "availability/weekly_hours.html", context, status=status)


@require_form
@members_only
def date_override(request: HttpRequest) -> HttpResponse:
    """Give a date hours of its own, or take it off."""
    schedule = _own_schedule(request)
    form = DateOverrideForm(request.POST or None, today=local_date(timezone.now(), schedule.zone))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.add_to_date(
                schedule=schedule, on=data["on"], ranges=form.minute_ranges(), note=data["note"]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("That date is saved. Your bookings are not changed."))
            return go_to(request, reverse(OVERVIEW))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "schedule": schedule, "overview_url": reverse(OVERVIEW)}
    return render(request, "availability/date_override.html", context, status=status)


@require_POST
@members_only
def date_override_removal(request: HttpRequest, on: str) -> HttpResponse:
    """The weekly hours apply on that date again."""
    try:
        operations.clear_date(schedule=_own_schedule(request), on=date.fromisoformat(on))
    except ValueError as error:
        raise Http404 from error
    messages.success(request, _("Your weekly hours apply on that date again."))
    return go_to(request, reverse(OVERVIEW))
