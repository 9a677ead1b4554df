"""The inbox of a mentor: what waits for them, what comes, what was, and whom they met last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from core.clock import local_date
from core.prepared import prepared
from mentoring.lifecycle import LIVE_STATES, OUTCOME_SOURCES, BookingState
from mentoring.models import (
    ActionItem,
    AnonymousLearner,
    Booking,
    Mentor,
    PersonShown,
    Review,
    first_of_each_pair,
)
from mentoring.models.booking import SCORED_WITHIN, names_in_bookings
from mentoring.models.follow_up import TO_CONTEST
from mentoring.people_met import PersonMet, build_people_met, select_agreed, select_people_met

if TYPE_CHECKING:
    from mentoring.people_met import AgreedItem

RECENT = SCORED_WITHIN  # what came of a session stays as it is afterwards
REPLY_WITHIN = timedelta(days=30)  # later a review is no longer brought up; it can still be replied to
AGREED_WITHIN = timedelta(days=60)
A_WEEK = timedelta(days=7)
PEOPLE_SHOWN = 6
SHOWN = (
    "mentor_id",
    "title",
    "starts_at",
    "ends_at",
    "minutes",
    "state",
    "expires_at",
    "seats",
    "weekly_pair_id",
    "seats_taken",
)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something that a learner has not ticked off yet, from a session of the last two months."""

    item: ActionItem
    person: PersonShown
    due_on: date
    today: date  # the learner's

    @property
    def is_overdue(self) -> bool:
        return self.due_on < self.today


@dataclass(frozen=True, slots=True)
class Inbox:
    """Sessions are in order of their start; those to answer by how long there is time to answer.

    A weekly request is answered as one, so it is listed once, by its first session.
    """

    to_answer: Sequence[Booking]
    to_contest: Sequence[Booking]  # the learner says that the mentor did not come
    to_settle: Sequence[Booking]  # over, and nobody has said whether they were held
    to_score: Sequence[Booking]
    to_reply: Sequence[Review]
    agreed: Sequence[OpenItem]
    upcoming: Sequence[Booking]
    past: Sequence[Booking]  # of the last two weeks, the latest first
    people: Sequence[PersonMet]

    @property
    def waiting(self) -> int:
        """How many things are the mentor's turn. What was agreed is the learner's."""
        turns = (self.to_answer, self.to_contest, self.to_settle, self.to_score, self.to_reply)
        return sum(map(len, turns))


def read_inbox(mentor: Mentor, *, now: datetime) -> Inbox:
    """Five queries, whatever is in it. The mentor comes with their user."""
    bookings = _read_bookings(mentor, now)
    people = _people_met_last.rows(mentor=mentor.pk, now=now)
    is_open = Q(done_at=None, booking__ends_at__gt=now - AGREED_WITHIN)
    items = list(select_agreed(mentor).filter(is_open | Q(learner__in=people)))
    requested = [each for each in bookings if each.is_requested(now)]
    over = [each for each in bookings if each.ends_at <= now]
    return Inbox(
        to_answer=sorted(first_of_each_pair(requested), key=lambda each: each.expires_at or now),
        to_contest=[each for each in over if each.is_contestable],
        to_settle=[each for each in over if each.state == BookingState.CONFIRMED],
        to_score=[each for each in over if each.waits_for_scorecard],
        to_reply=_read_reviews(mentor, now),
        agreed=_build_open_items(items, now),
        upcoming=[each for each in bookings if each.is_upcoming(now)],
        past=[each for each in reversed(over) if each.state != BookingState.CONFIRMED],
        people=build_people_met(people, items),
    )


@prepared
def _people_met_last(mentor: Any, now: Any) -> QuerySet[Any]:
    return select_people_met(mentor, now=now).order_by("-last_at", "pk")[:PEOPLE_SHOWN]


def _read_bookings(mentor: Mentor, now: datetime) -> list[Booking]:
    """Those to come, and those of the last two weeks that were not called off, in order. Two queries."""
    found = _bookings_given.rows(
        mentor=mentor.pk, now=now, recent_since=now - RECENT, contestable_since=now - TO_CONTEST
    )
    return sorted(found, key=lambda each: (each.starts_at, each.pk))


@prepared
def _bookings_given(mentor: Any, now: Any, recent_since: Any, contestable_since: Any) -> QuerySet[Booking]:
    is_to_come = Q(state__in=LIVE_STATES, ends_at__gt=now)
    is_recent = Q(state__in=OUTCOME_SOURCES, ends_at__lte=now, ends_at__gt=recent_since)
    return (
        Booking.objects.filter(is_to_come | is_recent, mentor=mentor)
        .with_turns(mentor, contestable_since=contestable_since, now=now)
        .prefetch_related(names_in_bookings())
        .only(*SHOWN)
        .order_by()
    )


def _read_reviews(mentor: Mentor, now: datetime) -> list[Review]:
    return _reviews_to_reply.rows(mentor=mentor.pk, now=now, since=now - REPLY_WITHIN)


@prepared
def _reviews_to_reply(mentor: Any, now: Any, since: Any) -> QuerySet[Review]:
    shown = ("usefulness", "words", "given_at", "author__display_name", "author__handle", "booking__title")
    return (
        Review.objects.public(now)
        .filter(mentor=mentor, replied_at=None, given_at__gt=since)
        .select_related("author", "booking")
        .only(*shown)
        .order_by("given_at")
    )


def _build_open_items(items: "Sequence[AgreedItem]", now: datetime) -> list[OpenItem]:
    """Those not done yet, by when they are due; without a date, that is a week after the session.

    Dates are in the learner's zone, as in the reminders.
    """
    open_items = [
        OpenItem(
            item=each,
            person=AnonymousLearner() if each.is_anonymous else each.learner,
            due_on=each.due_on or local_date(each.booking.ends_at + A_WEEK, each.learner.zone),
            today=local_date(now, each.learner.zone),
        )
        for each in items
        if each.done_at is None and each.booking.ends_at > now - AGREED_WITHIN
    ]
    return sorted(open_items, key=lambda each: each.due_on)
