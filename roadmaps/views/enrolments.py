"""Following a roadmap, and from where."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.viewer import member, members_only
from core.http import go_to
from roadmaps.forms import TrackForm
from roadmaps.models import Roadmap
from roadmaps.operations import AlreadyEnrolled, change_track, enrol, first_track
from roadmaps.terms import Track
from roadmaps.trail import read_trail
from roadmaps.views.finding import current_edition, find_enrolment, find_roadmap, posted


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def enrolment(request: HttpRequest, slug: str) -> HttpResponse:
    roadmap, learner = find_roadmap(slug), member(request)
    current = find_enrolment(roadmap, learner)
    form = TrackForm(posted(request), initial={"track": current.track if current else first_track(learner)})
    if form.is_valid():
        track = Track(form.cleaned_data["track"])
        if current:
            change_track(enrolment=current, track=track)
            messages.success(request, _("Your way is counted anew. Every mark stays as it was."))
        else:
            with suppress(AlreadyEnrolled):  # pressed twice: the other request was first
                enrol(roadmap=roadmap, learner=learner, track=track, now=timezone.now())
            messages.success(request, _("You are on the road. Here is where it begins."))
        return go_to(request, roadmap.get_absolute_url())
    return _page(request, roadmap, form, is_enrolled=current is not None)


def _page(request: HttpRequest, roadmap: Roadmap, form: TrackForm, *, is_enrolled: bool) -> HttpResponse:
    context = {
        "roadmap": roadmap,
        "form": form,
        "is_enrolled": is_enrolled,
        "trail": read_trail(current_edition(roadmap)),
    }
    return render(request, "roadmaps/enrolment.html", context, status=422 if form.errors else 200)
