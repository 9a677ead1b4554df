"""From a session type to a booked session: free times, what it is about, booked."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.handles import find_by_handle, redirect_to_handle
from accounts.idempotency import KeyReused
from accounts.limits import check_rate
from accounts.models import User
from accounts.viewer import member, members_only, viewer, zone_of
from core.form_fields import parse_instant
from core.http import go_to, public_page, wants_fragment
from core.refusals import Refusal
from core.zones import zone_choices
from mentoring.booking_forms import BookingForm, WaitingForm, find_step
from mentoring.explanations import explain_asked
from mentoring.free_times import find_groups
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, Mentor, SessionType, WaitingEntry
from mentoring.operations import book_session, check_free, hold_time
from mentoring.timetable import build_week

MOST_GROUPS = 20  # that the page of times lists


def find_bookable(handle: str, slug: str) -> SessionType:
    types = SessionType.objects.bookable().select_related("mentor__user")
    return find_by_handle(types.filter(slug=slug), handle, field="mentor__user__handle")


def parse_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_safe
@public_page(max_age=30)
def times(request: HttpRequest, handle: str, slug: str) -> HttpResponse:
    """A month of free days, and the times of one. Three queries whatever the range, one more for members."""
    offered, now, zone = find_bookable(handle, slug), timezone.now(), zone_of(request)
    if offered.mentor.user.handle != handle:
        return redirect_to_handle(request, offered.mentor.user.handle)
    session_type = offered.at_length(asked_length(offered, request.GET))
    week = build_week(
        session_type,
        first=parse_date(request.GET.get("from", "")),
        zone=zone,
        now=now,
        learner=viewer(request),
    )
    context = {
        "session_type": session_type,
        "mentor": session_type.mentor,
        "week": week,
        "zone": zone.key,
        "zones": zone_choices(now.date()),
        "step": request.GET.get("step", ""),
        "about": request.GET.get("about", "")[:LONGEST_ABOUT],
        "carried": carry(request.GET),
        "lengths": offered.lengths,
        "waiting_form": WaitingForm(initial={"from_on": week.first, "until_on": week.last}),
        "waits": _find_waiting(request, offered),
        "groups": find_groups(session_type, learner=viewer(request), now=now)[:MOST_GROUPS]
        if offered.is_group
        else (),
        "has_rooms": bool(settings.MEETING_URL),
        "explanation": explain_asked(week.answer, request.GET.get("why", ""), zone),
        "why_fields": [
            (name, request.GET[name]) for name in (*CARRIED, "minutes", "from") if name in request.GET
        ],
    }
    return render(request, "mentoring/times.html", context)


@require_safe
@members_only
def booking_form(request: HttpRequest, handle: str, slug: str) -> HttpResponse:
    """The chosen time, and room to say what it is about. Without one that is free: back to the times."""
    offered = find_bookable(handle, slug)
    if offered.mentor.user.handle != handle:
        return redirect_to_handle(request, offered.mentor.user.handle)
    session_type = offered.at_length(asked_length(offered, request.GET))
    start, step = parse_instant(request.GET.get("start", "")), request.GET.get("step", "")
    if start is None:
        messages.info(request, _("Pick a time first."))
        return HttpResponseRedirect(f"{session_type.get_absolute_url()}{carry(request.GET, *ALL_CARRIED)}")
    initial = {
        "start": start.isoformat(),
        "session_type": slug,
        "minutes": session_type.minutes,
        "step": step,
        "about": request.GET.get("about", "")[:LONGEST_ABOUT],
    }
    form = BookingForm(initial=initial, mentor=session_type.mentor, learner=member(request))
    context = _build_context(request, form, session_type.mentor, session_type, start)
    if not context["booked"] and not context["group"]:
        try:
            check_free(session_type, start, now=timezone.now(), learner=member(request))
        except Refusal as refusal:
            messages.info(request, refusal.message)
            return HttpResponseRedirect(context["times_url"])
    return render(request, "mentoring/booking_form.html", context)


@require_POST
@members_only
def hold(request: HttpRequest, handle: str, slug: str) -> HttpResponse:
    """Keep a time for ten minutes, while its form is filled in."""
    offered, start = find_bookable(handle, slug), parse_instant(request.POST.get("start", ""))
    session_type = offered.at_length(asked_length(offered, request.POST))
    if start is None:
        return HttpResponseRedirect(session_type.get_absolute_url())
    held, refusal = None, None
    try:
        check_rate(request, "hold")
        held = hold_time(
            learner=member(request), session_type=session_type, starts_at=start, now=timezone.now()
        )
    except Refusal as refused:
        refusal = refused
    carried = carry(request.POST, *ALL_CARRIED)
    times_url = f"{session_type.get_absolute_url()}{carried}"
    if wants_fragment(request):
        context = {"hold": held, "refusal": refusal, "times_url": times_url}
        return render(request, "mentoring/_hold.html", context)
    if refusal:
        messages.info(request, refusal.message)
        return go_to(request, times_url)
    form_url = reverse("mentoring:booking_form", args=[handle, slug])
    return go_to(request, f"{form_url}{carry(request.POST, 'start', *ALL_CARRIED)}")


@require_POST
@members_only
def bookings(request: HttpRequest, handle: str) -> HttpResponse:
    """Book. A refusal shows the form again, with all that was typed and the nearest free times."""
    mentor = find_by_handle(Mentor.objects.listed().select_related("user"), handle)
    form = BookingForm(request.POST, mentor=mentor, learner=member(request))
    nearest: list[datetime] = []
    made_before = ""
    if form.is_valid():
        try:
            check_rate(request, "booking")
            booking = book_session(learner=member(request), now=timezone.now(), **form.booking_fields())
        except KeyReused as reused:  # the form came back with Back, and was changed
            made_before = reused.data["answer"] or ""
            form.renew_key()
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
            nearest = [datetime.fromisoformat(start) for start in refusal.data.get("nearest", [])]
        else:
            if booking.is_released:  # an old form, sent again after its booking was cancelled
                messages.info(request, _("This booking was cancelled. Pick a time to book again."))
            elif booking.state == BookingState.REQUESTED:
                messages.success(request, _("Asked. The time is kept for you until the mentor answers."))
            else:
                messages.success(request, _("Booked. The invitation is on its way to both of you."))
            return go_to(request, f"{booking.get_absolute_url()}{carry(request.GET, 'zone')}")
    context = _build_context(
        request,
        form,
        mentor,
        _chosen_type(form),
        form.cleaned_data.get("start"),
        made_before=made_before,
    )
    return render(request, "mentoring/booking_form.html", context | {"nearest": nearest}, status=422)


CARRIED = ("step", "about", "zone")
LONGEST_ABOUT = 600  # characters of an address that say what the session is to be about
ALL_CARRIED = (*CARRIED, "minutes")


def carry(query: Mapping[str, str], *names: str) -> str:
    """`?step=…&zone=…`: what each page of the way to a booking hands on to the next, where it is known."""
    known = {name: query[name][:LONGEST_ABOUT] for name in names or CARRIED if query.get(name)}
    return f"?{urlencode(known)}" if known else ""


def _find_group(session_type: SessionType | None, start: datetime | None, learner: User) -> Booking | None:
    """The session that the learner would join at that start, or in which a seat is kept for them."""
    if session_type is None or start is None or not session_type.is_group:
        return None
    begun = Booking.objects.groups().filter(
        session_type=session_type, minutes=session_type.minutes, starts_at=start
    )
    return begun.offered_to(learner).first() or begun.open_to(learner).first()


def _find_waiting(request: HttpRequest, session_type: SessionType) -> WaitingEntry | None:
    if (me := viewer(request)) is None:
        return None
    return WaitingEntry.objects.waiting().filter(person=me, session_type=session_type).first()


def _chosen_type(form: BookingForm) -> SessionType | None:
    """What a form that was sent asks for, at its length."""
    offered: SessionType | None = form.cleaned_data.get("session_type")
    return offered and offered.at_length(asked_length(offered, form.data))


def asked_length(offered: SessionType, query: Mapping[str, str]) -> int:
    """The length that an address names, if it is on offer; else the usual one."""
    asked = query.get("minutes", "")
    return next((each for each in offered.lengths if str(each) == asked), offered.minutes)


def _build_context(
    request: HttpRequest,
    form: BookingForm,
    mentor: Mentor,
    session_type: SessionType | None,
    start: datetime | None,
    *,
    made_before: str = "",
) -> dict[str, Any]:
    """`made_before` is the id of a booking that this form has made already."""
    step = str(form["step"].value() or "")
    roadmap, _slash, key = step.partition("/")
    asked = {"step": step, **{name: request.GET.get(name, "") for name in ("about", "zone")}}
    if session_type and len(session_type.lengths) > 1:
        asked["minutes"] = str(session_type.minutes)
    mine = Booking.objects.of(form.learner).live(timezone.now())
    same = Q(pk=made_before) if made_before else Q(mentor=mentor, starts_at=start)
    return {
        "form": form,
        "session_type": session_type,
        "mentor": mentor,
        "times_url": session_type.get_absolute_url() + carry(asked, *ALL_CARRIED) if session_type else "",
        "hold": start
        and Booking.objects.held_by(form.learner).filter(starts_at=start, mentor=mentor).first(),
        "start": start,
        "end": start and session_type and start + session_type.duration,
        "step": find_step(roadmap, key, reader=form.learner),
        "group": _find_group(session_type, start, form.learner),
        "booked": mine.filter(same).first() if made_before or start else None,
        "carried": carry(asked),
        "carried_zone": carry(request.GET, "zone"),
        "weekly_url": _find_weekly_url(session_type, start, asked) if not form.is_bound else "",
    }


def _find_weekly_url(
    session_type: SessionType | None, start: datetime | None, asked: Mapping[str, str]
) -> str:
    """Where the same hour is booked for several weeks; empty where that is not on offer."""
    if session_type is None or start is None or not session_type.is_weekly:
        return ""
    url = reverse("mentoring:weekly", args=[session_type.mentor.user.handle, session_type.slug])
    return url + carry({**asked, "start": start.isoformat()}, "start", *ALL_CARRIED)
