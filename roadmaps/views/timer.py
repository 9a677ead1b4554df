"""Starting and stopping one's timer, and planning weeks of rest."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.viewer import member, members_only
from core.formats import format_duration
from core.http import go_to
from core.refusals import Refusal
from roadmaps.forms import TimerForm
from roadmaps.models import Roadmap
from roadmaps.operations import cancel_rest, discard_timer, plan_rest, start_timer, stop_timer
from roadmaps.views.lookups import back_to


@require_POST
@members_only
def timer(request: HttpRequest) -> HttpResponse:
    """Start it, about a step if `about` names one."""
    learner = member(request)
    slug, _slash, key = request.POST.get("about", "").partition("/")
    roadmap = Roadmap.objects.visible_to(learner).filter(slug=slug[:50]).first()
    try:
        start_timer(learner=learner, roadmap=roadmap, key=key[:50], now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("The timer runs. It goes on when you close this page."))
    return go_to(request, back_to(request, reverse("roadmaps:study")))


@require_POST
@members_only
def timer_end(request: HttpRequest) -> HttpResponse:
    """Stop it and log the time, or log nothing."""
    learner = member(request)
    try:
        if "discard" in request.POST:
            discard_timer(learner=learner)
            messages.success(request, _("The timer is gone; nothing is logged."))
        else:
            form = TimerForm(request.POST)
            minutes = form.cleaned_data["minutes"] if form.is_valid() else None
            entry = stop_timer(learner=learner, minutes=minutes, now=timezone.now())
            messages.success(request, _("%(time)s logged.") % {"time": format_duration(entry.minutes)})
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    return go_to(request, back_to(request, reverse("roadmaps:study")))


@require_POST
@members_only
def rest(request: HttpRequest, week: str) -> HttpResponse:
    """Plan a week of rest, or study in it after all."""
    try:
        day = date.fromisoformat(week)
    except ValueError as error:
        raise Http404 from error
    learner, now = member(request), timezone.now()
    try:
        if "cancel" in request.POST:
            cancel_rest(learner=learner, week=day, now=now)
            messages.success(request, _("The week has its goal again."))
        else:
            plan_rest(learner=learner, week=day, now=now)
            messages.success(request, _("A rest is planned. That week asks for nothing."))
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    return go_to(request, back_to(request, reverse("roadmaps:study")))
