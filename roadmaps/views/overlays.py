"""Making a roadmap one's own: hiding and reordering steps on one page, and steps of one's own."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import member, members_only
from core.http import go_to, wants_fragment
from core.refusals import Refusal
from core.templatetags.ui import bdi
from roadmaps.models import Enrolment, EnrolmentEvent
from roadmaps.operations import (
    add_own_step,
    change_own_step,
    hide_milestone,
    hide_step,
    move_step,
    remove_own_step,
    show_milestone,
    show_step,
)
from roadmaps.overlay import OwnStep
from roadmaps.overlay_forms import OwnLinkFormSet, OwnStepForm
from roadmaps.overlay_rows import hidden_parts, milestone_choices, overlay_stages
from roadmaps.roadmap_view import RoadmapView, read_roadmap_view
from roadmaps.step_list import find_open_stages
from roadmaps.views.lookups import back_to, find_own_enrolment, posted_data

ACTS: dict[tuple[str, str], tuple[Callable[..., EnrolmentEvent | None], Any]] = {
    ("hide", "step"): (hide_step, gettext_lazy("“{title}” is hidden. Its marks are kept.")),
    ("show", "step"): (show_step, gettext_lazy("“{title}” is shown again.")),
    ("hide", "milestone"): (
        hide_milestone,
        gettext_lazy("“{title}” is hidden with its steps. Their marks are kept."),
    ),
    ("show", "milestone"): (show_milestone, gettext_lazy("“{title}” is shown again.")),
    ("up", "step"): (partial(move_step, is_up=True), gettext_lazy("“{title}” is higher up now.")),
    ("down", "step"): (partial(move_step, is_up=False), gettext_lazy("“{title}” is further down now.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def overlay(request: HttpRequest, slug: str) -> HttpResponse:
    """One stage at a time, its steps with buttons. A POST does one thing: `act` is `hide:step:its-key`."""
    enrolment = find_own_enrolment(slug, member(request))
    if request.method != "POST":
        return _overlay_page(request, enrolment)
    what, kind, key = (*request.POST.get("act", "").split(":"), "", "", "")[:3]
    if (what, kind) not in ACTS:
        raise Http404
    title, stage = _find_part(read_roadmap_view(enrolment.edition, enrolment), kind, key)
    act, sentence = ACTS[what, kind]
    try:
        event = act(enrolment=enrolment, key=key, by=member(request), now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        _say(request, enrolment, event, format_html(str(sentence), title=bdi(title)))
    if wants_fragment(request):
        return _overlay_page(request, enrolment, takes_focus=what in ("hide", "show"))
    here = f"{reverse('roadmaps:overlay', args=[slug])}?{urlencode({'stage': stage})}"
    return go_to(request, back_to(request, f"{here}#{kind}-{key}" if what != "hide" else here))


def _overlay_page(request: HttpRequest, enrolment: Enrolment, *, takes_focus: bool = False) -> HttpResponse:
    roadmap_view = read_roadmap_view(enrolment.edition, enrolment)
    stages = overlay_stages(roadmap_view)
    opened = find_open_stages(roadmap_view) or {stages[0].stage.pk}
    usual = next(each for each in stages if each.stage.pk in opened)
    asked = request.GET.get("stage", "")
    context = {
        "roadmap_view": roadmap_view,
        "stages": stages,
        "section": next((each for each in stages if each.stage.key == asked), usual),
        "hidden": hidden_parts(roadmap_view),
        "takes_focus": takes_focus,
        "is_fragment": wants_fragment(request),
    }
    template = "roadmaps/_overlay.html" if context["is_fragment"] else "roadmaps/overlay.html"
    return render(request, template, context)


def _find_part(roadmap_view: RoadmapView, kind: str, key: str) -> tuple[str, str]:
    """The title of a step or milestone, and the key of its stage."""
    for step in roadmap_view.by_key.values():
        part = step if kind == "step" else step.milestone
        if part.key == key:
            return part.title, step.milestone.stage.key
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def own_steps(request: HttpRequest, slug: str) -> HttpResponse:
    """A form for a new step of one's own; `milestone` in the address proposes where."""
    enrolment = find_own_enrolment(slug, member(request))
    roadmap_view = read_roadmap_view(enrolment.edition, enrolment)
    form, links = _build_forms(request, roadmap_view, {"milestone": request.GET.get("milestone", "")}, [])
    if not (form.is_bound and form.is_valid() and links.is_valid()):
        return _own_step_page(request, roadmap_view, form, links)
    try:
        step = add_own_step(
            enrolment=enrolment,
            links=links.read(),
            by=member(request),
            now=timezone.now(),
            **_said(form),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return _own_step_page(request, roadmap_view, form, links)
    sentence = format_html(_("“{title}” is part of your roadmap. Only you see it."), title=bdi(step.title))
    _say(request, enrolment, enrolment.changes.newest_first().first(), sentence)
    here = reverse("roadmaps:overlay", args=[slug])
    return go_to(request, f"{here}?{urlencode({'stage': step.stage})}#step-{step.key}")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def own_step(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    enrolment = find_own_enrolment(slug, member(request))
    roadmap_view = read_roadmap_view(enrolment.edition, enrolment)
    step = roadmap_view.contents.own.get(key)
    if step is None:
        return _removed_meanwhile(request, roadmap_view)
    form, links = _build_forms(request, roadmap_view, asdict(step), [asdict(each) for each in step.links])
    if not (form.is_bound and form.is_valid() and links.is_valid()):
        return _own_step_page(request, roadmap_view, form, links, step)
    try:
        event = change_own_step(
            enrolment=enrolment,
            key=key,
            links=links.read(),
            by=member(request),
            now=timezone.now(),
            **_said(form),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return _own_step_page(request, roadmap_view, form, links, step)
    _say(request, enrolment, event, _("Saved. Only you see it."))
    return go_to(request, reverse("roadmaps:step", args=[slug, key]))


def _removed_meanwhile(request: HttpRequest, roadmap_view: RoadmapView) -> HttpResponse:
    """What was typed about a step that another tab removed stands in the form for a new one; else a 404."""
    if request.method != "POST":
        raise Http404
    form, links = _build_forms(request, roadmap_view, {}, [])
    form.add_error(
        None, _("This step was removed meanwhile. You can add it as a new one, as you wrote it here.")
    )
    return _own_step_page(request, roadmap_view, form, links, status=409)


@require_POST
@members_only
def own_step_removal(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    enrolment = find_own_enrolment(slug, member(request))
    step = read_roadmap_view(enrolment.edition, enrolment).contents.own.get(key)
    if step is None:
        messages.info(request, _("This step is removed already."))
        return go_to(request, reverse("roadmaps:overlay", args=[slug]))
    event = remove_own_step(enrolment=enrolment, key=key, by=member(request), now=timezone.now())
    sentence = format_html(_("“{title}” is removed. Its marks and hours are kept."), title=bdi(step.title))
    _say(request, enrolment, event, sentence)
    return go_to(request, f"{reverse('roadmaps:overlay', args=[slug])}?{urlencode({'stage': step.stage})}")


def _build_forms(
    request: HttpRequest, roadmap_view: RoadmapView, initial: dict[str, Any], links: list[dict[str, str]]
) -> tuple[OwnStepForm, Any]:
    posted, milestones = posted_data(request), milestone_choices(roadmap_view)
    known = {key for _stage, of in milestones for key, _title in of}
    if initial.get("key") and initial["milestone"] not in known:
        milestones = [*milestones, ("", [(initial["milestone"], _("The end of its stage"))])]
    return (
        OwnStepForm(posted, milestones=milestones, initial=initial),
        OwnLinkFormSet(posted, initial=links, prefix="links"),
    )


def _said(form: OwnStepForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("title", "hours", "milestone", "note")}


def _own_step_page(
    request: HttpRequest,
    roadmap_view: RoadmapView,
    form: OwnStepForm,
    links: Any,
    step: OwnStep | None = None,
    *,
    status: int | None = None,
) -> HttpResponse:
    context = {"roadmap_view": roadmap_view, "form": form, "links": links, "step": step}
    status = status or (422 if form.is_bound else 200)
    return render(request, "roadmaps/own_step.html", context, status=status)


def _say(request: HttpRequest, enrolment: Enrolment, event: EnrolmentEvent | None, sentence: str) -> None:
    """What was done, with a button to undo it; nothing where all was so already."""
    if event is not None:
        undo_url = reverse("roadmaps:undo_change", args=[enrolment.roadmap.slug, event.pk])
        messages.success(request, sentence, extra_tags=f"undo:{undo_url}")
