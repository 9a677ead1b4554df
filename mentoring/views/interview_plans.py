"""The way to a real interview: the plan, its mocks, and their changes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from mentoring.forms import InterviewPlanForm, PlannedMockForm
from mentoring.interview_plans import find_plan
from mentoring.models import InterviewPlan, PlannedMock
from mentoring.operations import change_mock, plan_interview, remove_mock, remove_plan


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def interview_plan(request: HttpRequest) -> HttpResponse:
    """See the plan, make it, or make it for another date."""
    me, now = member(request), timezone.now()
    form = InterviewPlanForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            plan_interview(learner=me, now=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("interview_on", str(refusal.message))
        else:
            messages.success(request, _("This is the plan. Change what doesn't suit you."))
            return go_to(request, reverse("mentoring:interview_plan"))
    found = find_plan(me, now=now)
    if found and not form.is_bound:
        plan = found.plan
        form = InterviewPlanForm(initial={"role": plan.role, "interview_on": plan.interview_on})
    context = {
        "form": form,
        "found": found,
        "rows": [(row, _change_form(row.mock)) for row in (found.rows if found else [])],
    }
    return render(request, "mentoring/interview_plan.html", context, status=422 if form.errors else 200)


@require_safe
@members_only
def next_mock(request: HttpRequest) -> HttpResponse:
    """To where the first mock that is not booked can be booked; to the plan when there is none."""
    found = find_plan(member(request), now=timezone.now())
    row = found.next_open if found else None
    return HttpResponseRedirect(row.booking_url if row else reverse("mentoring:interview_plan"))


@require_POST
@members_only
def plan_removal(request: HttpRequest) -> HttpResponse:
    """End the plan."""
    remove_plan(plan=get_object_or_404(InterviewPlan, learner=member(request)))
    messages.success(request, _("The plan is gone. What is booked stays booked."))
    return go_to(request, reverse("mentoring:interviews"))


@require_POST
@members_only
def planned_mock(request: HttpRequest, pk: str) -> HttpResponse:
    """Change one mock, or take it out (`remove=` set)."""
    mocks = PlannedMock.objects.filter(plan__learner=member(request)).select_related("plan__learner")
    mock = get_object_or_404(mocks, pk=pk)
    if request.POST.get("remove"):
        remove_mock(mock=mock)
        messages.success(request, _("Taken out of the plan."))
        return go_to(request, reverse("mentoring:interview_plan"))
    form = PlannedMockForm(request.POST, mock=mock)
    if not form.is_valid():
        messages.error(request, _("Give a date and a kind. Nothing was changed."))
        return go_to(request, reverse("mentoring:interview_plan"))
    try:
        change_mock(mock=mock, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Changed."))
    return go_to(request, reverse("mentoring:interview_plan"))


def _change_form(mock: PlannedMock) -> PlannedMockForm:
    return PlannedMockForm(initial={"rubric_key": mock.rubric_key, "on": mock.on}, mock=mock)
