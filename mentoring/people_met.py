"""Whom a mentor has met: how often, when last and next, and what was agreed the last time.

A session in which the learner did not show their name is left out: counted with the others, it would say who
it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from accounts.models import User
from mentoring.asked_steps import find_steps
from mentoring.lifecycle import LIVE_STATES, OUTCOME_SOURCES, AttendanceRole, BookingState
from mentoring.models import ActionItem, Attendance, Booking, Mentor
from roadmaps.models import Step

MOST_SESSIONS = 50  # with one person, that a page lists
ITEM_SHOWN = (
    *("place", "text", "due_on", "done_at"),
    *("booking__starts_at", "booking__ends_at", "learner__display_name", "learner__handle", "learner__zone"),
)
TOGETHER_STATES = {*LIVE_STATES, *OUTCOME_SOURCES}


class Meetings(TypedDict):
    """What `select_people_met` adds to a person; held sessions are counted."""

    sessions: int
    last_at: datetime
    next_at: datetime | None


class Anonymity(TypedDict):
    """What `select_agreed` adds: whether the learner did not show their name in the session."""

    is_anonymous: bool


if TYPE_CHECKING:  # what mypy is told of annotated rows, Python does not know
    from django_stubs_ext import WithAnnotations

    Met = WithAnnotations[User, Meetings]
    AgreedItem = WithAnnotations[ActionItem, Anonymity]


@dataclass(frozen=True, slots=True)
class PersonMet:
    """A learner of held sessions. `agreed` is from the latest session in which something was agreed."""

    person: User
    sessions: int
    last_at: datetime
    next_at: datetime | None
    agreed: Sequence[ActionItem]


def select_people_met(mentor: Mentor, *, now: datetime) -> "QuerySet[Met]":
    """The learners of held sessions; no closed accounts.

    Whom the mentor has blocked stays: who vanished after a session without a name would have had that one.
    """
    part = Q(
        attendances__booking__mentor=mentor,
        attendances__role=AttendanceRole.LEARNER,
        attendances__is_anonymous=False,
        attendances__left_at=None,
    )
    is_held = Q(attendances__state=BookingState.COMPLETED)
    is_to_come = Q(attendances__state__in=LIVE_STATES, attendances__booking__ends_at__gt=now)
    starts_at = "attendances__booking__starts_at"
    return (
        User.objects.filter(part, is_held | is_to_come, is_active=True)
        .annotate(
            sessions=Count("attendances", filter=is_held),
            last_at=Max(starts_at, filter=is_held),
            next_at=Min(starts_at, filter=is_to_come),
        )
        .filter(sessions__gt=0)
        .only("display_name", "handle")
    )


def select_agreed(mentor: Mentor) -> "QuerySet[AgreedItem]":
    """What was agreed in this mentor's sessions, with as much of session and learner as a list shows."""
    hidden = Attendance.objects.filter(
        booking=OuterRef("booking"), person=OuterRef("learner"), is_anonymous=True
    )
    return (
        ActionItem.objects.filter(booking__mentor=mentor)
        .select_related("booking", "learner")
        .only(*ITEM_SHOWN)
        .order_by()
        .annotate(is_anonymous=Exists(hidden))
    )


def find_people_met(people: "Sequence[Met]", mentor: Mentor) -> list[PersonMet]:
    """These people, with what was agreed. One query."""
    return build_people_met(people, select_agreed(mentor).filter(learner__in=people))


def build_people_met(people: "Iterable[Met]", items: "Iterable[AgreedItem]") -> list[PersonMet]:
    """Of what `select_people_met` and `select_agreed` read."""
    agreed: dict[int, list[ActionItem]] = defaultdict(list)
    latest_first = sorted(items, key=lambda each: (each.booking.starts_at, -each.place), reverse=True)
    for item in latest_first:
        latest = agreed[item.learner_id]
        if not item.is_anonymous and (not latest or latest[0].booking_id == item.booking_id):
            latest.append(item)
    return [PersonMet(each, each.sessions, each.last_at, each.next_at, agreed[each.pk]) for each in people]


@dataclass(frozen=True, slots=True)
class SessionTogether:
    """One session with somebody: what they wrote beforehand, what it was about, and what was agreed."""

    booking: Booking
    about: str
    step_roadmap: str
    step_key: str
    step: Step | None  # as the mentor sees it
    agreed: Sequence[ActionItem]


def read_sessions_with(person: User, mentor: Mentor) -> list[SessionTogether]:
    """Those in which this learner showed their name and that were not called off, the latest first.

    Three queries. The mentor comes with their user.
    """
    parts = list(
        Attendance.objects.filter(
            person=person,
            role=AttendanceRole.LEARNER,
            is_anonymous=False,
            left_at=None,
            state__in=TOGETHER_STATES,
            booking__mentor=mentor,
        )
        .select_related("booking")
        .order_by("-booking__starts_at", "pk")[:MOST_SESSIONS]
    )
    steps = find_steps({(each.step_roadmap, each.step_key) for each in parts if each.step_key}, mentor.user)
    agreed: dict[UUID, list[ActionItem]] = defaultdict(list)
    for item in ActionItem.objects.filter(learner=person, booking__mentor=mentor).order_by("place"):
        agreed[item.booking_id].append(item)
    return [
        SessionTogether(
            each.booking,
            each.about,
            each.step_roadmap,
            each.step_key,
            steps.get((each.step_roadmap, each.step_key)),
            agreed[each.booking_id],
        )
        for each in parts
    ]
