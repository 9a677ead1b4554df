"""What is asked today, what somebody knows by now, and whether they want to be asked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewer import member, members_only
from core.formats import format_date
from core.http import go_to
from core.refusals import Refusal
from practice.forms import ChoiceForm
from practice.history import read_history
from practice.models import PracticeChoice, Question
from practice.operations import choose_practice
from practice.queue import read_today


@require_safe
@members_only
def today(request: HttpRequest) -> HttpResponse:
    learner = member(request)
    context = {
        "practice": read_today(learner, now=timezone.now()),
        "suggested": Question.objects.waiting_for(learner).order_by("pk"),
    }
    return render(request, "practice/today.html", context)


@require_safe
@members_only
def history(request: HttpRequest) -> HttpResponse:
    context = {"history": read_history(member(request), now=timezone.now())}
    return render(request, "practice/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def settings(request: HttpRequest) -> HttpResponse:
    learner, now = member(request), timezone.now()
    choice = PracticeChoice.objects.filter(learner=learner).first()
    form = ChoiceForm(
        request.POST if request.method == "POST" else None,
        instance=choice,
        initial=None if choice else {"is_on": True},
    )
    if form.is_valid():
        try:
            chosen = choose_practice(learner=learner, now=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("paused_until", str(refusal.message))
        else:
            messages.success(request, _describe(chosen))
            return go_to(request, reverse("practice:today"))
    return render(request, "practice/settings.html", {"form": form}, status=422 if form.errors else 200)


def _describe(chosen: PracticeChoice) -> str:
    """The rule refuses a pause that is over, so one that is there lies ahead."""
    if not chosen.is_on:
        return _("Saved. Nothing is asked.")
    if chosen.paused_until:
        day = format_date(chosen.paused_until, "DAY_FORMAT")
        return _("Saved. You are asked again from %(day)s on.") % {"day": day}
    return _("Saved. You are asked from now on.")
