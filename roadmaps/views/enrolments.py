"""Following a roadmap: on which track, with credit for what, and taking a change back."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import member, members_only
from core.clock import local_date
from core.formats import format_hours
from core.http import HtmxRequest, go_to
from roadmaps.credit_choices import credit_stages
from roadmaps.done_elsewhere import find_done_elsewhere
from roadmaps.forms import CreditForm, TrackForm
from roadmaps.models import Edition, Enrolment, EnrolmentEvent
from roadmaps.operations import (
    AlreadyEnrolled,
    NotTheLatestChange,
    change_track,
    enrol,
    plan_overlay_move,
    set_credit,
    suggest_track,
    undo_enrolment_change,
)
from roadmaps.progress import progress_of
from roadmaps.projection_fan import draw_fan
from roadmaps.projection_view import finished_hours, read_projection
from roadmaps.roadmap_view import read_roadmap_view
from roadmaps.views.edition_moves import tell_of_overlay
from roadmaps.views.lookups import back_to, find_edition, find_enrolment, find_own_enrolment, posted_data


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def enrolment(request: HttpRequest, slug: str) -> HttpResponse:
    learner, now = member(request), timezone.now()
    edition = find_edition(slug, learner)
    current, roadmap_view = find_enrolment(edition, learner), read_roadmap_view(edition)
    form = TrackForm(
        posted_data(request),
        tracks=roadmap_view.contents.tracks,
        initial={"track": current.track if current else suggest_track(edition, learner)},
    )
    if form.is_valid():
        track = form.cleaned_data["track"]
        if current:
            change_track(enrolment=current, track=track, by=learner, now=now)
            messages.success(request, _("Progress now counts this track. Every mark stays as it was."))
        elif left := Enrolment.objects.left_by(learner).filter(roadmap=edition.roadmap).first():
            return _come_back(request, left, edition, track)
        else:
            with suppress(AlreadyEnrolled):  # pressed twice: the other request was first
                enrol(roadmap=edition.roadmap, learner=learner, track=track, now=now)
            messages.success(request, _("You are on the road."))
            return go_to(request, reverse("roadmaps:credit", args=[slug]))
        return go_to(request, edition.get_absolute_url())
    context = {"roadmap_view": roadmap_view, "form": form, "is_enrolled": current is not None}
    return render(request, "roadmaps/enrolment.html", context, status=422 if form.errors else 200)


def _come_back(request: HttpRequest, left: Enrolment, edition: Edition, track: str) -> HttpResponse:
    """Follow a roadmap that one left, on the edition of today; says what came along, and can be undone."""
    move = plan_overlay_move(left, edition)
    with suppress(AlreadyEnrolled):
        enrolment = enrol(roadmap=edition.roadmap, learner=member(request), track=track, now=timezone.now())
        if left.edition_id == edition.pk:
            sentence = _("Welcome back. All of it is as you left it.")
        else:
            sentence = _("Welcome back. You are on edition %(number)s now, and every mark came with you.")
        event = enrolment.changes.newest_first()[0]
        undo_url = reverse("roadmaps:undo_change", args=[edition.roadmap.slug, event.pk])
        messages.success(request, sentence % {"number": edition.number}, extra_tags=f"undo:{undo_url}")
        tell_of_overlay(request, move)
    return go_to(request, edition.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def credit(request: HttpRequest, slug: str) -> HttpResponse:
    """What somebody knew before they came: one form for the whole roadmap."""
    enrolment = find_own_enrolment(slug, member(request))
    roadmap_view = read_roadmap_view(enrolment.edition, enrolment)
    elsewhere = find_done_elsewhere(roadmap_view, enrolment)
    stages = credit_stages(roadmap_view, elsewhere)
    form = CreditForm(posted_data(request), stages=stages)
    if not form.is_valid():
        context = {"roadmap_view": roadmap_view, "stages": stages, "elsewhere": elsewhere, "form": form}
        return render(request, "roadmaps/credit.html", context, status=422 if form.errors else 200)
    offered = {choice.step.key for stage in stages for choice in stage.choices}
    change = set_credit(
        enrolment=enrolment,
        keys=form.known_keys() | (roadmap_view.credited - offered),
        by=member(request),
        now=timezone.now(),
    )
    if change is not None:
        undo_url = reverse("roadmaps:undo_change", args=[slug, change.pk])
        messages.success(request, _credit_sentence(enrolment), extra_tags=f"undo:{undo_url}")
    return go_to(request, enrolment.get_absolute_url())


def _credit_sentence(enrolment: Enrolment) -> str:
    progress = progress_of(enrolment)
    sentence = ngettext(
        "%(steps)s step counts as known before. %(hours)s are left for you.",
        "%(steps)s steps count as known before. %(hours)s are left for you.",
        progress.steps_credited,
    )
    return sentence % {"steps": progress.steps_credited, "hours": format_hours(progress.hours_open * 60)}


@require_safe
@members_only
def projection(request: HttpRequest, slug: str) -> HttpResponse:
    """When one may be through, as a range."""
    enrolment, now = find_own_enrolment(slug, member(request)), timezone.now()
    roadmap_view = read_roadmap_view(enrolment.edition, enrolment)
    found = read_projection(roadmap_view, enrolment, now=now)
    goal_minutes = enrolment.learner.weekly_goal_hours * 60
    context = {
        "roadmap_view": roadmap_view,
        "projection": found,
        "goal_minutes": goal_minutes,
        "fan": draw_fan(
            found,
            finished=finished_hours(roadmap_view, enrolment.learner.zone),
            goal_minutes=goal_minutes,
            started_on=enrolment.started_on,
            today=local_date(now, enrolment.learner.zone),
        ),
    }
    return render(request, "roadmaps/projection.html", context)


@require_POST
@members_only
def undo_change(request: HtmxRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take back the latest change of how one follows a roadmap, and stay on the page."""
    mine = EnrolmentEvent.objects.filter(learner=member(request), enrolment__roadmap__slug=slug)
    event = get_object_or_404(mine.select_related("enrolment__roadmap"), pk=pk)
    try:
        undo_enrolment_change(event=event, by=member(request), now=timezone.now())
    except NotTheLatestChange as refusal:
        _offer_latest(request, event, refusal)
    else:
        messages.success(request, _("Undone. All of it is as it was."))
    here, _hash, _fragment = (request.htmx.current_url_abs_path or "").partition("#")
    return go_to(request, back_to(request, here or event.enrolment.roadmap.get_absolute_url()))


def _offer_latest(request: HttpRequest, event: EnrolmentEvent, refusal: NotTheLatestChange) -> None:
    """Why a change can't be undone by itself, with a button for the one that has to be undone first."""
    latest = event.enrolment.changes.newest_first()[0]
    if event.undoings.exists():
        messages.info(request, _("This is undone already."))
    elif latest.can_be_undone:
        undo_url = reverse("roadmaps:undo_change", args=[event.enrolment.roadmap.slug, latest.pk])
        sentence = _("Something else changed since: “%(change)s”. Undo that first.")
        change = {"change": latest.get_kind_display()}
        messages.warning(request, sentence % change, extra_tags=f"undo:{undo_url}")
    else:
        messages.warning(request, str(refusal.message))
