"""A newer edition of a roadmap that one follows: what it changes, moving, staying; leaving and reset."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import member, members_only
from core.http import go_to
from roadmaps.contents import read_content
from roadmaps.edition_changes import EditionChanges, Standing, carry_standings, compare_editions
from roadmaps.models import Edition, Enrolment, EnrolmentEvent, Step
from roadmaps.operations import (
    change_edition,
    decline_edition,
    leave_roadmap,
    mappings_between,
    plan_overlay_move,
    reset_progress,
)
from roadmaps.overlaid_contents import apply_overlay
from roadmaps.overlay import OverlayMove
from roadmaps.progress import Progress, count_progress
from roadmaps.roadmap_view import RoadmapView, read_roadmap_view
from roadmaps.tracks import SHARED
from roadmaps.views.lookups import find_own_enrolment


@dataclass(frozen=True)
class EditionOffer:
    """What the newer edition says and changes, and how far one would be on it."""

    edition: Edition
    changes: EditionChanges
    before: Progress
    after: Progress
    added: list[Step]
    retired: list[Step]
    replaced: list[tuple[Step, list[Step]]]
    no_longer_hidden: list[str]
    displaced: list[str]


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edition_move(request: HttpRequest, slug: str) -> HttpResponse:
    """The note of change with both numbers side by side; a POST moves there."""
    enrolment = find_own_enrolment(slug, member(request))
    current = enrolment.roadmap.current
    if current is None or current.pk == enrolment.edition_id:
        raise Http404
    if request.method == "POST":
        move = plan_overlay_move(enrolment, current)
        event = change_edition(enrolment=enrolment, edition=current, by=member(request), now=timezone.now())
        sentence = _("You are on edition %(number)s. Every mark came with you.") % {"number": current.number}
        tell_of_overlay(request, move)
        return _say(request, enrolment, event, sentence)
    roadmap_view = read_roadmap_view(enrolment.edition, enrolment)
    context = {"roadmap_view": roadmap_view, "offer": _describe_offer(roadmap_view, enrolment, current)}
    return render(request, "roadmaps/edition_move.html", context)


@require_POST
@members_only
def edition_stay(request: HttpRequest, slug: str) -> HttpResponse:
    enrolment = find_own_enrolment(slug, member(request))
    if enrolment.roadmap.current is None:
        raise Http404
    event = decline_edition(
        enrolment=enrolment, edition=enrolment.roadmap.current, by=member(request), now=timezone.now()
    )
    return _say(request, enrolment, event, _("You stay on your edition. You can move whenever you like."))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def leaving(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks first, then follows the roadmap no longer."""
    enrolment = find_own_enrolment(slug, member(request))
    if request.method != "POST":
        return render(request, "roadmaps/leaving.html", {"enrolment": enrolment})
    event = leave_roadmap(enrolment=enrolment, by=member(request), now=timezone.now())
    return _say(request, enrolment, event, _("You no longer follow this roadmap. Your marks are kept."))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def reset(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks first, then sets every step back."""
    enrolment = find_own_enrolment(slug, member(request))
    if request.method != "POST":
        return render(request, "roadmaps/reset.html", {"enrolment": enrolment})
    event = reset_progress(enrolment=enrolment, by=member(request), now=timezone.now())
    return _say(request, enrolment, event, _("Every step is not started. The history is kept."))


def _say(
    request: HttpRequest, enrolment: Enrolment, event: EnrolmentEvent | None, sentence: str
) -> HttpResponse:
    """What was done, with a button to undo it, on the roadmap's page."""
    if event is not None:
        undo_url = reverse("roadmaps:undo_change", args=[enrolment.roadmap.slug, event.pk])
        messages.success(request, sentence, extra_tags=f"undo:{undo_url}")
    return go_to(request, enrolment.get_absolute_url())


def tell_of_overlay(request: HttpRequest, move: OverlayMove) -> None:
    """What of one's own version did not come along as it was."""
    if gone := len(move.dropped) + len(move.dropped_milestones):
        sentence = ngettext(
            "%(count)s thing that you hid is not in this edition, and so it is hidden no longer.",
            "%(count)s things that you hid are not in this edition, and so they are hidden no longer.",
            gone,
        )
        messages.info(request, sentence % {"count": gone})
    if moved := len(move.displaced):
        sentence = ngettext(
            "%(count)s step of your own stands at the end of its stage: its milestone is gone.",
            "%(count)s steps of your own stand at the end of their stages: their milestones are gone.",
            moved,
        )
        messages.info(request, sentence % {"count": moved})


def _titles_that_are_gone(roadmap_view: RoadmapView, move: OverlayMove) -> list[str]:
    """Of the steps and milestones that were hidden and are hidden no longer."""
    milestones = {step.milestone.key: step.milestone.title for step in roadmap_view.contents.hidden}
    steps = {step.key: step.title for step in roadmap_view.contents.hidden}
    return [
        *(milestones.get(key, key) for key in move.dropped_milestones),
        *(steps.get(key, key) for key in move.dropped),
    ]


def _describe_offer(roadmap_view: RoadmapView, enrolment: Enrolment, edition: Edition) -> EditionOffer:
    move = plan_overlay_move(enrolment, edition)
    contents = apply_overlay(read_content(edition), move.overlay)
    track = enrolment.track if enrolment.track in contents.track_keys else SHARED
    specialisms = [key for key in enrolment.specialisms if key in contents.specialism_keys]
    mappings = mappings_between(enrolment.edition, edition)
    changes = compare_editions(roadmap_view.steps, contents.steps, mappings, track, specialisms)
    standings = {key: Standing(mark.status, mark.is_credit) for key, mark in roadmap_view.marks.items()}
    after = {**standings, **carry_standings(standings, mappings, roadmap_view.by_key)}
    new: dict[str, Any] = {step.key: step for step in contents.steps}
    return EditionOffer(
        edition=edition,
        changes=changes,
        before=roadmap_view.progress,
        after=count_progress(
            contents.steps,
            {key: of.status for key, of in after.items()},
            track,
            specialisms=specialisms,
            credited={key for key, of in after.items() if of.is_credit},
            gates=contents.gate_keys,
            passed=roadmap_view.passed_gates,
        ),
        added=[new[key] for key in changes.added],
        retired=[roadmap_view.by_key[key] for key in changes.retired],
        replaced=[
            (roadmap_view.by_key[key], [new[each] for each in keys if each in new])
            for key, keys in changes.replaced.items()
            if key not in changes.retired
        ],
        no_longer_hidden=_titles_that_are_gone(roadmap_view, move),
        displaced=[roadmap_view.by_key[key].title for key in move.displaced],
    )
