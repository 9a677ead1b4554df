"""After a session: shared notes, what was agreed, and what each says of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from mentoring.lifecycle import BookingState
from mentoring.models import MOST_ACTION_ITEMS, ActionItem, Attendance, Block, Booking, Review, Usefulness
from mentoring.operations.notices import tell_of_action_items, tell_of_reply, tell_of_review


class NotHeld(Refusal):
    code, message = "not_held", _("Only a session that was held can be reviewed.")


class ReviewsClosed(Refusal):
    code, message = "reviews_closed", _("This session can't be reviewed any more.")


class AlreadyReviewed(Refusal):
    code, message = "already_reviewed", _("You have said how it was already.")


class NothingToReply(Refusal):
    code, message = "nothing_to_reply", _("There is nothing to reply to, or you have replied already.")


class CalledOff(Refusal):
    code, message = "called_off", _("This session does not take place, so there is nothing to note down.")


class MentorWrites(Refusal):
    code, message = "mentor_writes", _("In a group the mentor writes the notes, and everybody reads them.")


class Agreed(NamedTuple):
    """One thing that the learner will do, until a date if there is one."""

    text: str
    due_on: date | None = None


@transaction.atomic
def write_notes(*, booking: Booking, notes: str, agreed: Sequence[Agreed], now: datetime) -> None:
    """Save the notes that both share, and up to three things that were agreed, in their places.

    What is changed is open again; what stays as it was stays ticked. The learner is reminded when something
    is due, and once more a week later. In a group nothing is agreed. Raises CalledOff.
    """
    if booking.is_released:
        raise CalledOff
    Booking.objects.filter(pk=booking.pk).update(notes=notes)
    if booking.is_group:
        return
    learner = booking.learner
    before = {each.place: each for each in ActionItem.objects.filter(learner=learner, booking=booking)}
    for place in range(1, MOST_ACTION_ITEMS + 1):
        new = agreed[place - 1] if place <= len(agreed) and agreed[place - 1].text else None
        old = before.get(place)
        if old is not None and (new is None or (old.text, old.due_on) != new):
            old.delete()
        if new is not None and (old is None or (old.text, old.due_on) != new):
            ActionItem.objects.create(
                learner=learner, booking=booking, place=place, text=new.text, due_on=new.due_on
            )
    tell_of_action_items(booking, now=now)


def tick_action_item(*, item: ActionItem, is_done: bool, now: datetime) -> None:
    """Done, or open again."""
    ActionItem.objects.filter(pk=item.pk).update(done_at=now if is_done else None)


@transaction.atomic
def review_session(
    *,
    booking: Booking,
    by: User,
    usefulness: Usefulness,
    words: str,
    is_public: bool = False,
    now: datetime,
) -> Review:
    """One side says how a session was, once. The other reads it when they have spoken too, or after 48 hours.

    Only a learner's review can be public, and it has their name: who did not show it so far does by that.
    Raises NotHeld, ReviewsClosed or AlreadyReviewed.
    """
    if booking.state != BookingState.COMPLETED:
        raise NotHeld
    if booking.is_group and booking.is_given_by(by):
        raise ReviewsClosed
    if Block.objects.between(by.pk, booking.counterpart_of(by).person_id).exists():
        raise ReviewsClosed
    review, is_new = Review.objects.get_or_create(
        mentor_id=booking.mentor_id,
        booking=booking,
        author=by,
        defaults={
            "side": booking.attendance_of(by).role,
            "usefulness": usefulness,
            "words": words,
            "is_public": is_public and not booking.is_given_by(by),
            "given_at": now,
        },
    )
    if not is_new:
        raise AlreadyReviewed
    if review.is_public:
        Attendance.objects.filter(booking=booking, person=by).update(is_anonymous=False)
    tell_of_review(booking, by=by, now=now)
    return review


@transaction.atomic
def reply_to_review(*, review: Review, text: str, now: datetime) -> None:
    """The mentor's one reply to a public review; whoever wrote it is told. Raises NothingToReply."""
    waiting = Review.objects.public(now).filter(pk=review.pk, replied_at=None)
    if not waiting.update(reply=text, replied_at=now):
        raise NothingToReply
    booking = Booking.objects.with_people().get(pk=review.booking_id)
    tell_of_reply(booking, person=review.author, by=booking.mentor.user, now=now)
