"""The calendars of a mentor elsewhere, whose busy times are taken out of their free ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import check_rate
from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from mentoring import operations
from mentoring.models import Mentor, OutsideCalendar
from mentoring.outside_calendar_forms import OutsideCalendarForm


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def outside_calendars(request: HttpRequest) -> HttpResponse:
    """All of them, with what went wrong, and a form for one more."""
    me = get_object_or_404(Mentor.objects.select_related("user"), user=member(request)).user
    form = OutsideCalendarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_rate(request, "outside_calendar")
            operations.add_outside_calendar(person=me, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Added. It is read within a minute, then every quarter of an hour."))
            return go_to(request, reverse("mentoring:outside_calendars"))
    context = {"form": form, "calendars": me.outside_calendars.files(), "now": timezone.now()}
    status = 422 if request.method == "POST" else 200
    return render(request, "mentoring/outside_calendars.html", context, status=status)


@require_POST
@members_only
def outside_calendar_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it now, not in a quarter of an hour."""
    calendar = get_object_or_404(OutsideCalendar.objects.files(), pk=pk, person=member(request))
    try:
        check_rate(request, "outside_calendar")
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        operations.read_outside_calendar(calendar=calendar, now=timezone.now())
        messages.success(request, _("It is being read. Load this page again in a moment."))
    return go_to(request, reverse("mentoring:outside_calendars"))


@require_POST
@members_only
def outside_calendar_removal(request: HttpRequest, pk: int) -> HttpResponse:
    calendar = get_object_or_404(OutsideCalendar.objects.files(), pk=pk, person=member(request))
    operations.remove_outside_calendar(calendar=calendar)
    messages.success(request, _("Removed. Its times can be booked again."))
    return go_to(request, reverse("mentoring:outside_calendars"))
