"""What every page here looks up first."""

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from accounts.viewer import viewer
from roadmaps.models import Edition, Enrolment, Roadmap
from roadmaps.trail import Trail, read_trail


def find_roadmap(slug: str) -> Roadmap:
    return get_object_or_404(Roadmap.objects.published().select_related("current"), slug=slug)


def find_enrolment(roadmap: Roadmap, learner: User | None) -> Enrolment | None:
    if learner is None:
        return None
    enrolment = Enrolment.objects.of(learner).filter(roadmap=roadmap).select_related("edition").first()
    if enrolment:
        enrolment.roadmap = enrolment.edition.roadmap = roadmap
    return enrolment


def current_edition(roadmap: Roadmap) -> Edition:
    if roadmap.current is None:
        raise Http404
    roadmap.current.roadmap = roadmap
    return roadmap.current


def trail_for(request: HttpRequest, slug: str) -> Trail:
    """The edition that the viewer walks, or the current one."""
    roadmap = find_roadmap(slug)
    enrolment = find_enrolment(roadmap, viewer(request))
    return read_trail(enrolment.edition if enrolment else current_edition(roadmap), enrolment)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form that is also shown; an empty form that was sent is still one."""
    return request.POST if request.method == "POST" else None


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Where a form without a script returns to: `back` as posted, if it is an address of this site."""
    back = request.POST.get("back", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if safe else otherwise
