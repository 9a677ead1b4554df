"""The page of one session, the same for both sides: before it, while it runs, and after it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.viewer import member, members_only
from mentoring.calendar_links import calendar_links
from mentoring.forms import AnswerForm, DocumentForm
from mentoring.free_times import find_alternatives
from mentoring.letters import describe_for_calendar
from mentoring.lifecycle import LIVE_STATES, AttendanceRole, BookingEventKind
from mentoring.models import Booking, BookingEvent, SessionKind, scorecard_due
from mentoring.operations import find_outside_busy
from mentoring.payments import find_payment, is_payable
from mentoring.reliability import find_reliability
from mentoring.views.follow_up import describe_follow_up
from mentoring.views.sessions import find_own_booking


@require_safe
@members_only
def booking(request: HttpRequest, pk: str) -> HttpResponse:
    me, now = member(request), timezone.now()
    try:
        found = find_own_booking(request, pk)
    except Http404:
        return show_left(request, pk, person=me)
    part = found.part_read_by(me)
    limit, counterpart = found.changeable_until(me), found.counterpart_of(me)
    is_requested, is_upcoming = found.is_requested(now), found.is_upcoming(now)
    context = {
        "booking": found,
        "about": part and part.about,
        "answers": part and part.answers,
        "document_url": part and part.document_url,
        "step": part and part.step,
        "learners": found.learner_parts if found.is_group and found.is_given_by(me) else (),
        "other": found.other_shown(me),
        "is_given": found.is_given_by(me),
        "can_move": not found.is_group or found.is_given_by(me),
        "other_zone": counterpart.zone,
        "zones_differ": (not found.is_group or not found.is_given_by(me))
        and found.starts_at.astimezone(counterpart.zone).utcoffset()
        != timezone.localtime(found.starts_at).utcoffset(),
        "is_requested": is_requested,
        "shows_room": found.shows_room_to(me),
        "is_payable": is_payable(found),
        "payment": find_payment(found, me),
        "calendar_links": calendar_links(describe_for_calendar(found, reader=me, stamp=now)),
        **(_describe_request(found, now) if is_requested and found.is_given_by(me) else {}),
        **(_describe_ending(found, me, now) if found.is_released else {}),
        "is_upcoming": is_upcoming,
        "can_be_joined": found.can_be_joined(now),
        "has_begun": now >= found.starts_at,
        "change_until": limit if (is_upcoming or is_requested) and now <= limit else None,
        **_describe_own_part(found, me, now),
        "has_scorecard": scorecard_due(found, now),
        "has_rated": found.has_rated,
        "events": _find_events(found, me),
        **describe_follow_up(found, me),
    }
    return render(request, "mentoring/booking.html", context)


def show_left(request: HttpRequest, pk: str | UUID, *, person: User) -> HttpResponse:
    """Who gave up their seat in a group finds the way back; of all else there is nothing to see."""
    left = Booking.objects.left_by(person).select_related("mentor__user", "session_type__mentor__user")
    found = get_object_or_404(left, pk=pk)
    return render(request, "mentoring/left.html", {"booking": found, "other": found.mentor.user})


def _find_events(booking: Booking, reader: User) -> QuerySet[BookingEvent]:
    """Its history; learners of a group don't read who else came and went."""
    events = booking.events.select_related("by")
    if not booking.is_group or booking.is_given_by(reader):
        return events
    own = Q(by=reader) | Q(by=None) | Q(by=booking.mentor_id)
    return events.filter(own).exclude(kind=BookingEventKind.LEFT)


def _describe_request(booking: Booking, now: datetime) -> dict[str, Any]:
    """What the mentor can say to it, and what they may know of who asks."""
    facts = find_reliability(booking.learner, now=now)
    return {
        "answer_form": AnswerForm(),
        "reliability": facts.get(AttendanceRole.LEARNER),
        "outside_busy": find_outside_busy(booking),
    }


def _describe_ending(booking: Booking, me: User, now: datetime) -> dict[str, Any]:
    """Of a session that does not take place: whether it was one at all, and what its learner can book."""
    was_booked = booking.events.filter(kind=BookingEventKind.BOOKED).exists()
    return {
        "was_only_asked": not was_booked,
        "alternatives": [] if was_booked or booking.is_given_by(me) else find_alternatives(booking, now=now),
    }


def _describe_own_part(booking: Booking, me: User, now: datetime) -> dict[str, Any]:
    """What the learner may still say of themselves."""
    if booking.is_given_by(me):
        return {}
    part = booking.attendance_of(me)
    is_to_come = booking.state in LIVE_STATES and now < booking.ends_at
    is_asked = booking.kind == SessionKind.RESUME_REVIEW and is_to_come
    return {"own_part": part, "document_form": DocumentForm(instance=part) if is_asked else None}
