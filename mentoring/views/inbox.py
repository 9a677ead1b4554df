"""What mentors see of their work: what waits for them, whom they have met, and a few numbers."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.handles import find_by_handle, redirect_to_handle
from accounts.viewer import member, members_only
from core.http import go_to
from core.pagination import ShortPaginator
from core.prepared import prepared
from markup.rendering import render as render_markdown
from mentoring.forms import ReplyForm
from mentoring.inbox import read_inbox
from mentoring.mentor_statistics import find_statistics
from mentoring.models import Mentor
from mentoring.people_met import find_people_met, read_sessions_with, select_people_met

PEOPLE_PER_PAGE = 20


def _own_mentor(request: HttpRequest) -> Mentor | None:
    return _mentor_of.first(person=member(request).pk)


@prepared
def _mentor_of(person: Any) -> QuerySet[Mentor]:
    return Mentor.objects.filter(user=person).only("user")


@require_safe
@members_only
def inbox(request: HttpRequest) -> HttpResponse:
    """Somebody without a profile begins by applying."""
    mentor = _own_mentor(request)
    if mentor is None:
        return go_to(request, reverse("mentoring:application"))
    mentor.user = member(request)
    context = {"inbox": read_inbox(mentor, now=timezone.now()), "reply_form": ReplyForm()}
    return render(request, "mentoring/inbox.html", context)


@require_safe
@members_only
def people_met(request: HttpRequest) -> HttpResponse:
    """Everybody whom one has met as a mentor, the latest first."""
    mentor = _own_mentor(request)
    if mentor is None:
        return go_to(request, reverse("mentoring:application"))
    met = select_people_met(mentor, now=timezone.now()).order_by("-last_at", "pk")
    page = ShortPaginator(met, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "people": find_people_met(list(page.object_list), mentor)}
    return render(request, "mentoring/people_met.html", context)


@require_safe
@members_only
def person_met(request: HttpRequest, handle: str) -> HttpResponse:
    """All sessions with one person: how to prepare the next one."""
    mentor, now = get_object_or_404(Mentor.objects.only("user"), user=member(request)), timezone.now()
    mentor.user = member(request)
    person = find_by_handle(select_people_met(mentor, now=now), handle, field="handle")
    if person.handle != handle:
        return redirect_to_handle(request, person.handle)
    sessions = read_sessions_with(person, mentor)
    context = {
        "person": person,
        "sessions": [(each, render_markdown(each.booking.notes).html) for each in sessions],
        "now": now,
    }
    return render(request, "mentoring/person_met.html", context)


@require_safe
@members_only
def statistics(request: HttpRequest) -> HttpResponse:
    mentor = _own_mentor(request)
    if mentor is None:
        return go_to(request, reverse("mentoring:application"))
    mentor.user = member(request)
    context = {"statistics": find_statistics(mentor, now=timezone.now())}
    return render(request, "mentoring/statistics.html", context)
