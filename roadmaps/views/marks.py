"""Marking a step and taking the mark back."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh, reswap, retarget

from accounts.viewer import member, members_only, sign_in_first, viewer
from core.http import HtmxRequest, go_to
from core.refusals import Refusal
from core.templatetags.ui import bdi
from roadmaps.choices import StepStatus
from roadmaps.forms import MarkForm, TrackForm
from roadmaps.models import Edition, Enrolment, ProgressEvent, Step
from roadmaps.operations import AlreadyEnrolled, enrol, mark_step, suggest_track, undo_mark
from roadmaps.roadmap_view import read_roadmap_view
from roadmaps.step_list import build_sections, head_milestone, list_step
from roadmaps.views.lookups import back_to, find_edition, find_enrolment, find_step, posted_data

# The page may ask for one row of the list or for the panel of the step's own page.
PANEL = "standing"
MARKED = {
    StepStatus.PENDING: _("“{step}” is not started."),
    StepStatus.IN_PROGRESS: _("“{step}” is in progress."),
    StepStatus.DONE: _("“{step}” is done."),
    StepStatus.SKIPPED: _("“{step}” is skipped."),
    StepStatus.NEEDS_REVIEW: _("“{step}” needs review."),
}
MARKED_ALREADY = {
    StepStatus.PENDING: _("“{step}” is not started, as before."),
    StepStatus.IN_PROGRESS: _("“{step}” was in progress already."),
    StepStatus.DONE: _("“{step}” was done already."),
    StepStatus.SKIPPED: _("“{step}” was skipped already."),
    StepStatus.NEEDS_REVIEW: _("“{step}” needed review already."),
}
CREDITED = _("“{step}” counts as known before.")
PRESSED_TWICE = timedelta(seconds=10)
UNDONE = {
    StepStatus.PENDING: _("Undone. The step is not started."),
    StepStatus.IN_PROGRESS: _("Undone. The step is in progress again."),
    StepStatus.DONE: _("Undone. The step is done again."),
    StepStatus.SKIPPED: _("Undone. The step is skipped again."),
    StepStatus.NEEDS_REVIEW: _("Undone. The step needs review again."),
}


@require_POST
def status(request: HtmxRequest, slug: str, key: str) -> HttpResponse:
    """Set how a step stands. Others sign in or follow the roadmap first, and their mark is kept meanwhile."""
    reader = viewer(request)
    question = reverse("roadmaps:mark", args=[slug, key])
    if wanted := request.POST.get("status", ""):
        question = f"{question}?{urlencode({'to': wanted})}"
    if reader is None:
        return sign_in_first(request, then=question)
    edition = find_edition(slug, reader)
    enrolment = find_enrolment(edition, reader)
    step = find_step(edition, enrolment, key)
    if enrolment is None:
        return go_to(request, question)
    form = MarkForm(request.POST)
    return (
        _mark_and_answer(request, enrolment, step, form)
        if form.is_valid()
        else _ask_for_mark(request, edition, step, form)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def mark(request: HtmxRequest, slug: str, key: str) -> HttpResponse:
    """One question: mark this step? And for those who do not follow the roadmap yet: on which track?"""
    reader, now = member(request), timezone.now()
    edition = find_edition(slug, reader)
    enrolment = find_enrolment(edition, reader)
    step = find_step(edition, enrolment, key)
    form = MarkForm(posted_data(request), initial={"status": request.GET.get("to")})
    if enrolment:
        return _ask_for_mark(request, edition, step, form, seen=enrolment.status_of(key))
    track = TrackForm(
        posted_data(request), tracks=edition.tracks.all(), initial={"track": suggest_track(edition, reader)}
    )
    if not (form.is_valid() and track.is_valid()):
        return _ask_for_mark(request, edition, step, form, track=track)
    with suppress(AlreadyEnrolled):  # pressed twice: the other request was first
        enrol(roadmap=edition.roadmap, learner=reader, track=track.cleaned_data["track"], now=now)
    enrolments = Enrolment.objects.of(reader).select_related("edition__roadmap")
    return _mark_and_answer(request, enrolments.get(roadmap=edition.roadmap_id), step, form)


@require_POST
@members_only
def undo(request: HtmxRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take back one mark of one's own, and answer where the person stands."""
    events = ProgressEvent.objects.of(member(request)).filter(enrolment__roadmap__slug=slug)
    event = get_object_or_404(events.select_related("enrolment__edition", "enrolment__roadmap"), pk=pk)
    try:
        undone = undo_mark(event=event, by=member(request), now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, UNDONE[StepStatus(undone.to_status)])
    if request.htmx:
        return _answer_undo(request, event.enrolment, event.key)
    back, _hash, _fragment = back_to(request, event.enrolment.roadmap.get_absolute_url()).partition("#")
    return go_to(request, f"{back}#step-{event.key}")


