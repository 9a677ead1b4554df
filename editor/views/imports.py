"""A file that is brought along: chosen, looked at, then made into a draft or thrown away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import check_rate
from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from editor.checks import find_problems
from editor.formats import UNDERSTOOD
from editor.forms import AcceptForm, ImportForm
from editor.models import Import
from editor.operations import accept_import, discard_import, read_import, report_of
from editor.outline import from_plain
from editor.reading import area_choices

SHOWN_STEPS = 12


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def import_file(request: HttpRequest) -> HttpResponse:
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            check_rate(request, "roadmap_import")
            found = read_import(
                owner=member(request),
                name=file.name or "",
                data=file.read(),
                hours=form.cleaned_data["hours"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal.message))
        else:
            return go_to(request, reverse("editor:import_preview", args=[found.pk]))
    return render(request, "editor/import.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def import_preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was found, guessed and left out; a POST makes the draft."""
    file = get_object_or_404(Import.objects.of(member(request)), pk=pk)
    report, outline = report_of(file), from_plain(file.contents)
    form = AcceptForm(request.POST if request.method == "POST" else None, report=report, outline=outline)
    if form.is_valid():
        try:
            roadmap = accept_import(
                file=file,
                by=member(request),
                title=form.cleaned_data["title"],
                placed=form.placed,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The draft is yours. Look through it, then publish it."))
            return go_to(request, reverse("editor:draft", args=[roadmap.slug]))
    context = {
        "file": file,
        "format": UNDERSTOOD.get(file.format, file.format),
        "imported_from": file.report.get("imported_from", ""),
        "report": report,
        "outline": outline,
        "problems": find_problems(outline, [slug for slug, _title in area_choices()]),
        "question_count": len(file.report.get("questions", [])),
        "resource_count": sum(len(step.resources) for step in outline.steps),
        "first_steps": outline.steps[:SHOWN_STEPS],
        "form": form,
    }
    return render(request, "editor/import_preview.html", context, status=422 if form.errors else 200)


@require_POST
@members_only
def import_removal(request: HttpRequest, pk: UUID) -> HttpResponse:
    file = get_object_or_404(Import.objects.of(member(request)), pk=pk)
    discard_import(file=file, by=member(request))
    messages.success(request, _("Thrown away. Nothing was made of the file."))
    return go_to(request, reverse("editor:own_roadmaps"))
