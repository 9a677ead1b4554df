"""Private notes on steps, and links that show what somebody did: writing, finding and removing them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.viewer import member, members_only
from core.http import go_to
from core.pagination import ShortPaginator
from core.prepared import prepared
from core.refusals import Refusal
from markup.rendering import render as render_markdown
from roadmaps.forms import EvidenceForm, NoteForm
from roadmaps.models import Roadmap, StepEvidence, StepNote
from roadmaps.operations import (
    add_evidence,
    change_note,
    remove_evidence,
    remove_note,
    write_note,
)
from roadmaps.study_choices import StepTitle, read_followed, titles_of
from roadmaps.views.lookups import find_edition, find_enrolment, find_step, posted_data

NOTES_A_PAGE = 20
MOST_LINKS = 50
LONGEST_WORDS = 120


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as it reads; `step` is None where its step can no longer be opened."""

    note: StepNote
    html: str
    step: StepTitle | None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    evidence: StepEvidence
    step: StepTitle | None


class KeptLine(NamedTuple):
    """A note, or with a `url` a link that shows what somebody did."""

    pk: UUID
    text: str
    url: str
    at: datetime


@prepared
def _kept_of(learner: Any, roadmap: Any, key: Any) -> QuerySet[Any, Any]:
    notes = StepNote.objects.of(learner).of_step(roadmap, key)
    links = StepEvidence.objects.of(learner).of_step(roadmap, key)
    return notes.values_list("pk", "text", Value(""), "updated_at").union(
        links.values_list("pk", "shows", "url", "added_at"), all=True
    )


def describe_kept(learner: User, roadmap: Roadmap, key: str) -> dict[str, Any]:
    """What a step's page shows of its reader's own. One query."""
    both = _kept_of.rows(learner=learner.pk, roadmap=roadmap.pk, key=key)
    kept = sorted((KeptLine(*line) for line in both), key=lambda line: line.at, reverse=True)
    note = next((line for line in kept if not line.url), None)
    return {
        "note": note,
        "note_html": render_markdown(note.text).html if note else "",
        "evidence": [line for line in kept if line.url],
        "evidence_form": EvidenceForm(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def step_note(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Begin a note on a step, or go on with it."""
    learner = member(request)
    edition = find_edition(slug, learner)
    step = find_step(edition, find_enrolment(edition, learner), key)
    note = StepNote.objects.of(learner).of_step(edition.roadmap, key).first()
    back = reverse("roadmaps:step", args=[slug, key])
    if note:
        return _edit_note(request, note, back=back)
    form = NoteForm(posted_data(request), initial={"text": ""})
    if form.is_valid():
        try:
            write_note(
                learner=learner, roadmap=edition.roadmap, key=key, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved. Only you read it."))
            return go_to(request, f"{back}#kept")
    context = {"form": form, "title": step.title, "back": back}
    return render(request, "roadmaps/note.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def own_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One's own note, also when its roadmap is gone."""
    note = get_object_or_404(StepNote.objects.of(member(request)), pk=pk)
    return _edit_note(request, note, back=reverse("roadmaps:notes"))


def _edit_note(request: HttpRequest, note: StepNote, *, back: str) -> HttpResponse:
    form = NoteForm(posted_data(request), initial={"text": note.text})
    if form.is_valid():
        try:
            change_note(note=note, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved. Only you read it."))
            return go_to(request, back)
    context = {"form": form, "title": note.title, "note": note, "back": back}
    return render(request, "roadmaps/note.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def note_removal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks first, then removes one's own note."""
    note = get_object_or_404(StepNote.objects.of(member(request)), pk=pk)
    if request.method != "POST":
        return render(request, "roadmaps/note_removal.html", {"note": note})
    remove_note(note=note)
    messages.success(request, _("The note is removed."))
    return go_to(request, reverse("roadmaps:notes"))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def step_evidence(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Keep a link with a step; its form is on the step's page, and here when something is wrong with it."""
    learner = member(request)
    edition = find_edition(slug, learner)
    step = find_step(edition, find_enrolment(edition, learner), key)
    back = reverse("roadmaps:step", args=[slug, key])
    form = EvidenceForm(posted_data(request))
    if form.is_valid():
        try:
            add_evidence(
                learner=learner, roadmap=edition.roadmap, key=key, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Kept with this step. Only you see it."))
            return go_to(request, f"{back}#kept")
    context = {"form": form, "title": step.title, "back": back}
    return render(request, "roadmaps/evidence.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def evidence_removal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks first, then keeps the link no longer."""
    mine = StepEvidence.objects.of(member(request)).select_related("roadmap")
    evidence = get_object_or_404(mine, pk=pk)
    if request.method != "POST":
        return render(request, "roadmaps/evidence_removal.html", {"evidence": evidence})
    remove_evidence(evidence=evidence)
    messages.success(request, _("The link is removed."))
    return go_to(request, reverse("roadmaps:notes"))


@require_safe
@members_only
def own_notes(request: HttpRequest) -> HttpResponse:
    """All of one's notes and links, newest first, or those that match some words, best first."""
    learner = member(request)
    text = request.GET.get("q", "")[:LONGEST_WORDS].strip()
    mine, links = StepNote.objects.of(learner), StepEvidence.objects.of(learner)
    found = mine.search(text) if text else mine.newest_first()
    found_links = links.search(text) if text else links.newest_first()
    page = ShortPaginator(found.defer("search"), NOTES_A_PAGE).get_page(request.GET.get("page"))
    shown = list(found_links.defer("search")[:MOST_LINKS])
    titles = titles_of([*page, *shown], learner, read_followed(learner))
    context = {
        "text": text,
        "page": page,
        "notes": [
            NoteRow(note, render_markdown(note.text).html, titles.get((note.roadmap_id, note.key)))
            for note in page
        ],
        "links": [EvidenceRow(each, titles.get((each.roadmap_id, each.key))) for each in shown],
    }
    return render(request, "roadmaps/notes.html", context)
