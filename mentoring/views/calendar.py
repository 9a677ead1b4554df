"""A mentor's calendar: a week of hours and sessions, and the days on which they are away."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.viewer import member, members_only
from availability.models import Schedule, TimeOff, Travel
from core.clock import local_date, week_of
from core.prepared import prepared
from mentoring.calendar import build_calendar_week

YEARS_AROUND = 2


@require_safe
@members_only
def calendar(request: HttpRequest) -> HttpResponse:
    """One week, on the clock of where the mentor is on each of its days."""
    me = member(request)
    schedules = get_list_or_404(Schedule, user=me)
    wanted = request.GET.get("hours", "")
    schedule = next((each for each in schedules if str(each.pk) == wanted), schedules[0])
    now = timezone.now()
    today = local_date(now, schedule.zone)
    week = build_calendar_week(me, schedule, first=_read_week(request, today), now=now)
    context = {
        "week": week,
        "this_week": week_of(today, me.first_weekday),
        "schedule": schedule,
        "schedules": schedules,
        "overrides": schedule.read_dates(since=today),
        "time_off": _time_off_from.rows(person=me.pk, today=today),
        "travels": Travel.objects.filter(user=me).coming(today),
    }
    return render(request, "mentoring/calendar.html", context)


@prepared
def _time_off_from(person: Any, today: Any) -> QuerySet[TimeOff]:
    mine = TimeOff.objects.filter(user=person).coming(today)
    shown = ("first_on", "last_on", "reason", "public_note", "stand_in__display_name", "stand_in__handle")
    return mine.select_related("stand_in").only(*shown)


def _read_week(request: HttpRequest, today: date) -> date:
    """The first day of the week that is asked for, or of this one."""
    try:
        asked = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        asked = today
    is_near = abs(asked.year - today.year) <= YEARS_AROUND
    return week_of(asked if is_near else today, member(request).first_weekday)
