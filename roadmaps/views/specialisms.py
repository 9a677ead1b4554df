"""Choosing the specialisms that one goes deep in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.viewer import member, members_only
from core.formats import format_hours
from core.http import go_to
from core.refusals import Refusal
from roadmaps.forms import SpecialismsForm
from roadmaps.models import MOST_SPECIALISMS
from roadmaps.operations import choose_specialisms
from roadmaps.progress import Progress, progress_of
from roadmaps.roadmap_view import read_roadmap_view
from roadmaps.specialism_choices import specialism_choices
from roadmaps.views.lookups import find_own_enrolment, posted_data


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def specialisms(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them with their steps and how much they are asked for; a POST chooses."""
    enrolment = find_own_enrolment(slug, member(request))
    roadmap_view = read_roadmap_view(enrolment.edition, enrolment)
    if not roadmap_view.contents.specialisms:
        raise Http404
    before = roadmap_view.progress  # counted now: the act changes the enrolment
    form = SpecialismsForm(
        posted_data(request),
        specialisms=roadmap_view.contents.specialisms,
        initial={"specialisms": enrolment.specialisms},
    )
    if form.is_valid():
        try:
            event = choose_specialisms(
                enrolment=enrolment,
                keys=form.cleaned_data["specialisms"],
                by=member(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("specialisms", str(refusal.message))
        else:
            if event is not None:
                undo_url = reverse("roadmaps:undo_change", args=[slug, event.pk])
                sentence = _describe_change(before, progress_of(enrolment))
                messages.success(request, sentence, extra_tags=f"undo:{undo_url}")
            return go_to(request, enrolment.get_absolute_url())
    context = {
        "roadmap_view": roadmap_view,
        "form": form,
        "choices": specialism_choices(roadmap_view),
        "most": MOST_SPECIALISMS,
    }
    return render(request, "roadmaps/specialisms.html", context, status=422 if form.errors else 200)


def _describe_change(before: Progress, after: Progress) -> str:
    """Both numbers, so that no percentage changes without a word."""
    return _(
        "Saved. %(done)s of %(total)s steps are done now, with %(hours)s open; it was %(done_before)s of"
        " %(total_before)s, with %(hours_before)s open. Every mark stays."
    ) % {
        "done": after.steps_done,
        "total": after.steps_total,
        "hours": format_hours(after.hours_open * 60),
        "done_before": before.steps_done,
        "total_before": before.steps_total,
        "hours_before": format_hours(before.hours_open * 60),
    }
