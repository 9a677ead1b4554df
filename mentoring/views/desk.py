"""The mentor's own desk: profile, session types, weekly hours, dates that differ."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import member, members_only
from core.clock import local_date
from core.http import go_to
from core.refusals import Refusal
from mentoring import operations
from mentoring.clashes import outside_hours
from mentoring.forms import (
    DateOverrideForm,
    MentorForm,
    SessionTypeForm,
    WeeklyHoursFormSet,
    WeeklyRows,
    ZoneForm,
    weekly_rows,
    weekly_rows_and_more,
)
from mentoring.models import Booking, Mentor, Schedule
from mentoring.timetable import week

require_form = require_http_methods(["GET", "HEAD", "POST"])


def _own(request: HttpRequest) -> Mentor:
    return get_object_or_404(Mentor.objects.select_related("user"), user=member(request))


def _schedule(mentor: Mentor) -> Schedule:
    return get_object_or_404(mentor.schedules, is_default=True)


@require_safe
@members_only
def desk(request: HttpRequest) -> HttpResponse:
    """Everything on one page; whoever has no profile yet begins with one."""
    mentor = Mentor.objects.select_related("user").filter(user=member(request)).first()
    if mentor is None:
        return go_to(request, reverse("mentoring:profile"))
    now, schedule = timezone.now(), _schedule(mentor)
    types = list(mentor.session_types.select_related("mentor__user"))
    offered = next((each for each in types if each.is_offered), None)
    coming = schedule.overrides.filter(on__gte=local_date(now, schedule.zone))
    context = {
        "mentor": mentor,
        "schedule": schedule,
        "weekly_hours": schedule.weekly_hours.all(),
        "overrides": coming.prefetch_related("ranges"),
        "session_types": types,
        "upcoming": Booking.objects.filter(mentor=mentor).upcoming(now).with_people()[:5],
        "clashes": outside_hours(mentor, now=now),
        "preview": offered and week(offered, first=None, zone=schedule.zone, now=now),
        "previewed": offered,
    }
    return render(request, "mentoring/desk.html", context)


@require_form
@members_only
def profile(request: HttpRequest) -> HttpResponse:
    """Make one's own profile, or change it."""
    me = member(request)
    mentor = Mentor.objects.filter(user=me).first()
    form = MentorForm(request.POST or None, instance=mentor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if mentor is None:
            operations.become_mentor(user=me, **data)
            messages.success(request, _("Your profile is saved. Next: your hours and what can be booked."))
        else:
            operations.update_profile(mentor=mentor, **data)
            messages.success(request, _("Your profile is saved."))
        return go_to(request, reverse("mentoring:desk"))
    status = 422 if request.method == "POST" else 200
    return render(request, "mentoring/desk_profile.html", {"form": form, "mentor": mentor}, status=status)


@require_POST
@members_only
def listing(request: HttpRequest) -> HttpResponse:
    """Be in the directory, or not (`listed=` empty)."""
    mentor = _own(request)
    try:
        if request.POST.get("listed"):
            operations.list_profile(mentor=mentor)
            messages.success(request, _("You are in the directory. People can book you now."))
        else:
            operations.unlist_profile(mentor=mentor)
            messages.success(request, _("You have left the directory. What is booked stays booked."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return go_to(request, reverse("mentoring:desk"))


@require_form
@members_only
def session_type(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """Add one, or change the terms of one for whoever books from now on."""
    mentor = _own(request)
    found = get_object_or_404(mentor.session_types, slug=slug) if slug else None
    form = SessionTypeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        if found is None:
            operations.offer_session_type(mentor=mentor, **form.cleaned_data)
        else:
            operations.update_session_type(session_type=found, **form.cleaned_data)
        messages.success(request, _("Saved. It holds for whoever books from now on."))
        return go_to(request, reverse("mentoring:desk"))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "session_type": found}
    return render(request, "mentoring/desk_session_type.html", context, status=status)


@require_form
@members_only
def hours(request: HttpRequest) -> HttpResponse:
    """The week as rows. "More rows" shows the form again with what was typed and room for more."""
    schedule = _schedule(_own(request))
    if request.method != "POST":
        zone = ZoneForm(initial={"zone": schedule.zone.key})
        return _hours_page(request, schedule, weekly_rows(schedule), zone)
    if "more" in request.POST:
        return _hours_page(request, schedule, weekly_rows_and_more(request.POST), ZoneForm(request.POST))
    rows, zone = WeeklyHoursFormSet(request.POST), ZoneForm(request.POST)
    if not (rows.is_valid() and zone.is_valid()):
        return _hours_page(request, schedule, rows, zone, status=422)
    operations.set_weekly_hours(schedule=schedule, zone=zone.cleaned_data["zone"], rows=rows.kept())
    messages.success(request, _("Your week is saved. Nothing that is booked was touched."))
    return go_to(request, reverse("mentoring:desk"))


def _hours_page(
    request: HttpRequest, schedule: Schedule, rows: WeeklyRows, zone: ZoneForm, *, status: int = 200
) -> HttpResponse:
    context = {"schedule": schedule, "rows": rows, "zone": zone}
    return render(request, "mentoring/desk_hours.html", context, status=status)


@require_form
@members_only
def dates(request: HttpRequest) -> HttpResponse:
    """Give a date hours of its own, or take it off."""
    schedule = _schedule(_own(request))
    form = DateOverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        operations.override_date(schedule=schedule, on=data["on"], ranges=form.ranges(), note=data["note"])
        messages.success(request, _("That date is saved. Nothing that is booked was touched."))
        return go_to(request, reverse("mentoring:desk"))
    status = 422 if request.method == "POST" else 200
    return render(request, "mentoring/desk_date.html", {"form": form, "schedule": schedule}, status=status)


@require_POST
@members_only
def date_removal(request: HttpRequest, on: str) -> HttpResponse:
    """The weekly hours apply on that date again."""
    try:
        operations.clear_date(schedule=_schedule(_own(request)), on=date.fromisoformat(on))
    except ValueError as error:
        raise Http404 from error
    messages.success(request, _("Your weekly hours apply on that date again."))
    return go_to(request, reverse("mentoring:desk"))
