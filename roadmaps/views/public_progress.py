"""On which roadmaps everybody may see how far one is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from roadmaps.choices import Visibility
from roadmaps.forms import PublicProgressForm
from roadmaps.models import Enrolment
from roadmaps.operations import show_progress
from roadmaps.views.lookups import posted_data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def public_progress(request: HttpRequest) -> HttpResponse:
    me = member(request)
    followed = Enrolment.objects.of(me).filter(roadmap__visibility=Visibility.PUBLIC)
    enrolments = list(followed.select_related("roadmap", "edition").order_by("started_on", "pk"))
    form = PublicProgressForm(posted_data(request), enrolments=enrolments)
    if form.is_valid():
        try:
            show_progress(learner=me, slugs=form.cleaned_data["roadmaps"])
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return go_to(request, reverse("roadmaps:public_progress"))
    context = {"form": form, "rows": [each for each in enrolments if each.is_public]}
    return render(request, "roadmaps/public_progress.html", context, status=422 if form.errors else 200)
