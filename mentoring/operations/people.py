"""Saving a mentor, and blocking somebody: neither can book, find or review the other, and neither is told."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.db import retry_on_deadlock
from core.refusals import Refusal
from mentoring.models import Block, Booking, BookingQuerySet, Favourite, Mentor
from mentoring.operations.cancelling import end_for
from mentoring.operations.changes import drop_hold
from mentoring.operations.locks import lock_mentors
from mentoring.operations.seats import drop_seat


class NotYourself(Refusal):
    code, message = "not_yourself", _("You can't block yourself.")


def save_mentor(*, person: User, mentor: Mentor) -> None:
    """Twice is once."""
    Favourite.objects.get_or_create(person=person, mentor=mentor)


def unsave_mentor(*, person: User, mentor: Mentor) -> None:
    Favourite.objects.filter(person=person, mentor=mentor).delete()


def shared_bookings(one: User, other: User) -> BookingQuerySet:
    """The sessions that one of them gives the other. Who else is in a group is nobody's to know."""
    both = Booking.objects.of(one).filter(pk__in=Booking.objects.of(other).values("pk"))
    return both.filter(mentor__in=[one.pk, other.pk])


@retry_on_deadlock
def block_person(
    *, by: User, person: User, cancels: bool, now: datetime, met_in: Booking | None = None
) -> None:
    """Neither can book the other from now on. Who met in a session without their name stays without one.

    Their coming sessions are cancelled, or stay, as `by` says; times that are kept are free again.

    The other side is told of what is cancelled as always, and of nothing else. Raises NotYourself.
    """
    if by == person:
        raise NotYourself
    lock_mentors([by.pk, person.pk])
    Block.objects.get_or_create(blocker=by, blocked=person, defaults={"blocked_at": now, "met_in": met_in})
    for mentor, learner in ((by, person), (person, by)):
        for hold in Booking.objects.held_by(learner).filter(mentor=mentor.pk):
            drop_hold(hold)
        for group in Booking.objects.groups().offered_to(learner).filter(mentor=mentor.pk).order_by("pk"):
            drop_seat(group, person=learner)
    if cancels:
        for booking in shared_bookings(by, person).live(now).with_people().order_by("pk"):
            learner = person if booking.is_given_by(by) else by
            end_for(booking, person=learner, by=by, reason="", now=now)


def unblock_person(*, by: User, person: User) -> None:
    """Only one's own block ends; the other's stays."""
    Block.objects.filter(blocker=by, blocked=person).delete()
