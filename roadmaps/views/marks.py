"""Marking a step and taking the mark back."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import member, members_only, sign_in_first, viewer
from core.http import go_to
from core.refusals import Refusal
from roadmaps.forms import MarkForm, TrackForm
from roadmaps.models import Enrolment, ProgressEvent, Roadmap, Step
from roadmaps.operations import AlreadyEnrolled, enrol, first_track, mark_step, undo_mark
from roadmaps.terms import Status, Track
from roadmaps.trail import read_trail
from roadmaps.views.finding import back_to, find_enrolment, find_roadmap

# The page may ask for one row of the list or for the panel of the step's own page.
PANEL = "standing"


@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """How a step stands. Whoever is not signed in is asked to, and comes back with the mark in hand."""
    reader = viewer(request)
    if reader is None:
        wanted = urlencode({"to": request.POST.get("status") or request.GET.get("to", "")})
        return sign_in_first(request, then=f"{request.path}?{wanted}")
    roadmap = find_roadmap(slug)
    enrolment = find_enrolment(roadmap, reader)
    edition = enrolment.edition if enrolment else roadmap.current
    step = get_object_or_404(Step.objects.filter(edition=edition), key=key)
    if request.method != "POST":
        return _confirmation(request, roadmap, step, MarkForm(initial={"status": request.GET.get("to")}))
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _confirmation(request, roadmap, step, form, code=422)
    if enrolment is None:
        return _enrol_and_mark(request, roadmap, step, form)
    return _mark(request, enrolment, step, form)


def _mark(request: HttpRequest, enrolment: Enrolment, step: Step, form: MarkForm) -> HttpResponse:
    try:
        event = mark_step(
            enrolment=enrolment,
            key=step.key,
            to=form.cleaned_data["status"],
            seen=form.cleaned_data["seen"],
            note=form.cleaned_data["note"],
            by=member(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        _say_marked(request, step, event)
    return _answer(request, enrolment, step.key)


def _enrol_and_mark(request: HttpRequest, roadmap: Roadmap, step: Step, form: MarkForm) -> HttpResponse:
    """The first mark of somebody who does not follow the roadmap yet: first the way, then the step."""
    track = TrackForm(request.POST)
    if not track.is_valid():
        return _confirmation(request, roadmap, step, form, track=track, code=422)
    way = Track(track.cleaned_data["track"])
    with suppress(AlreadyEnrolled):  # pressed twice: the other request was first
        enrol(roadmap=roadmap, learner=member(request), track=way, now=timezone.now())
    mine = Enrolment.objects.of(member(request)).select_related("edition", "roadmap")
    return _mark(request, mine.get(roadmap=roadmap), step, form)


def _say_marked(request: HttpRequest, step: Step, event: ProgressEvent | None) -> None:
    if event is None:
        return
    undo = reverse("roadmaps:undo", args=[event.enrolment.roadmap.slug, event.pk])
    sentence = _("%(step)s: %(status)s.") % {
        "step": step.title,
        "status": Status(event.to_status).label.lower(),
    }
    messages.success(request, sentence, extra_tags=f"undo:{undo}")


def _answer(request: HttpRequest, enrolment: Enrolment, key: str) -> HttpResponse:
    """A fragment for htmx; without a script, the page again, at the step."""
    roadmap = enrolment.roadmap
    if not request.headers.get("HX-Request"):
        return go_to(request, back_to(request, f"{roadmap.get_absolute_url()}#step-{key}"))
    trail = read_trail(enrolment.edition, enrolment)
    stop = trail.stop(trail.by_key[key])
    context: dict[str, Any] = {"trail": trail, "stop": stop, "step": stop.step, "statuses": Status}
    if request.headers.get("HX-Target") == PANEL:
        context["events"] = enrolment.history_of(key)
        return _fragment(request, "roadmaps/_marked_panel.html", context)
    context["stages"] = trail.stages([])
    context["milestone_progress"] = trail.milestone_progress(stop.step.milestone)
    return _fragment(request, "roadmaps/_marked_row.html", context)


def _fragment(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A part of the page that the browser shows already: its address stays."""
    response = render(request, template, context)
    response.headers["HX-Push-Url"] = "false"
    return response


def _confirmation(
    request: HttpRequest,
    roadmap: Roadmap,
    step: Step,
    form: MarkForm,
    *,
    track: TrackForm | None = None,
    code: int = 200,
) -> HttpResponse:
    """One question after signing in: mark this step? With the track, for who does not follow yet."""
    reader = member(request)
    enrolment = find_enrolment(roadmap, reader)
    if enrolment is None and track is None:
        track = TrackForm(initial={"track": first_track(reader)})
    wanted = request.POST.get("status") or request.GET.get("to", "")
    context = {
        "roadmap": roadmap,
        "step": step,
        "track": track,
        "form": form,
        "wanted": wanted if wanted in Status.values else Status.DONE.value,
        "statuses": Status,
    }
    return render(request, "roadmaps/mark.html", context, status=code)


@require_POST
@members_only
def undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back one mark of one's own."""
    events = ProgressEvent.objects.of(member(request)).filter(enrolment__roadmap__slug=slug)
    event = get_object_or_404(events.select_related("enrolment__roadmap"), pk=pk)
    try:
        undone = undo_mark(event=event, by=member(request), now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        word = Status(undone.to_status).label.lower()
        messages.success(request, _("Undone. The step is back to: %(status)s.") % {"status": word})
    roadmap = event.enrolment.roadmap
    return go_to(request, back_to(request, f"{roadmap.get_absolute_url()}#step-{event.key}"))
