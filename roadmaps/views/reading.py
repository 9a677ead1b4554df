"""Reading: the list of roadmaps, one roadmap, one step, and old editions. Strangers may see these pages."""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.viewer import viewer
from core.clock import local_date
from core.http import public_page
from core.pagination import ShortPaginator
from core.share_cards import Card
from roadmaps.choices import StepStatus, Visibility
from roadmaps.filters import EVERY_TRACK, StepFilters
from roadmaps.forms import StudyForm
from roadmaps.lengths import TrackLength, lengths_of, tracks_with_hours
from roadmaps.models import Edition, Enrolment
from roadmaps.overlay_rows import hidden_parts
from roadmaps.progress import Progress, progress_of_each
from roadmaps.roadmap_view import RoadmapView, read_roadmap_view
from roadmaps.step_links import read_step_links
from roadmaps.step_list import build_sections, find_open_stages
from roadmaps.study_weeks import read_step_time
from roadmaps.views.graph import graph_page
from roadmaps.views.lookups import find_edition, find_enrolment, find_roadmap_view
from roadmaps.views.notes import describe_kept

ROADMAPS_A_PAGE = 20
MOST_EDITIONS = 32_767  # what the column holds; no roadmap has as many


@require_safe
@public_page()
def roadmaps(request: HttpRequest) -> HttpResponse:
    reader = viewer(request)
    shown = (
        Edition.objects.shown_to(reader)
        .with_size()
        .select_related("roadmap__owner")
        .defer("search", "layout")
    )
    official = list(shown.filter(roadmap__owner=None).order_by("roadmap__position", "title"))
    newest = shown.filter(roadmap__owner__isnull=False).order_by("-published_at", "-pk")
    page = ShortPaginator(newest, ROADMAPS_A_PAGE).get_page(request.GET.get("page"))
    prefetch_related_objects([*official, *page], tracks_with_hours())
    enrolments = list(Enrolment.objects.of(reader).select_related("edition")) if reader else []
    progress = progress_of_each(enrolments)
    followed = {enrolment.roadmap_id: progress[enrolment.pk] for enrolment in enrolments}

    def with_progress(
        editions: Iterable[Edition],
    ) -> list[tuple[Edition, list[TrackLength], Progress | None]]:
        return [(each, lengths_of(each), followed.get(each.roadmap_id)) for each in editions]

    context = {"roadmaps": with_progress(official), "community": with_progress(page), "page": page}
    return render(request, "roadmaps/roadmaps.html", context)


@require_safe
@public_page()
def roadmap(request: HttpRequest, slug: str) -> HttpResponse:
    return _roadmap_page(request, find_roadmap_view(request, slug))


@require_safe
@public_page()
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A published edition at its own address, as it was for everybody."""
    return _roadmap_page(request, _find_archived(request, slug, number))


@require_safe
@public_page()
def step(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    return _step_page(request, find_roadmap_view(request, slug), key)


@require_safe
@public_page()
def edition_step(request: HttpRequest, slug: str, number: int, key: str) -> HttpResponse:
    return _step_page(request, _find_archived(request, slug, number), key)


def _find_archived(request: HttpRequest, slug: str, number: int) -> RoadmapView:
    """Any published edition of a roadmap that the viewer may see; with their progress if it is theirs."""
    reader = viewer(request)
    editions = Edition.objects.published().reachable_by(reader).select_related("roadmap__current")
    found = get_object_or_404(
        editions.defer("search", "layout"), roadmap__slug=slug, number=min(number, MOST_EDITIONS)
    )
    if found == find_edition(slug, reader):
        return read_roadmap_view(found, find_enrolment(found, reader))
    return read_roadmap_view(found, is_archived=True)


def _roadmap_page(request: HttpRequest, roadmap_view: RoadmapView) -> HttpResponse:
    if request.GET.get("view") == "graph":
        return graph_page(request, roadmap_view)
    filters = StepFilters.from_query(request.GET, roadmap_view)
    shown = filters.select_steps(roadmap_view)
    shows_all = request.GET.get("stages") == "open"
    is_folded = not (filters.count or shows_all)
    open_stages = find_open_stages(roadmap_view) if is_folded else None
    edition = roadmap_view.edition
    is_public = edition.roadmap.visibility == Visibility.PUBLIC
    context = {
        "roadmap_view": roadmap_view,
        "has_card": is_public and Card(title=edition.title).can_be_drawn,
        "stages": build_sections(roadmap_view, shown, open_stages=open_stages),
        "shows_all": shows_all,
        "shown": len(shown),
        "filters": filters,
        "areas": roadmap_view.contents.areas,
        "statuses": StepStatus,
        "kinds": roadmap_view.kinds,
        "every_track": EVERY_TRACK,
        "hidden": hidden_parts(roadmap_view),
    }
    return render(request, "roadmaps/roadmap.html", context)


def _step_page(request: HttpRequest, roadmap_view: RoadmapView, key: str) -> HttpResponse:
    if key not in roadmap_view.by_key:
        raise Http404
    row = roadmap_view.build_row(roadmap_view.by_key[key])
    own = roadmap_view.contents.own.get(key)
    context: dict[str, Any] = {
        "roadmap_view": roadmap_view,
        "row": row,
        "step": row.step,
        "specialism": row.step.specialism,
        "is_optional": not roadmap_view.is_required(row.step),
        "statuses": StepStatus,
        "before": roadmap_view.row_before(row.step),
        "after": roadmap_view.row_after(row.step),
        "needs": roadmap_view.needs_of(row.step),
        "unlocks": roadmap_view.unlocks_of(row.step),
        "own": own,
        "is_hidden": key in roadmap_view.contents.hidden_keys,
        "links": [] if own else read_step_links(row.step, roadmap_view.edition.roadmap, viewer(request)),
    }
    if roadmap_view.enrolment:
        learner = roadmap_view.enrolment.learner
        context["events"] = roadmap_view.enrolment.events.of_step(key).with_undone().newest_first()
        time = read_step_time(learner, roadmap_view.edition.roadmap, key)
        context["minutes"], context["timer"] = time
        today = local_date(timezone.now(), learner.zone)
        context["study_form"] = StudyForm(today=today, study_choices=[])
        context |= describe_kept(learner, roadmap_view.edition.roadmap, key)
    return render(request, "roadmaps/step.html", context)