def _answer_undo(request: HtmxRequest, enrolment: Enrolment, key: str) -> HttpResponse:
    """The part of the page that shows the step; a page that shows it in another way is loaded again."""
    page = (request.htmx.current_url_abs_path or "").partition("?")[0]
    if page == reverse("roadmaps:step", args=[enrolment.roadmap.slug, key]):
        response = _render_changed(request, enrolment, key, target=PANEL)
        return retarget(reswap(response, "innerHTML"), f"#{PANEL}")
    if page == enrolment.roadmap.get_absolute_url():
        row = f"step-{key}"
        response = _render_changed(request, enrolment, key, target=row)
        response.headers["HX-Reswap"] = "outerHTML show:none"
        return retarget(response, f"#{row}")
    return HttpResponseClientRefresh()


def _mark_and_answer(request: HtmxRequest, enrolment: Enrolment, step: Step, form: MarkForm) -> HttpResponse:
    """Mark, say so, and show what changed: a fragment for htmx, otherwise the page again, at the step.

    What is so already is only said: an Undo there would undo a mark of some other day.
    """
    now = timezone.now()
    try:
        event = mark_step(
            enrolment=enrolment,
            key=step.key,
            to=form.cleaned_data["status"],
            seen=form.cleaned_data["seen"],
            note=form.cleaned_data["note"],
            is_credit=form.is_credit,
            by=member(request),
            now=now,
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        if event is not None:
            is_of_this_press = event.at >= now - PRESSED_TWICE
            words = MARKED if is_of_this_press else MARKED_ALREADY
            said = CREDITED if event.is_credit else words[StepStatus(event.to_status)]
            sentence = format_html(str(said), step=bdi(step.title))
            undo_url = reverse("roadmaps:undo", args=[enrolment.roadmap.slug, event.pk])
            messages.success(request, sentence, extra_tags=f"undo:{undo_url}" if is_of_this_press else "")
    if request.htmx:
        return _render_changed(request, enrolment, step.key, target=request.htmx.target)
    return go_to(request, back_to(request, f"{enrolment.get_absolute_url()}#step-{step.key}"))


def _render_changed(
    request: HtmxRequest, enrolment: Enrolment, key: str, *, target: str | None
) -> HttpResponse:
    """A part of the page that the browser shows already: its address stays."""
    roadmap_view = read_roadmap_view(enrolment.edition, enrolment)
    step = roadmap_view.by_key[key]
    context: dict[str, Any] = {
        "roadmap_view": roadmap_view,
        "row": list_step(roadmap_view, step),
        "step": step,
        "statuses": StepStatus,
    }
    if target == PANEL:
        template = "roadmaps/_marked_panel.html"
        context["events"] = enrolment.events.of_step(key).with_undone().newest_first()
    else:
        template = "roadmaps/_marked_row.html"
        milestone, stage = step.milestone, step.milestone.stage
        context["stages"] = stages = build_sections(roadmap_view, [])
        context["head"] = next(part.head for part in stages if part.head.key == stage.key)
        steps = roadmap_view.steps_of(milestone)
        context["milestone_head"] = head_milestone(roadmap_view, milestone, steps)
    response = render(request, template, context)
    response.headers["HX-Push-Url"] = "false"
    return response


def _ask_for_mark(
    request: HttpRequest,
    edition: Edition,
    step: Step,
    form: MarkForm,
    *,
    track: TrackForm | None = None,
    seen: str = "",
) -> HttpResponse:
    """The page with the question; `track` is for those who do not follow the roadmap yet.

    `seen` is how the step stands now, so that a mark made elsewhere meanwhile is noticed.
    """
    wanted = request.POST.get("status") or request.GET.get("to", "")
    context = {
        "edition": edition,
        "roadmap_view": read_roadmap_view(edition) if track else None,
        "step": step,
        "track": track,
        "form": form,
        "seen": request.POST.get("seen", seen),
        "wanted": wanted if wanted in StepStatus.values else StepStatus.DONE.value,
        "statuses": StepStatus,
    }
    return render(request, "roadmaps/mark.html", context, status=422 if form.is_bound else 200)
