"""The page of one session, the same for both sides: before it, while it runs, and after it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.viewer import member, members_only
from mentoring.calendar_links import calendar_links
from mentoring.forms import AnswerForm, DocumentForm
from mentoring.letters import describe_for_calendar
from mentoring.lifecycle import LIVE_STATES, AttendanceRole
from mentoring.models import Booking, SessionKind, scorecard_due
from mentoring.payments import find_payment
from mentoring.reliability import find_reliability
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
        "document_url": found.learner_attendance.document_url,
        "step": found.learner_attendance.step,
        "other": found.other_shown(me),
        "is_given": found.is_given_by(me),
        "other_zone": counterpart.zone,
        "zones_differ": found.starts_at.astimezone(counterpart.zone).utcoffset()
        != timezone.localtime(found.starts_at).utcoffset(),
        "is_requested": is_requested,
        "payment": find_payment(found),
        "calendar_links": calendar_links(describe_for_calendar(found, reader=me, stamp=now)),
        **(_describe_request(found, now) if is_requested and found.is_given_by(me) else {}),
        "is_upcoming": is_upcoming,
        "can_be_joined": found.can_be_joined(now),
        "has_begun": now >= found.starts_at,
        "change_until": limit if (is_upcoming or is_requested) and now <= limit else None,
        **_describe_own_part(found, me, now),
        "has_scorecard": scorecard_due(found, now),
        "has_rated": found.has_rated,
        "events": found.events.select_related("by"),
        **describe_follow_up(found, me),
    }
    return render(request, "mentoring/booking.html", context)


def _describe_request(booking: Booking, now: datetime) -> dict[str, Any]:
    """What the mentor can say to it, and what they may know of who asks."""
    facts = find_reliability(booking.learner, now=now)
    return {"answer_form": AnswerForm(), "reliability": facts.get(AttendanceRole.LEARNER)}


def _describe_own_part(booking: Booking, me: User, now: datetime) -> dict[str, Any]:
    """What the learner may still say of themselves."""
    if booking.is_given_by(me):
        return {}
    part = booking.attendance_of(me)
    is_to_come = booking.state in LIVE_STATES and now < booking.ends_at
    is_asked = booking.kind == SessionKind.RESUME_REVIEW and is_to_come
    return {"own_part": part, "document_form": DocumentForm(instance=part) if is_asked else None}
