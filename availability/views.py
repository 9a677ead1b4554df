"""The pages on which people set their hours: the week, and dates that differ."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
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
from availability.clock_changes import clock_changes
from availability.commitments import Commitment, find_stranded
from availability.forms import (
    DateOverrideForm,
    ScheduleForm,
    WeekForm,
    ZoneForm,
    edit_week,
    saved_week,
    zone_form,
)
from availability.models import HoursKey, Schedule
from availability.operations import Week, WeeklyRow, saved_week_of
from availability.slots import Hours, MinuteRange, day_number
from availability.typed_week import TypedWeek
from core.clock import local_date
from core.http import go_to, wants_fragment
from core.refusals import Refusal

require_form = require_http_methods(["GET", "HEAD", "POST"])
OVERVIEW = "mentoring:mentor_admin"  # the page that shows a mentor's hours among all else
UNDO_SALT, UNDO_SECONDS = "availability.undo", 24 * 3600
WARNED_AHEAD = timedelta(days=42)  # of a change of clocks
LONGEST_TOKEN = 1_500  # a message may travel in a cookie


def _own_schedule(request: HttpRequest, pk: int | None = None) -> Schedule:
    """The default one unless another is named."""
    mine = Schedule.objects.filter(user=member(request)).prefetch_related("weekly_hours")
    return get_object_or_404(mine.default() if pk is None else mine.filter(pk=pk))


@require_form
@members_only
def weekly_hours(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The week as days with their rows. Every button but "Save" gives the typed week back, changed."""
    schedule, status = _own_schedule(request, pk), 200
    saved = saved_week(schedule)
    week, zone = WeekForm(saved), zone_form(schedule)
    more: dict[str, Any] = {}
    if request.method == "POST":
        typed = TypedWeek.from_fields(request.POST)
        zone = zone_form(schedule, request.POST)
        edited, said, day = edit_week(typed, request.POST)
        week = WeekForm(edited)
        stranded = _stranded_by_week(request, schedule, week, zone)
        more = {"stranded": stranded, "is_agreed": "agreed" in request.POST}
        if "save" in request.POST:
            is_agreed = not stranded or more["is_agreed"]
            if zone.is_valid() and week.is_valid() and is_agreed:
                return _save_week(request, schedule, week, zone)
            status = 422
        elif edited != typed:
            more |= {"said": said, "before": typed.as_text() if said else "", "touched": day}
    now = timezone.now()
    context = {
        "schedule": schedule,
        "schedules": Schedule.objects.filter(user=schedule.user_id),
        "week_url": _week_url(schedule),
        "preview_url": _mentoring_url("free_preview", schedule),
        "clock_change": next(clock_changes(schedule.zone, now, now + WARNED_AHEAD), None),
        "week": week,
        "zone": zone,
        "is_changed": week.typed != saved or zone["zone"].value() != schedule.zone.key,
        "is_refused": status == 422,
        "overview_url": reverse(OVERVIEW),
        **more,
    }
    page = "availability/_week.html" if wants_fragment(request) else "availability/weekly_hours.html"
    return render(request, page, context, status=status)


def _week_url(schedule: Schedule) -> str:
    return reverse("availability:weekly_hours", args=() if schedule.is_default else [schedule.pk])


def _mentoring_url(page: str, schedule: Schedule) -> str:
    """A page of mentoring that shows the default schedule unless it is told another."""
    return reverse(f"mentoring:{page}") + ("" if schedule.is_default else f"?hours={schedule.pk}")


def _stranded_by_week(
    request: HttpRequest, schedule: Schedule, week: WeekForm, zone: ZoneForm
) -> list[Commitment]:
    """What would lie outside if the week were saved as it is typed."""
    weekly: dict[int, list[MinuteRange]] = defaultdict(list)
    for row in week.weekly_rows:
        weekly[row.weekday].append((row.start_minute, row.end_minute))
    chosen = zone.cleaned_data["zone"] if zone.is_valid() else schedule.zone

    def change(key: HoursKey, hours: Hours) -> Hours:
        is_meant = schedule.is_default if key.schedule_id is None else key.schedule_id == schedule.pk
        return replace(hours, weekly=weekly, zone=chosen) if is_meant else hours

    return find_stranded(member(request), change, now=timezone.now())


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
    return go_to(request, _week_url(schedule))


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
    return go_to(request, _week_url(schedule))


