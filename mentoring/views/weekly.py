"""Meeting every week: from a first time to all dates, the page of a weekly pair, and calling it off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.handles import redirect_to_handle
from accounts.idempotency import KeyReused
from accounts.limits import check_rate
from accounts.models import User
from accounts.viewer import member, members_only, zone_of
from core.form_fields import parse_instant
from core.http import go_to
from core.refusals import Refusal
from mentoring.booking_forms import WeeklyCancellationForm, WeeklyForm, find_step
from mentoring.forms import AnswerForm
from mentoring.free_times import MOST_DAYS
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, SessionType, WeeklyPair
from mentoring.operations import (
    book_weekly,
    cancel_weekly,
    find_coming,
    find_outside_busy,
    skip_every_second,
)
from mentoring.views.booking import ALL_CARRIED, asked_length, carry, find_bookable
from mentoring.weekly_times import WeeklyTime, find_clock_shifts, find_weekly_times

USUAL_WEEKS = 4
MOST_OTHERS = 4  # other times of a date that are shown


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week in the form: its time or, where that is not free, others of the date. `taken` is chosen."""

    name: str
    time: WeeklyTime
    others: Sequence[datetime]
    taken: datetime | None


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def weekly(request: HttpRequest, handle: str, slug: str) -> HttpResponse:
    """All dates before anything is booked: in both zones, with those that are not free; then book."""
    offered, me, now = find_bookable(handle, slug), member(request), timezone.now()
    if offered.mentor.user.handle != handle:
        return redirect_to_handle(request, offered.mentor.user.handle)
    asked: QueryDict = request.POST if request.method == "POST" else request.GET
    session_type = offered.at_length(asked_length(offered, asked))
    start = parse_instant(asked.get("start", ""))
    is_near = start and now <= start <= now + timedelta(days=MOST_DAYS)
    if start is None or not (session_type.is_weekly and is_near):
        messages.info(request, _("Pick a time first."))
        return HttpResponseRedirect(f"{session_type.get_absolute_url()}{carry(request.GET, *ALL_CARRIED)}")
    if request.method == "POST":
        form, status = WeeklyForm(request.POST, mentor=session_type.mentor, learner=me), 422
        if form.is_valid() and (pair := _book(request, form, me)):
            return go_to(request, pair.get_absolute_url())
    else:
        initial = {"start": start.isoformat(), "session_type": slug, "minutes": session_type.minutes}
        initial["step"] = request.GET.get("step", "")
        form, status = WeeklyForm(initial=initial, mentor=session_type.mentor, learner=me), 200
    weeks = _asked_weeks(session_type, asked)
    times = find_weekly_times(session_type, first=start, weeks=weeks, now=now, learner=me)
    context = {
        "form": form,
        "session_type": session_type,
        "mentor": session_type.mentor,
        "other": session_type.mentor,
        "start": start,
        "weeks": weeks,
        "weeks_on_offer": range(2, session_type.most_weeks + 1),
        "rows": _build_rows(form, times),
        "free_count": sum(each.cause is None for each in times),
        "shifts": find_clock_shifts(_free_sessions(times), zone_of(request)),
        "zones_differ": any(
            each.starts_at.astimezone(each.zone).utcoffset()
            != each.starts_at.astimezone(zone_of(request)).utcoffset()
            for each in times
            if each.starts_at
        ),
        "step": find_step(*_split_step(form), reader=me),
        "times_url": session_type.get_absolute_url() + carry(asked, *ALL_CARRIED),
        "carried": carry(asked),
        "carried_fields": [(name, asked[name]) for name in ALL_CARRIED if asked.get(name)],
    }
    return render(request, "mentoring/weekly.html", context, status=status)


def _book(request: HttpRequest, form: WeeklyForm, me: User) -> WeeklyPair | None:
    """None with the reason in the form when it was refused."""
    try:
        check_rate(request, "booking")
        pair = book_weekly(learner=me, now=timezone.now(), **form.booking_fields())
    except KeyReused:
        form.renew_key()
        form.add_error(None, _("This form has booked sessions already. See them among your sessions."))
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
    else:
        if any(each.state == BookingState.REQUESTED for each in pair.bookings.all()):
            messages.success(request, _("Asked. The times are kept for you until the mentor answers."))
        else:
            messages.success(request, _("Booked. One email with all dates is on its way to both of you."))
        return pair
    return None


