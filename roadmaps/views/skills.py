"""The skill map, and rating oneself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewer import member, members_only
from core.http import go_to
from roadmaps.forms import AssessmentForm
from roadmaps.operations import assess_skills
from roadmaps.skill_levels import LEVELS
from roadmaps.skill_map import areas_of_map, read_skill_map
from roadmaps.views.lookups import posted_data


@require_safe
@members_only
def skills(request: HttpRequest) -> HttpResponse:
    skill_map = read_skill_map(member(request), now=timezone.now())
    return render(request, "roadmaps/skills.html", {"skill_map": skill_map, "levels": LEVELS})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def assessment(request: HttpRequest) -> HttpResponse:
    learner, now = member(request), timezone.now()
    known = read_skill_map(learner, now=now).areas if request.method != "POST" else ()
    initial = {each.area.slug: each.skill.own for each in known if each.skill.own is not None}
    form = AssessmentForm(
        posted_data(request),
        areas=areas_of_map(),
        initial={slug: int(level) for slug, level in initial.items()},
    )
    if form.is_valid():
        assess_skills(learner=learner, levels=form.levels, now=now)
        messages.success(request, _("Saved. What you said before stays in the history of your map."))
        return go_to(request, reverse("roadmaps:skills"))
    return render(request, "roadmaps/assessment.html", {"form": form}, status=422 if form.errors else 200)
