"""A gate: what it asks, and saying when its months began and ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from core.templatetags.ui import bdi
from roadmaps.forms import GateForm
from roadmaps.models import Enrolment
from roadmaps.operations import set_gate
from roadmaps.views.lookups import posted_data


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def gate(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """For those who follow the roadmap; others read about the gate on the roadmap's page."""
    enrolments = Enrolment.objects.of(member(request)).select_related("edition__roadmap")
    enrolment = get_object_or_404(enrolments, roadmap__slug=slug)
    found = get_object_or_404(enrolment.edition.gates.select_related("stage"), key=key)
    state = enrolment.gate_states.filter(key=key).first()
    initial = {"begun_on": state.begun_on, "passed_on": state.passed_on} if state else {}
    form = GateForm(posted_data(request), initial=initial)
    if form.is_valid():
        try:
            set_gate(
                enrolment=enrolment, key=key, by=member(request), now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, format_html(_("Saved: {gate}."), gate=bdi(found.title)))
            return go_to(request, f"{enrolment.get_absolute_url()}#{found.stage.key}")
    context = {"edition": enrolment.edition, "gate": found, "form": form}
    return render(request, "roadmaps/gate.html", context, status=422 if form.errors else 200)
