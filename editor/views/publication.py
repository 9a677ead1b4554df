"""Publishing a draft: what is missing, what became of what is gone, whom it touches; then the edition."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from editor.forms import PublicationForm
from editor.operations import NotReady, find_vanished, preview_effect, publish_draft
from editor.outline import as_document
from editor.reading import read_draft
from editor.views.lookups import find_own, problems_of
from roadmaps.document import DocumentError


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """With `preview`, a POST only shows the effect of what was chosen; otherwise it publishes."""
    roadmap = find_own(request, slug)
    view = read_draft(roadmap)
    problems = problems_of(roadmap, view.outline)
    vanished = find_vanished(roadmap, view.outline)
    form = PublicationForm(
        request.POST if request.method == "POST" else None, vanished=vanished, outline=view.outline
    )
    refusal: Refusal | None = None
    if form.is_valid() and "preview" not in request.POST:
        try:
            loaded = publish_draft(
                roadmap=roadmap,
                by=member(request),
                note=form.cleaned_data["note"],
                mapping=form.mapping,
                now=timezone.now(),
            )
        except Refusal as refused:
            refusal = refused
        else:
            sentence = _("Edition %(number)s is published.") % {"number": loaded.edition.number}
            messages.success(request, sentence)
            return go_to(request, roadmap.get_absolute_url())
    effects = []
    try:
        steps = as_document(view.outline, roadmap.slug).steps
    except DocumentError as error:
        if not problems:
            refusal = refusal or NotReady(str(error))
    else:
        effects = preview_effect(roadmap, steps, form.mapping)
    touched = [effect for effect in effects if not effect.is_none]
    context = {
        "roadmap": roadmap,
        "view": view,
        "outline": view.outline,
        "problems": problems,
        "form": form,
        "touched": touched,
        "untouched": sum(effect.people for effect in effects if effect.is_none),
        "followers": sum(effect.people for effect in effects),
        "refusal": refusal,
    }
    status = 422 if form.errors or refusal else 200
    return render(request, "editor/publication.html", context, status=status)
