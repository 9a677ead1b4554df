"""The page of one session, the same for both sides: before it, while it runs, and after it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.viewer import member, members_only
from mentoring.calendar_links import calendar_links
from mentoring.forms import AnswerForm
from mentoring.letters import describe_for_calendar
from mentoring.models import scorecard_due
from mentoring.views.follow_up import describe_follow_up
from mentoring.views.sessions import find_own_booking


@require_safe
@members_only
def booking(request: HttpRequest, pk: str) -> HttpResponse:
    me, now, found = member(request), timezone.now(), find_own_booking(request, pk)
    limit, counterpart = found.changeable_until(me), found.counterpart_of(me)
    is_requested, is_upcoming = found.is_requested(now), found.is_upcoming(now)
    context = {
        "booking": found,
        "about": found.learner_attendance.about,
        "answers": found.learner_attendance.answers,
        "step": found.learner_attendance.step,
        "other": counterpart.person,
        "is_given": found.is_given_by(me),
        "other_zone": counterpart.zone,
        "zones_differ": found.starts_at.astimezone(counterpart.zone).utcoffset()
        != timezone.localtime(found.starts_at).utcoffset(),
        "is_requested": is_requested,
        "calendar_links": calendar_links(describe_for_calendar(found, reader=me, stamp=now)),
        "answer_form": AnswerForm() if is_requested and found.is_given_by(me) else None,
        "is_upcoming": is_upcoming,
        "can_be_joined": found.can_be_joined(now),
        "has_begun": now >= found.starts_at,
        "change_until": limit if (is_upcoming or is_requested) and now <= limit else None,
        "has_scorecard": scorecard_due(found, now),
        "has_rated": bool(found.rubric_key) and found.scorecards.exclude(rated_at=None).exists(),
        "events": found.events.select_related("by"),
        **describe_follow_up(found, me),
    }
    return render(request, "mentoring/booking.html", context)
