"""What every page here looks up first."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from accounts.viewer import viewer
from core.prepared import prepared
from roadmaps.models import Edition, Enrolment, Step
from roadmaps.overlaid_contents import read_content_of
from roadmaps.roadmap_view import RoadmapView, read_roadmap_view


def find_edition(slug: str, reader: User | None) -> Edition:
    """The edition of this roadmap that the reader sees, or a 404."""
    shown = Edition.objects.opened_by(reader).select_related("roadmap").defer("search", "layout", "mapping")
    edition = get_object_or_404(shown, roadmap__slug=slug)
    if edition.roadmap.current_id == edition.pk:
        edition.roadmap.current = edition
    return edition


def find_enrolment(edition: Edition, learner: User | None) -> Enrolment | None:
    """How somebody follows the roadmap of the edition that they see; one query."""
    if learner is None:
        return None
    enrolment = Enrolment.objects.of(learner).filter(roadmap=edition.roadmap_id).first()
    if enrolment:
        enrolment.edition, enrolment.roadmap, enrolment.learner = edition, edition.roadmap, learner
    return enrolment


def find_step(edition: Edition, enrolment: Enrolment | None, key: str) -> Step:
    """A step of the edition, or one that its follower added; otherwise a 404."""
    if enrolment is None or enrolment.own_overlay.find_own(key) is None:
        return get_object_or_404(edition.steps, key=key)
    return next(step for step in read_content_of(enrolment).all_steps if step.key == key)


def find_own_enrolment(slug: str, learner: User) -> Enrolment:
    """How somebody follows this roadmap, or a 404; one query."""
    mine = Enrolment.objects.of(learner).select_related("edition__roadmap__current", "roadmap")
    enrolment = get_object_or_404(mine, roadmap__slug=slug)
    enrolment.learner = learner
    return enrolment


def find_roadmap_view(request: HttpRequest, slug: str) -> RoadmapView:
    """The edition that the viewer sees, with their progress if they follow it.

    Whoever follows it sees the edition of their enrolment: one query finds both.
    """
    reader = viewer(request)
    if reader and (enrolment := _find_followed(slug, reader)):
        return read_roadmap_view(enrolment.edition, enrolment)
    return read_roadmap_view(find_edition(slug, reader))


def _find_followed(slug: str, learner: User) -> Enrolment | None:
    """As `find_own_enrolment`, or None; the roadmap's current edition is read only when it is another."""
    enrolment = _followed.first(learner=learner.pk, slug=slug)
    if enrolment:
        enrolment.learner, enrolment.edition.roadmap = learner, enrolment.roadmap
        if enrolment.roadmap.current_id == enrolment.edition_id:
            enrolment.roadmap.current = enrolment.edition
    return enrolment


@prepared
def _followed(learner: Any, slug: Any) -> QuerySet[Enrolment]:
    return Enrolment.objects.of(learner).with_edition().filter(roadmap__slug=slug)


def posted_data(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form that is also shown; an empty form that was sent is still one."""
    return request.POST if request.method == "POST" else None


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Where a form without a script returns to: `back` as posted, if it is an address of this site."""
    back = request.POST.get("back", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if safe else otherwise
