"""Somebody's own roadmaps: all of them, a new one, a copy, who sees one, and deleting it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from editor.forms import DeletionForm, NewRoadmapForm, SharingForm
from editor.models import Import
from editor.operations import copy_roadmap, start_roadmap
from editor.reading import read_draft
from editor.rows import with_titles
from editor.views.lookups import find_own
from roadmaps.choices import Visibility
from roadmaps.models import Edition, Roadmap
from roadmaps.operations import delete_roadmap, renew_address, set_visibility


@require_safe
@members_only
def own_roadmaps(request: HttpRequest) -> HttpResponse:
    owner = member(request)
    rows = [(roadmap, roadmap.title) for roadmap in with_titles(owner).order_by("-pk")]  # type: ignore[attr-defined]
    context = {"rows": rows, "imports": Import.objects.of(owner).order_by("-created_at")[:5]}
    return render(request, "editor/own_roadmaps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def new_roadmap(request: HttpRequest) -> HttpResponse:
    form = NewRoadmapForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            roadmap = start_roadmap(
                owner=member(request), title=form.cleaned_data["title"], now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return go_to(request, reverse("editor:draft", args=[roadmap.slug]))
    return render(request, "editor/new_roadmap.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """A whole copy of the edition that one sees, to change as one likes."""
    seen = (
        Edition.objects.opened_by(member(request)).select_related("roadmap__owner").defer("search", "layout")
    )
    edition = get_object_or_404(seen, roadmap__slug=slug)
    context = {"edition": edition}
    if request.method == "POST":
        try:
            roadmap = copy_roadmap(edition=edition, owner=member(request), now=timezone.now())
        except Refusal as refusal:
            return render(request, "editor/copy.html", {**context, "refusal": refusal}, status=422)
        messages.success(request, _("The copy is yours. Change what you like, then publish it."))
        return go_to(request, reverse("editor:draft", args=[roadmap.slug]))
    return render(request, "editor/copy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def sharing(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may see it; with `renew`, another address."""
    roadmap, owner = find_own(request, slug), member(request)
    if request.method == "POST" and "renew" in request.POST:
        renew_address(roadmap=roadmap, by=owner)
        messages.success(request, _("It has a new address. The old link leads nowhere now."))
        return go_to(request, reverse("editor:sharing", args=[roadmap.slug]))
    form = SharingForm(
        request.POST if request.method == "POST" else None, initial={"visibility": roadmap.visibility}
    )
    if not roadmap.imported_from:
        del form.fields["is_own_text"]
    if form.is_valid():
        data = form.cleaned_data
        try:
            set_visibility(
                roadmap=roadmap,
                visibility=Visibility(data["visibility"]),
                is_own_text=data.get("is_own_text", False),
                by=owner,
            )
        except Refusal as refusal:
            form.add_error("is_own_text" if roadmap.imported_from else None, str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return go_to(request, reverse("editor:sharing", args=[slug]))
    context = {
        "roadmap": roadmap,
        "form": form,
        "followers": _followers(roadmap),
        "outline": read_draft(roadmap).outline,
    }
    return render(request, "editor/sharing.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def deletion(request: HttpRequest, slug: str) -> HttpResponse:
    roadmap = find_own(request, slug)
    followers = _followers(roadmap)
    form = DeletionForm(request.POST if request.method == "POST" else None)
    if not followers:
        del form.fields["is_sure"]
    if request.method == "POST" and form.is_valid():
        delete_roadmap(roadmap=roadmap, by=member(request))
        messages.success(request, _("The roadmap is deleted. Hours that were logged along it are kept."))
        return go_to(request, reverse("editor:own_roadmaps"))
    context = {
        "roadmap": roadmap,
        "followers": followers,
        "form": form,
        "outline": read_draft(roadmap).outline,
    }
    return render(request, "editor/deletion.html", context, status=422 if form.errors else 200)


def _followers(roadmap: Roadmap) -> int:
    """How many others follow it."""
    return roadmap.enrolments.filter(left_at=None).exclude(learner=roadmap.owner_id).count()
