"""Reading: the list of roadmaps, one roadmap, one step. Strangers may keep these pages."""

from operator import attrgetter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.viewer import viewer
from core.clock import local_date
from core.http import public_page
from roadmaps.filters import EVERY_TRACK, Filters
from roadmaps.models import Enrolment, Resource, Roadmap
from roadmaps.progress import progress_of_each
from roadmaps.study import minutes_on_step
from roadmaps.terms import Status, Track
from roadmaps.views.finding import trail_for


@require_safe
@public_page()
def roadmaps(request: HttpRequest) -> HttpResponse:
    listed = Roadmap.objects.published().with_size().select_related("current").order_by("position", "title")
    reader = viewer(request)
    enrolments = list(Enrolment.objects.of(reader)) if reader else []
    progress = progress_of_each(enrolments)
    walked = {one.roadmap_id: progress[one.pk] for one in enrolments}
    return render(
        request, "roadmaps/roadmaps.html", {"roadmaps": [(one, walked.get(one.pk)) for one in listed]}
    )


@require_safe
@public_page()
def roadmap(request: HttpRequest, slug: str) -> HttpResponse:
    trail = trail_for(request, slug)
    filters = Filters.from_query(request.GET)
    shown = filters.select(trail)
    return render(
        request,
        "roadmaps/roadmap.html",
        {
            "trail": trail,
            "stages": trail.stages(shown),
            "shown": len(shown),
            "filters": filters,
            "areas": sorted({step.area for step in trail.steps}, key=attrgetter("position")),
            "statuses": Status,
            "tracks": [(track.value, track.label) for track in Track if track != Track.SHARED],
            "every_track": EVERY_TRACK,
        },
    )


@require_safe
@public_page()
def step(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    trail = trail_for(request, slug)
    if key not in trail.by_key:
        raise Http404
    stop = trail.stop(trail.by_key[key])
    reader, now = viewer(request), timezone.now()
    context: dict[str, Any] = {
        "trail": trail,
        "stop": stop,
        "step": stop.step,
        "statuses": Status,
        "before": trail.steps[stop.step.number - 2] if stop.step.number > 1 else None,
        "after": next(iter(trail.steps[stop.step.number :]), None),
        "resources": Resource.objects.filter(step=stop.step).order_by("position"),
    }
    if reader and trail.enrolment:
        context["events"] = trail.enrolment.history_of(key)
        context["minutes"] = minutes_on_step(reader, trail.edition.roadmap, key)
        context["today"] = local_date(now, reader.zone)
    return render(request, "roadmaps/step.html", context)