def _asked_weeks(session_type: SessionType, asked: QueryDict) -> int:
    """How many weeks, as far as they are on offer."""
    text = asked.get("weeks", "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else USUAL_WEEKS
    return min(max(wanted, 2), session_type.most_weeks)


def _split_step(form: WeeklyForm) -> tuple[str, str]:
    roadmap, _slash, key = str(form["step"].value() or "").partition("/")
    return roadmap, key


def _build_rows(form: WeeklyForm, times: Sequence[WeeklyTime]) -> list[WeekRow]:
    """At first every time that is free is taken; then what was sent."""
    rows = []
    for number, each in enumerate(times):
        taken = form.picked(number) if form.is_bound else each.starts_at if each.cause is None else None
        at = each.starts_at
        nearest = sorted(each.others, key=lambda other: abs(other - at)) if at else each.others
        rows.append(WeekRow(f"week-{number}", each, sorted(nearest[:MOST_OTHERS]), taken))
    return rows


def _free_sessions(times: Sequence[WeeklyTime]) -> list[tuple[datetime, Any]]:
    return [(each.starts_at, each.zone) for each in times if each.starts_at]


def find_own_pair(request: HttpRequest, pk: str) -> WeeklyPair:
    """Somebody else's is not found."""
    return get_object_or_404(WeeklyPair.objects.of(member(request)).with_bookings(), pk=pk)


@require_safe
@members_only
def weekly_pair(request: HttpRequest, pk: str) -> HttpResponse:
    """All sessions that were booked together, and what can be done with those to come."""
    me, now = member(request), timezone.now()
    pair = find_own_pair(request, pk)
    bookings = list(pair.bookings.all())
    live = [each for each in bookings if not each.is_released]
    requested = [each for each in bookings if each.is_requested(now)]
    first = next(iter(live or bookings), None)
    context = {
        "pair": pair,
        "bookings": bookings,
        "first": first,
        "other": first.other_shown(me) if first else "",
        "is_given": pair.is_given_by(me),
        "shifts": find_clock_shifts(_sessions_of(live), zone_of(request)),
        "requested": requested[0] if requested else None,
        "answer_form": AnswerForm() if requested and pair.is_given_by(me) else None,
        "outside_busy": find_outside_busy(requested[0]) if requested and pair.is_given_by(me) else (),
        "can_cancel": any(now <= each.changeable_until(me) for each in find_coming(pair, now=now)),
        "now": now,
    }
    return render(request, "mentoring/weekly_pair.html", context)


def _sessions_of(bookings: Sequence[Booking]) -> list[tuple[datetime, Any]]:
    return [(each.starts_at, each.attendance_of(each.mentor.user).zone) for each in bookings]


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def weekly_cancellation(request: HttpRequest, pk: str) -> HttpResponse:
    """Call off what is to come, or every second week of it; ask first."""
    pair, me, now = find_own_pair(request, pk), member(request), timezone.now()
    form, status = WeeklyCancellationForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            every_second = form.cleaned_data["which"] == "every_second"
            reason = form.cleaned_data["reason"]
            try:
                cancel_weekly(pair=pair, by=me, reason=reason, every_second=every_second, now=now)
            except Refusal as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("Called off. One email about it is on its way to both of you."))
                return go_to(request, pair.get_absolute_url())
    coming = find_coming(pair, now=now)
    open_ones = [each for each in coming if now <= each.changeable_until(me)]
    context = {
        "pair": pair,
        "form": form,
        "first": coming[0] if coming else None,
        "other": coming[0].other_shown(me) if coming else "",
        "rest": open_ones,
        "every_second": skip_every_second(open_ones),
        "too_late": [each for each in coming if each not in open_ones],
    }
    return render(request, "mentoring/weekly_cancellation.html", context, status=status)
