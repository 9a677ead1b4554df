"""The draft as an ordered form: its outline, moves, additions, one part at a time, undo and redo."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import member, members_only
from core.http import go_to, wants_fragment
from core.refusals import Refusal
from core.text import one_line
from editor.checks import by_part
from editor.edits import (
    GROUPS,
    KINDS,
    NoSuchPart,
    add_part,
    find_part,
    move_part,
    place_part,
    remove_part,
    stage_of,
)
from editor.formats import FORMATS
from editor.forms import (
    LONGEST_GROUP_TITLE,
    LONGEST_TITLE,
    AboutForm,
    GateForm,
    MilestoneForm,
    PartForm,
    ResourceFormSet,
    SpecialismForm,
    StageForm,
    StepForm,
    TrackForm,
)
from editor.operations import PartIsGone, change_draft, discard_draft, redo_change, undo_change
from editor.outline import Outline, StepOutline, numbers_of, to_plain
from editor.outline_rows import SHOWN_WHOLE, build_groups, build_rows
from editor.reading import DraftView, area_choices, former_keys, read_draft
from editor.views.lookups import find_own, problems_of
from roadmaps.models import Roadmap

PART_FORMS: dict[str, type[PartForm]] = {
    "stage": StageForm,
    "milestone": MilestoneForm,
    "gate": GateForm,
    "step": StepForm,
    "track": TrackForm,
    "specialism": SpecialismForm,
}


@require_safe
@members_only
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The outline, with what it lacks beside each part."""
    return _draft_page(request, find_own(request, slug), opened=request.GET.get("stage", ""))


def _draft_page(request: HttpRequest, roadmap: Roadmap, *, said: str = "", opened: str = "") -> HttpResponse:
    view = read_draft(roadmap)
    problems = problems_of(roadmap, view.outline)
    beside = by_part(problems)
    context = {
        "view": view,
        "roadmap": roadmap,
        "outline": view.outline,
        "rows": build_rows(view.outline, beside, opened=opened),
        "groups": build_groups(view.outline, beside),
        "problems": problems,
        "general": [problem for problem in problems if not problem.kind],
        "said": said,
        "exports": [(name, form.label) for name, form in FORMATS.items()],
    }
    template = "editor/_outline.html" if wants_fragment(request) else "editor/draft.html"
    return render(request, template, context)


