"""What mentors see of their own mentoring: profile, session types, hours at a glance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import member, members_only, zone_of
from availability.models import Schedule
from core.clock import local_date
from core.http import go_to, wants_fragment
from core.refusals import Refusal
from core.zones import zone_choices, zone_named
from mentoring import operations
from mentoring.clashes import find_outside_hours
from mentoring.explanations import explain_asked
from mentoring.lifecycle import AttendanceRole
from mentoring.mentor_forms import MentorForm, PauseForm
from mentoring.models import Attendance, Booking, Mentor, SessionType, first_of_each_pair
from mentoring.presets import PRESETS
from mentoring.session_type_forms import CapsForm, SessionTypeForm
from mentoring.timetable import build_days

require_form = require_http_methods(["GET", "HEAD", "POST"])
PREVIEW_DAYS = 14
UPCOMING = 3


def _find_own_mentor(request: HttpRequest) -> Mentor:
    return get_object_or_404(Mentor.objects.select_related("user"), user=member(request))


@require_safe
@members_only
def mentor_admin(request: HttpRequest) -> HttpResponse:
    """Everything on one page; somebody without a profile begins by applying."""
    me, now = member(request), timezone.now()
    schedule = Schedule.objects.default().filter(user=me).select_related("user__mentor").first()
    mentor: Mentor | None = getattr(schedule.user, "mentor", None) if schedule else None
    if schedule is None or mentor is None:
        return go_to(request, reverse("mentoring:application"))
    open_bookings = _read_open_bookings(mentor, now)
    upcoming = [each for each in open_bookings if each.is_upcoming(now)]
    context = {
        "mentor": mentor,
        "is_paused": mentor.is_paused_at(now),
        "pause_form": PauseForm(),
        "schedule": schedule,
        "weekly_hours": schedule.weekly_hours.all(),
        "overrides": schedule.read_dates(since=local_date(now, schedule.zone)),
        "session_types": list(mentor.session_types.all()),
        "upcoming": upcoming[:UPCOMING],
        "to_answer": len(first_of_each_pair(each for each in open_bookings if each.is_requested(now))),
        "to_score": sum(each.ends_at <= now for each in open_bookings),
        "clashes": find_outside_hours(upcoming),
    }
    return render(request, "mentoring/mentor_admin.html", context)


def _read_open_bookings(mentor: Mentor, now: datetime) -> list[Booking]:
    """Those to come, to answer and to score, in order, without their people. One query."""
    given = Booking.objects.filter(mentor=mentor)
    found = (given.live(now) | given.to_score(now)).select_related("session_type").order_by()
    shown = ("title", "starts_at", "ends_at", "state", "expires_at", "mentor_id", "weekly_pair_id")
    hours_of_type = ("session_type__mentor_id", "session_type__schedule_id")
    return sorted(found.only(*shown, *hours_of_type), key=lambda each: (each.starts_at, each.pk))


@require_safe
@members_only
def free_preview(request: HttpRequest) -> HttpResponse:
    """What learners in some zone see of one session type: two weeks, also as a fragment beside the hours.

    Unless a zone is asked for, it is that of whoever comes next, and without bookings one's own.
    """
    mentor, now = _find_own_mentor(request), timezone.now()
    types = list(mentor.session_types.offered().select_related("mentor__user"))
    chosen = _pick_session_type(types, slug=request.GET.get("type", ""), hours=request.GET.get("hours", ""))
    zone = (
        zone_named(request.GET.get("learners", "")) or _zone_of_next_learner(mentor, now) or zone_of(request)
    )
    days, answer = build_days(chosen, count=PREVIEW_DAYS, zone=zone, now=now) if chosen else ([], None)
    context = {
        "explanation": answer and explain_asked(answer, request.GET.get("why", ""), zone),
        "why_fields": [("type", chosen.slug if chosen else ""), ("learners", zone.key)],
        "session_types": types,
        "chosen": chosen,
        "learners_zone": zone,
        "zones": zone_choices(now.date()),
        "days": days,
        "found": sum(len(day.starts) for day in days),
    }
    page = "_free_preview.html" if wants_fragment(request) else "free_preview.html"
    return render(request, f"mentoring/{page}", context)


def _pick_session_type(types: Sequence[SessionType], *, slug: str, hours: str) -> SessionType | None:
    """The one that is asked for, else the first by the hours that are asked for, else the first."""
    by_slug = [each for each in types if each.slug == slug]
    by_hours = [each for each in types if str(each.schedule_id or "") == hours]
    return next(iter([*by_slug, *by_hours, *types]), None)


def _zone_of_next_learner(mentor: Mentor, now: datetime) -> ZoneInfo | None:
    coming = Attendance.objects.filter(
        role=AttendanceRole.LEARNER, booking__in=Booking.objects.filter(mentor=mentor).upcoming(now)
    )
    return coming.order_by("during").values_list("zone", flat=True).first()


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
        return go_to(request, reverse("mentoring:mentor_admin"))
    status = 422 if request.method == "POST" else 200
    return render(request, "mentoring/profile.html", {"form": form, "mentor": mentor}, status=status)


@require_POST
@members_only
def listing(request: HttpRequest) -> HttpResponse:
    """Be in the directory, or not (`listed=` empty)."""
    mentor = _find_own_mentor(request)
    try:
        if request.POST.get("listed"):
            operations.list_profile(mentor=mentor)
            messages.success(request, _("You are in the directory. People can book you now."))
        else:
            operations.unlist_profile(mentor=mentor)
            messages.success(request, _("You have left the directory. Your bookings stay."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return go_to(request, reverse("mentoring:mentor_admin"))


@require_form
@members_only
def session_type(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """Add one, perhaps from a preset or as a copy of another, or change one for new bookings."""
    mentor = _find_own_mentor(request)
    found = get_object_or_404(mentor.session_types, slug=slug) if slug else None
    initial = None if found else _initial_session_type(request, mentor)
    form = SessionTypeForm(request.POST or None, instance=found, initial=initial, mentor=mentor)
    if request.method == "POST" and form.is_valid():
        if found is None:
            operations.offer_session_type(mentor=mentor, **form.cleaned_data)
        else:
            operations.update_session_type(session_type=found, **form.cleaned_data)
        messages.success(request, _("Saved. It applies to new bookings."))
        return go_to(request, reverse("mentoring:mentor_admin"))
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "session_type": found,
        "presets": PRESETS.items(),
        "chosen_preset": request.GET.get("preset", ""),
    }
    return render(request, "mentoring/session_type.html", context, status=status)


def _initial_session_type(request: HttpRequest, mentor: Mentor) -> dict[str, Any]:
    """What the address asks to begin with: `?preset=coding`, or `?copy=` one of the mentor's own."""
    if preset := PRESETS.get(request.GET.get("preset", "")):
        return preset.initial()
    original = mentor.session_types.filter(slug=request.GET.get("copy", "")).first()
    if original is None:
        return {}
    copied = model_to_dict(original, fields=SessionTypeForm.Meta.fields)
    return copied | {"title": gettext("%(title)s (copy)") % {"title": original.title}}


@require_form
@members_only
def caps(request: HttpRequest) -> HttpResponse:
    """The most sessions and minutes over everything that the mentor offers."""
    mentor = _find_own_mentor(request)
    form = CapsForm(request.POST or None, instance=mentor)
    if request.method == "POST" and form.is_valid():
        operations.set_caps(mentor=mentor, **form.cleaned_data)
        messages.success(request, _("Saved. Sessions that are booked stay booked."))
        return go_to(request, reverse("mentoring:mentor_admin"))
    status = 422 if request.method == "POST" else 200
    return render(request, "mentoring/caps.html", {"form": form}, status=status)
