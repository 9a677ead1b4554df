"""For which readers an issue is: its author narrows it, and sees how many there are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.viewer import members_only
from core.http import go_to, wants_fragment
from core.refusals import Refusal
from newsletter.audiences import find_segment, reasons_of
from newsletter.forms import SegmentForm
from newsletter.operations import choose_segment, count_audience, draw_segment
from newsletter.queries import issue_of
from newsletter.views.sending import get_own_article


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def audience(request: HttpRequest, pk: int) -> HttpResponse:
    """POST keeps the conditions; with `count=` it only counts, for htmx as a fragment."""
    article = get_own_article(request, pk)
    issue = issue_of(article)
    if issue.has_started:
        return go_to(request, issue.get_absolute_url())
    segment = find_segment(issue)
    form = SegmentForm(request.POST or None, segment=segment, article=article)
    if form.is_valid():
        conditions = form.conditions()
        try:
            segment = draw_segment(issue=issue, conditions=conditions)
            if "count" not in request.POST:
                now = timezone.now()
                choose_segment(article=article, by=article.author, conditions=conditions, now=now)
                return go_to(request, issue.get_absolute_url())
        except Refusal as error:
            form.add_error(None, str(error.message))
    is_refused = form.is_bound and not form.is_valid()
    context = {
        "article": article,
        "form": form,
        "audience": None if is_refused else count_audience(issue=issue, segment=segment),
        "reasons": [] if segment is None or is_refused else reasons_of(segment),
    }
    if "count" in request.POST and wants_fragment(request):
        context["problems"] = [problem for problems in form.errors.values() for problem in problems]
        return render(request, "newsletter/_audience_count.html", context)
    return render(request, "newsletter/audience.html", context, status=422 if is_refused else 200)