def _read_week(signed: Any) -> Week:
    zone, rows = signed
    return Week(zone, tuple(WeeklyRow(*row) for row in rows))


@require_form
@members_only
def new_schedule(request: HttpRequest) -> HttpResponse:
    """Another named week, to begin with a copy of the default one."""
    form = ScheduleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = operations.add_schedule(
                user=member(request), name=form.cleaned_data["name"], copied_from=_own_schedule(request)
            )
        except Refusal as refusal:
            form.add_error("name", str(refusal.message))
        else:
            messages.success(request, _("These hours begin as a copy. Change what is different."))
            return go_to(request, _week_url(added))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "overview_url": reverse(OVERVIEW)}
    return render(request, "availability/new_schedule.html", context, status=status)


@require_form
@members_only
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """The name of a week; here it becomes the usual one, or goes."""
    found = _own_schedule(request, pk)
    form = ScheduleForm(request.POST or None, initial={"name": found.name})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            operations.name_schedule(schedule=found, name=form.cleaned_data["name"])
        except Refusal as refusal:
            form.add_error("name", str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return go_to(request, _week_url(found))
    context = {"form": form, "schedule": found, "week_url": _week_url(found)}
    return render(request, "availability/schedule.html", context, status=status)


@require_POST
@members_only
def default_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """These hours hold wherever a session type names none."""
    operations.make_default(schedule=_own_schedule(request, pk))
    messages.success(request, _("These are your usual hours now."))
    return go_to(request, reverse("availability:weekly_hours"))


@require_POST
@members_only
def schedule_removal(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        operations.remove_schedule(schedule=_own_schedule(request, pk))
        messages.success(request, _("Removed. Sessions that named these hours go by your usual ones."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return go_to(request, reverse("availability:weekly_hours"))


@require_form
@members_only
def date_override(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Give a date hours of its own, or take it off."""
    found = _own_schedule(request, pk)
    form = DateOverrideForm(request.POST or None, today=local_date(timezone.now(), found.zone))
    stranded: list[Commitment] = []
    if request.method == "POST" and form.is_valid():
        data, ranges = form.cleaned_data, form.minute_ranges()
        stranded = _stranded_by_date(request, found, data["on"], ranges)
        if not stranded or "agreed" in request.POST:
            try:
                operations.add_to_date(schedule=found, on=data["on"], ranges=ranges, note=data["note"])
            except Refusal as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("That date is saved. Your bookings are not changed."))
                return go_to(request, _mentoring_url("calendar", found))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "schedule": found, "overview_url": reverse(OVERVIEW), "stranded": stranded}
    return render(request, "availability/date_override.html", context, status=status)


def _stranded_by_date(
    request: HttpRequest, schedule: Schedule, on: date, ranges: list[MinuteRange]
) -> list[Commitment]:
    day = day_number(on)

    def change(key: HoursKey, hours: Hours) -> Hours:
        is_meant = schedule.is_default if key.schedule_id is None else key.schedule_id == schedule.pk
        if not is_meant:
            return hours
        rows = [*hours.overrides.get(day, ()), *ranges]
        return replace(hours, overrides={**hours.overrides, day: rows})

    return find_stranded(member(request), change, now=timezone.now())


@require_POST
@members_only
def date_override_removal(request: HttpRequest, on: str, pk: int | None = None) -> HttpResponse:
    """The weekly hours apply on that date again."""
    found = _own_schedule(request, pk)
    try:
        operations.clear_date(schedule=found, on=date.fromisoformat(on))
    except ValueError as error:
        raise Http404 from error
    messages.success(request, _("Your weekly hours apply on that date again."))
    return go_to(request, _mentoring_url("calendar", found))
