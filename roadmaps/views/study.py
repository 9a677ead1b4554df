"""The study log: write down time, look back week by week, correct."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.viewer import member, members_only
from core.clock import local_date, week_of
from core.formats import format_date, format_duration
from core.http import go_to
from core.prepared import prepared
from core.refusals import Refusal
from roadmaps.forms import StudyEntryForm, StudyForm
from roadmaps.models import CHANGEABLE_FOR, Roadmap, StudyEntry, StudyTimer
from roadmaps.operations import change_study, log_study, remove_study
from roadmaps.operations.timer import LONGEST
from roadmaps.pace import count_pace, whole_weeks
from roadmaps.study_choices import Followed, StepTitles, begun_last, read_followed, study_choices, titles_of
from roadmaps.study_weeks import StudyHistory, StudyWeek, latest_goal, read_history, read_weeks, weekly_bars
from roadmaps.study_year import WEEKS, StudyYear
from roadmaps.views.lookups import back_to, posted_data

WEEKS_A_PAGE = 12
EARLIEST = date(2000, 1, 3)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def study(request: HttpRequest) -> HttpResponse:
    learner, now = member(request), timezone.now()
    followed = read_followed(learner)
    choices = study_choices(followed)
    offered = request.GET.get("about") or begun_last(choices)
    form = StudyForm(
        posted_data(request),
        today=local_date(now, learner.zone),
        study_choices=choices,
        initial={"about": offered},
    )
    if form.is_valid():
        try:
            _log_posted(learner, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            time = format_duration(form.cleaned_data["minutes"])
            messages.success(request, _("%(time)s logged.") % {"time": time})
            return go_to(request, back_to(request, reverse("roadmaps:study")))
    history = read_history(learner)
    last_day = _parse_last_day(request, learner, history)
    timer = _timer_of.first(learner=learner.pk)
    context = {
        "form": form,
        "offered": offered,
        "timer": timer,
        "timer_is_forgotten": timer is not None and now - timer.started_at > LONGEST,
        **_read_log_book(learner, last_day, followed, history),
    }
    return render(request, "roadmaps/study.html", context, status=422 if form.errors else 200)


@prepared
def _timer_of(learner: Any) -> QuerySet[StudyTimer]:
    return StudyTimer.objects.filter(learner=learner).select_related("roadmap")


@prepared
def _entries_between(learner: Any, first: Any, last: Any) -> QuerySet[StudyEntry]:
    mine = StudyEntry.objects.of(learner).filter(studied_on__gte=first, studied_on__lte=last)
    return mine.newest_first()


def _log_posted(learner: User, form: StudyForm) -> StudyEntry:
    slug, _slash, key = form.cleaned_data["about"].partition("/")
    return log_study(
        learner=learner,
        minutes=form.cleaned_data["minutes"],
        studied_on=form.cleaned_data["studied_on"],
        note=form.cleaned_data["note"],
        roadmap=Roadmap.objects.visible_to(learner).filter(slug=slug).first(),
        key=key,
        now=timezone.now(),
    )


def _parse_last_day(request: HttpRequest, learner: User, history: StudyHistory) -> date:
    """`?until=2026-08-31` looks back from that week; anything else means the latest week.

    After a move west the day of an entry may not have come yet: its week is shown all the same.
    """
    today = local_date(timezone.now(), learner.zone)
    latest = max(today, history.last_on or today)
    try:
        until = parse_date(request.GET.get("until", "")) or latest
    except ValueError:
        return latest
    return max(min(until, latest), EARLIEST)


def _read_log_book(
    learner: User, last_day: date, followed: Followed, history: StudyHistory
) -> dict[str, Any]:
    """The weeks to show, newest first, with their entries; two queries.

    Weeks without an entry are left out, unless a rest was planned.
    """
    today = local_date(timezone.now(), learner.zone)
    shown = read_weeks(learner, last_day=last_day, count=WEEKS_A_PAGE, today=today)
    lines: dict[date, list[StudyEntry]] = defaultdict(list)
    for entry in _entries_between.rows(learner=learner.pk, first=shown[0].first_day, last=shown[-1].last_day):
        lines[week_of(entry.studied_on, learner.first_weekday)].append(entry)
    titles = titles_of((entry for of_week in lines.values() for entry in of_week), learner, followed)
    listed = [week for week in reversed(shown) if lines[week.first_day] or week.is_current or week.is_rest]
    return {
        "weeks": [_add_lines(week, lines[week.first_day], titles) for week in listed],
        "bars": weekly_bars(shown),
        "goal_minutes": latest_goal(shown),
        "pace": count_pace(whole_weeks(shown, followed_since=followed.since, today=today)),
        "returns": history.returns,
        "earlier": shown[0].first_day - timedelta(days=1),
        "is_latest": shown[-1].last_day >= max(today, history.last_on or today),
        "has_earlier": history.first_on is not None and history.first_on < shown[0].first_day,
    }


def _add_lines(week: StudyWeek, entries: list[StudyEntry], titles: StepTitles) -> dict[str, Any]:
    changeable_from = timezone.now() - CHANGEABLE_FOR
    url = reverse("roadmaps:study")
    return {
        "week": week,
        "lines": [
            {
                "entry": entry,
                "url": f"{url}{entry.pk}/",
                "day": format_date(entry.studied_on, "DAY_FORMAT"),
                "iso_day": entry.studied_on.isoformat(),
                "duration": format_duration(entry.minutes),
                "step": titles.get((entry.roadmap_id, entry.key)),
                "is_late": entry.was_added_late,
                "is_changeable": entry.logged_at >= changeable_from,
            }
            for entry in entries
        ],
    }


@require_safe
@members_only
def year(request: HttpRequest) -> HttpResponse:
    """Every day of the last year, by how much was studied."""
    learner = member(request)
    today = local_date(timezone.now(), learner.zone)
    weeks = read_weeks(learner, last_day=today, count=WEEKS, today=today)
    return render(request, "roadmaps/study_year.html", {"year": StudyYear(weeks)})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one line of one's own."""
    found = get_object_or_404(StudyEntry.objects.of(member(request)).select_related("roadmap"), pk=pk)
    now = timezone.now()
    form = StudyEntryForm(
        posted_data(request),
        today=local_date(now, member(request).zone),
        initial={"minutes": found.minutes, "studied_on": found.studied_on, "note": found.note},
    )
    if form.is_valid():
        try:
            change_study(entry=found, now=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Changed."))
            return go_to(request, reverse("roadmaps:study"))
    context = {"form": form, "entry": found}
    return render(request, "roadmaps/study_entry.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, then takes one line of one's own out of the log."""
    found = get_object_or_404(StudyEntry.objects.of(member(request)), pk=pk)
    if request.method != "POST":
        return render(request, "roadmaps/study_removal.html", {"entry": found})
    try:
        remove_study(entry=found, now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("Removed from your log."))
    return go_to(request, reverse("roadmaps:study"))
