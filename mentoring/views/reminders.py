"""When somebody is reminded of their sessions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.viewer import member, members_only
from core.http import go_to
from mentoring.forms import RemindersForm
from mentoring.models import ReminderChoice
from mentoring.operations import choose_reminders


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@never_cache
def reminders(request: HttpRequest) -> HttpResponse:
    """A box for each time before the start."""
    me = member(request)
    if request.method == "POST":
        form = RemindersForm(request.POST)
        if form.is_valid():
            choose_reminders(person=me, minutes=form.cleaned_data["minutes"], now=timezone.now())
            messages.success(request, _("Saved. It holds for the sessions that are booked, too."))
            return go_to(request, reverse("mentoring:reminders"))
    else:
        form = RemindersForm(initial={"minutes": ReminderChoice.objects.for_each([me])[me.pk].minutes})
    return render(request, "mentoring/reminders.html", {"form": form}, status=422 if form.errors else 200)
