"""Roadmaps as files: an edition for everybody who may see it, a draft for its owner."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.viewer import members_only, viewer
from core.http import public_page
from editor.exports import write_draft, write_edition
from editor.formats import FORMATS, Written
from editor.views.lookups import find_own
from roadmaps.models import Edition


@require_safe
@public_page()
def exports(request: HttpRequest, slug: str) -> HttpResponse:
    """The formats that there are."""
    edition = _find_edition(request, slug)
    return render(request, "editor/exports.html", {"edition": edition, "formats": FORMATS.items()})


@require_safe
@public_page()
def export(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The edition that the viewer sees; a task list or a table also says how far they are."""
    if name not in FORMATS:
        raise Http404
    return as_download(write_edition(_find_edition(request, slug), name, viewer(request)))


def _find_edition(request: HttpRequest, slug: str) -> Edition:
    seen = Edition.objects.opened_by(viewer(request)).select_related("roadmap").defer("search", "layout")
    return get_object_or_404(seen, roadmap__slug=slug)


@require_safe
@members_only
def draft_export(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    if name not in FORMATS:
        raise Http404
    roadmap = find_own(request, slug)
    return as_download(write_draft(roadmap, name))


def as_download(written: Written) -> HttpResponse:
    disposition = f'attachment; filename="{written.name}"'
    return HttpResponse(
        written.text, content_type=written.content_type, headers={"Content-Disposition": disposition}
    )
