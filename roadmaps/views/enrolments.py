"""Following a roadmap, and on which track."""

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
from roadmaps.operations import AlreadyEnrolled, change_track, enrol, suggest_track
from roadmaps.roadmap_view import read_roadmap_view
from roadmaps.views.lookups import find_edition, find_enrolment, posted_data


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def enrolment(request: HttpRequest, slug: str) -> HttpResponse:
    learner, now = member(request), timezone.now()
    edition = find_edition(slug, learner)
    current, roadmap_view = find_enrolment(edition, learner), read_roadmap_view(edition)
    form = TrackForm(
        posted_data(request),
        tracks=roadmap_view.contents.tracks,
        initial={"track": current.track if current else suggest_track(edition, learner)},
    )
    if form.is_valid():
        track = form.cleaned_data["track"]
        if current:
            change_track(enrolment=current, track=track, by=learner, now=now)
            messages.success(request, _("Progress now counts this track. Every mark stays as it was."))
        else:
            with suppress(AlreadyEnrolled):  # pressed twice: the other request was first
                enrol(roadmap=edition.roadmap, learner=learner, track=track, now=now)
            messages.success(request, _("You are on the road. Here is where it begins."))
        return go_to(request, edition.get_absolute_url())
    context = {"roadmap_view": roadmap_view, "form": form, "is_enrolled": current is not None}
    return render(request, "roadmaps/enrolment.html", context, status=422 if form.errors else 200)
