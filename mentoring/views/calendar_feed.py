"""Sessions in one's own calendar: the secret address, and what is read there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewer import member, members_only
from core.http import go_to
from mentoring.calendar_feed import build_feed, feed_url, find_owner, turn_off, turn_on
from mentoring.models import CalendarFeed


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Read by calendars, which know no session and no password: whoever has the address may read."""
    person = find_owner(token)
    if person is None:
        raise Http404
    body = build_feed(person, now=timezone.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="sessions.ics"'
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def own_feed(request: HttpRequest) -> HttpResponse:
    """Have an address (`on=yes`: a new one), or none."""
    me = member(request)
    if request.method == "POST":
        if request.POST.get("on"):
            turn_on(person=me)
            messages.success(request, _("This is your address. An old one no longer works."))
        else:
            turn_off(person=me)
            messages.success(request, _("Off. The address no longer works."))
        return go_to(request, reverse("mentoring:own_feed"))
    feed = CalendarFeed.objects.filter(person=me, is_on=True).first()
    return render(request, "mentoring/own_feed.html", {"url": feed_url(feed) if feed else ""})