@require_POST
@members_only
def moves(request: HttpRequest, slug: str) -> HttpResponse:
    """One part, one place up or down: `move` is `step:its-key:up`."""
    roadmap = find_own(request, slug)
    kind, key, way = (*request.POST.get("move", "").split(":"), "", "", "")[:3]
    if kind not in KINDS or way not in ("up", "down"):
        raise Http404
    try:
        view = change_draft(
            roadmap=roadmap,
            by=member(request),
            subject=f"move:{kind}:{key}",
            edit=partial(move_part, kind=kind, key=key, way=way),
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
        return go_to(request, _address(roadmap))
    if wants_fragment(request):
        opened = stage_of(view.outline, kind, key)
        return _draft_page(request, roadmap, said=_said_of_move(view.outline, kind, key), opened=opened)
    return go_to(request, _address(roadmap, kind, key, view.outline))


def _said_of_move(outline: Outline, kind: str, key: str) -> str:
    part = find_part(outline, kind, key)
    if kind == "step":
        values = {"title": part.title, "number": numbers_of(outline)[key], "all": len(outline.steps)}
        return _("%(title)s is step %(number)s of %(all)s now.") % values
    return _("%(title)s has moved.") % {"title": part.title}


@require_POST
@members_only
def additions(request: HttpRequest, slug: str) -> HttpResponse:
    """Another stage, milestone, gate or step, by its title; `into` says where."""
    roadmap = find_own(request, slug)
    kind, into = request.POST.get("kind", ""), request.POST.get("into", "")
    longest = LONGEST_GROUP_TITLE if kind in GROUPS else LONGEST_TITLE
    title = one_line(request.POST.get("title", ""))[:longest]
    if kind not in KINDS:
        raise Http404
    if not title:
        messages.warning(request, _("Write its title first."))
        return go_to(request, _address(roadmap, "stage" if kind != "step" else "milestone", into))
    made: list[str] = []

    def add(outline: Outline) -> None:
        made.append(
            add_part(outline, kind, title=title, into=into, area=_usual_area(outline, into), former=former)
        )

    former = former_keys(roadmap)
    try:
        view = change_draft(
            roadmap=roadmap, by=member(request), subject=f"add:{title}", edit=add, now=timezone.now()
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
        return go_to(request, _address(roadmap))
    return go_to(request, _address(roadmap, kind, made[0], view.outline))


def _usual_area(outline: Outline, milestone: str) -> str:
    """That of the step before it, which is mostly right."""
    before = [step.area for of in outline.milestones for step in of.steps if of.key == milestone]
    return (before or [step.area for step in outline.steps] or [""])[-1]


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def part(request: HttpRequest, slug: str, kind: str, key: str) -> HttpResponse:
    """One stage, milestone, gate or step. What is typed is saved while it is typed, where a script runs."""
    roadmap = find_own(request, slug)
    view = read_draft(roadmap)
    try:
        found = find_part(view.outline, kind, key)
    except NoSuchPart as error:
        raise Http404 from error
    posted = request.POST if request.method == "POST" else None
    more = {"areas": area_choices()} if kind == "step" else {}
    form = PART_FORMS[kind](posted, outline=view.outline, kind=kind, part=found, **more)
    resources: Any = None
    if isinstance(found, StepOutline):
        rows = [to_plain(resource) for resource in found.resources]
        resources = ResourceFormSet(posted, initial=rows, prefix="resources")
    if posted is None or not (form.is_valid() and (resources is None or resources.is_valid())):
        return _part_page(request, view, form, resources)

    def write(outline: Outline) -> None:
        changed = find_part(outline, kind, key)
        form.write_to(changed)
        form.write_steps(outline)
        if isinstance(changed, StepOutline) and resources is not None:
            changed.resources = resources.read()
        if form.cleaned_data.get("into"):
            place_part(outline, kind, key, form.cleaned_data["into"])

    try:
        view = change_draft(
            roadmap=roadmap,
            by=member(request),
            subject=f"{kind}:{key}",
            edit=write,
            now=timezone.now(),
            is_typing=True,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return _part_page(request, view, form, resources)
    if wants_fragment(request):
        saved = PART_FORMS[kind](
            outline=view.outline, kind=kind, part=find_part(view.outline, kind, key), **more
        )
        return _part_page(request, view, saved, None)
    messages.success(request, _("Saved."))
    return go_to(request, _address(roadmap, kind, key))


def _part_page(request: HttpRequest, view: DraftView, form: PartForm, resources: Any) -> HttpResponse:
    problems = by_part(problems_of(view.roadmap, view.outline)).get((form.part_kind, form.part.key), [])
    failed = bool(form.errors or (resources is not None and resources.is_bound and not resources.is_valid()))
    context = {
        "view": view,
        "roadmap": view.roadmap,
        "outline": view.outline,
        "form": form,
        "resources": resources,
        "kind": form.part_kind,
        "part": form.part,
        "number": numbers_of(view.outline).get(form.part.key) if form.part_kind == "step" else None,
        "problems": problems,
        "failed": failed,
        "is_fragment": wants_fragment(request),
        "now": timezone.now(),
    }
    template = "editor/_saved.html" if wants_fragment(request) else "editor/part.html"
    return render(request, template, context, status=422 if failed else 200)


@require_POST
@members_only
def removal(request: HttpRequest, slug: str, kind: str, key: str) -> HttpResponse:
    """Remove a part with all that is in it; undo brings it back."""
    roadmap = find_own(request, slug)
    try:
        change_draft(
            roadmap=roadmap,
            by=member(request),
            subject=f"remove:{kind}:{key}",
            edit=partial(remove_part, kind=kind, key=key),
            now=timezone.now(),
        )
    except PartIsGone as refusal:
        messages.warning(request, str(refusal.message))
    else:
        undo_url = reverse("editor:undo", args=[slug])
        messages.success(request, _("Removed."), extra_tags=f"undo:{undo_url}")
    return go_to(request, _address(roadmap))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """Title, summary and language of the whole."""
    roadmap = find_own(request, slug)
    outline = read_draft(roadmap).outline
    said = {name: getattr(outline, name) for name in ("title", "summary", "language")}
    form = AboutForm(request.POST if request.method == "POST" else None, initial=said)
    if form.is_valid():
        data = dict(form.cleaned_data)

        def write(outline: Outline) -> None:
            for name, value in data.items():
                setattr(outline, name, value)

        change_draft(roadmap=roadmap, by=member(request), subject="about", edit=write, now=timezone.now())
        messages.success(request, _("Saved."))
        return go_to(request, _address(roadmap))
    context = {"roadmap": roadmap, "outline": outline, "form": form}
    return render(request, "editor/about.html", context, status=422 if form.errors else 200)


@require_POST
@members_only
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    return _step_back(request, slug, undo_change, _("Undone."))


@require_POST
@members_only
def redo(request: HttpRequest, slug: str) -> HttpResponse:
    return _step_back(request, slug, redo_change, _("Done again."))


def _step_back(request: HttpRequest, slug: str, act: Any, sentence: str) -> HttpResponse:
    roadmap = find_own(request, slug)
    try:
        act(roadmap=roadmap, by=member(request), now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, sentence)
    return go_to(request, _address(roadmap))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def discarding(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks first, then goes back to what is published."""
    roadmap = find_own(request, slug)
    if roadmap.current is None:
        raise Http404
    if request.method != "POST":
        return render(
            request, "editor/discarding.html", {"roadmap": roadmap, "outline": read_draft(roadmap).outline}
        )
    discard_draft(roadmap=roadmap, by=member(request))
    messages.success(request, _("The draft is as the published edition again."))
    return go_to(request, _address(roadmap))


def _address(roadmap: Roadmap, kind: str = "", key: str = "", outline: Outline | None = None) -> str:
    """The outline, at this part; with its stage opened where not all of it is shown."""
    address = reverse("editor:draft", args=[roadmap.slug])
    if outline is not None and len(outline.steps) > SHOWN_WHOLE:
        address += "?" + urlencode({"stage": stage_of(outline, kind, key)})
    return address + (f"#{kind}-{key}" if kind and key else "")
