"""One block of a plan: change it, move it, remove it, log it."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import member, members_only
from core.formats import format_duration
from core.http import go_to
from core.refusals import Refusal
from planning.block_choices import subject_choices, value_of
from planning.forms import BlockForm
from planning.models import PlanBlock
from planning.operations import change_block, log_block, remove_block
from planning.operations.blocks import wish_for
from planning.views.weeks import week_url, wish_of
from planning.work_ahead import open_items
from roadmaps.study_choices import read_followed


def _find(request: HttpRequest, pk: object) -> PlanBlock:
    mine = PlanBlock.objects.of(member(request)).select_related("plan", "roadmap", "action_item", "learner")
    return get_object_or_404(mine, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def block(request: HttpRequest, pk: object) -> HttpResponse:
    """Plan one's own block otherwise."""
    found, learner = _find(request, pk), member(request)
    form = BlockForm(
        request.POST if request.method == "POST" else None,
        subjects=subject_choices(
            open_items(learner).values_list("pk", "text"), read_followed(learner), block=found
        ),
        first_weekday=learner.first_weekday,
        initial=BlockForm.initial_of(found, value_of(found)),
    )
    if form.is_valid():
        try:
            change_block(block=found, wish=wish_of(form, learner), now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Changed."))
            return go_to(request, week_url(found.plan.week))
    context = {"form": form, "sitting": found}
    return render(request, "planning/block.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def removal(request: HttpRequest, pk: object) -> HttpResponse:
    """Asks first, then takes one block out of the plan."""
    found = _find(request, pk)
    if request.method != "POST":
        return render(request, "planning/removal.html", {"sitting": found})
    try:
        remove_block(block=found, now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("Removed from the plan."))
    return go_to(request, week_url(found.plan.week))


@require_POST
@members_only
def log(request: HttpRequest, pk: object) -> HttpResponse:
    """It happened: write it into the log. Sent from the dashboard, it leads back there."""
    found = _find(request, pk)
    url = reverse("pages:dashboard") if "dashboard" in request.POST else week_url(found.plan.week)
    try:
        entry = log_block(block=found, now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("%(time)s logged.") % {"time": format_duration(entry.minutes)})
    return go_to(request, url)


@require_POST
@members_only
def any_day(request: HttpRequest, pk: object) -> HttpResponse:
    """Its day did not suit: some other day of the same week."""
    found = _find(request, pk)
    try:
        change_block(block=found, wish=replace(wish_for(found), weekday=None), now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("It may be any day of this week now."))
    return go_to(request, week_url(found.plan.week))
