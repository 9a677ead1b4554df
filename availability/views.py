"""The pages on which people set their hours: the week, and dates that differ."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature, dumps, loads
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import member, members_only
from availability import operations
from availability.forms import DateOverrideForm, WeekForm, ZoneForm, edit_week, saved_week, zone_form
from availability.models import Schedule
from availability.operations import Week, WeeklyRow, saved_week_of
from availability.typed_week import TypedWeek
from core.clock import local_date
from core.http import go_to, wants_fragment
from core.refusals import Refusal

require_form = require_http_methods(["GET", "HEAD", "POST"])
OVERVIEW = "mentoring:mentor_admin"  # the page that shows a mentor's hours among all else
UNDO_SALT, UNDO_SECONDS = "availability.undo", 24 * 3600
LONGEST_TOKEN = 1_500  # a message may travel in a cookie


def _own_schedule(request: HttpRequest) -> Schedule:
    return get_object_or_404(Schedule.objects.default(), user=member(request))


@require_form
@members_only
def weekly_hours(request: HttpRequest) -> HttpResponse:
    """The week as days with their rows. Every button but "Save" gives the typed week back, changed."""
    schedule, status = _own_schedule(request), 200
    saved = saved_week(schedule)
    week, zone = WeekForm(saved), zone_form(schedule)
    more: dict[str, Any] = {}
    if request.method == "POST":
        typed = TypedWeek.from_fields(request.POST)
        zone = zone_form(schedule, request.POST)
        edited, said, day = edit_week(typed, request.POST)
        week = WeekForm(edited)
        if "save" in request.POST:
            if zone.is_valid() and week.is_valid():
                return _save_week(request, schedule, week, zone)
            status = 422
        elif edited != typed:
            more = {"said": said, "before": typed.as_text() if said else "", "touched": day}
    context = {
        "schedule": schedule,
        "week": week,
        "zone": zone,
        "is_changed": week.typed != saved or zone["zone"].value() != schedule.zone.key,
        "is_refused": status == 422,
        "overview_url": reverse(OVERVIEW),
        **more,
    }
    page = "availability/_week.html" if wants_fragment(request) else "availability/weekly_hours.html"
    return render(request, page, context, status=status)


def _save_week(request: HttpRequest, schedule: Schedule, week: WeekForm, zone: ZoneForm) -> HttpResponse:
    before = saved_week_of(schedule)
    operations.set_weekly_hours(schedule=schedule, zone=zone.cleaned_data["zone"], rows=week.weekly_rows)
    schedule.refresh_from_db()
    token = dumps([schedule.pk, before, saved_week_of(schedule)], salt=UNDO_SALT, compress=True)
    sentence = _("Your week is saved. Your bookings are not changed.")
    if week.merged_days:
        sentence = _("Your week is saved. Rows that overlapped or met are one row now.")
    undo_url = reverse("availability:week_restoration", args=[token])
    messages.success(request, sentence, extra_tags=f"undo:{undo_url}" if len(token) < LONGEST_TOKEN else "")
    return go_to(request, reverse("availability:weekly_hours"))


@require_POST
@members_only
def week_restoration(request: HttpRequest, token: str) -> HttpResponse:
    """Undo a saved week, within a day and while nothing was changed since."""
    try:
        pk, before, after = loads(token, salt=UNDO_SALT, max_age=UNDO_SECONDS)
    except BadSignature as error:
        raise Http404 from error
    schedule = get_object_or_404(Schedule, pk=pk, user=member(request))
    try:
        operations.restore_week(schedule=schedule, week=_read_week(before), instead_of=_read_week(after))
        messages.success(request, _("Your week is as it was before."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return go_to(request, reverse("availability:weekly_hours"))


def _read_week(signed: Any) -> Week:
    zone, rows = signed
    return Week(zone, tuple(WeeklyRow(*row) for row in rows))


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
