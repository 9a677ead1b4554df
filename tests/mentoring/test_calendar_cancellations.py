"""A calendar is told to drop a session only if it may have heard of it (RFC 5546, 3.2.5)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from mailing.lifecycle import LetterState
from mailing.models import Letter, LetterQuerySet
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, SessionType
from mentoring.operations import (
    accept_request,
    block_person,
    cancel_all,
    cancel_booking,
    decline_request,
    expire_unanswered,
    hold_time,
    move_booking,
    stop_mentoring,
)
from tests.mailing.sink import Received
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, tomorrow
from tests.mentoring.conftest import Arrived

Step = Callable[[Booking, datetime], object]
TWO_DAYS = timedelta(days=2)


def method_of(received: Received) -> str | None:
    """What the letter asks of calendars."""
    for part in received.mail.walk():
        if part.get_content_type() == "text/calendar" and part.get_param("method"):
            return str(part.get_param("method"))
    return None


def move(booking: Booking, now: datetime) -> Booking:
    booking = Booking.objects.with_people().get(pk=booking.pk)
    starts_at = booking.starts_at + timedelta(hours=2)
    return move_booking(booking=booking, starts_at=starts_at, by=booking.mentor.user, now=now)


def cancel(booking: Booking, now: datetime) -> Booking:
    booking = Booking.objects.with_people().get(pk=booking.pk)
    return cancel_booking(booking=booking, by=booking.learner, reason="", now=now)


def leave(booking: Booking, now: datetime) -> None:
    cancel_all(person=booking.mentor.user, now=now)


def block(booking: Booking, now: datetime) -> None:
    block_person(by=booking.mentor.user, person=booking.learner, cancels=True, now=now)


def stop(booking: Booking, now: datetime) -> None:
    stop_mentoring(mentor=booking.mentor, cancels=True, reason="", now=now)


@pytest.mark.parametrize("end", [cancel, leave, block, stop])
@pytest.mark.parametrize(
    ("before", "is_sent", "expected"),
    [
        ((), False, None),
        ((), True, "CANCEL"),
        ((move,), False, None),
        ((move,), True, "CANCEL"),
        ((move, move), False, None),
    ],
    ids=["booked", "invited", "moved at once", "invited and moved", "moved twice at once"],
)
def test_a_booked_session(
    *,
    call: SessionType,
    learner: User,
    arrived: Arrived,
    now: datetime,
    end: Step,
    before: tuple[Step, ...],
    is_sent: bool,
    expected: str | None,
) -> None:
    booking = a_booking(call, learner, now=now)
    if is_sent:
        arrived(now)
    for step in before:
        step(booking, now)
    end(Booking.objects.with_people().get(pk=booking.pk), now)
    mails = arrived(now)
    assert {mail.subject.partition(":")[0] for mail in mails.values()} == {"Cancelled"}
    assert {method_of(mail) for mail in mails.values()} == {expected}
    assert {"takes it out of your calendar" in mail.text for mail in mails.values()} == {bool(expected)}


def accept(booking: Booking, now: datetime) -> Booking:
    return accept_request(booking=booking, by=booking.mentor.user, now=now)


def decline(booking: Booking, now: datetime) -> Booking:
    return decline_request(booking=booking, by=booking.mentor.user, reason="", now=now)


def expire(booking: Booking, now: datetime) -> None:
    expire_unanswered(now=now + TWO_DAYS)


@pytest.mark.parametrize("is_sent", [True, False])
@pytest.mark.parametrize("end", [cancel, leave, decline, expire, stop, block])
def test_a_request_that_comes_to_nothing(
    *, mentor_user: User, learner: User, arrived: Arrived, now: datetime, end: Step, is_sent: bool
) -> None:
    asked = a_session_type(a_mentor(mentor_user), needs_confirmation=True)
    booking = a_booking(asked, learner, tomorrow("10:00") + timedelta(days=7), now=now)
    if is_sent:
        arrived(now)
    end(booking, now)
    assert {method_of(mail) for mail in arrived(now + TWO_DAYS).values()} == {None}


@pytest.mark.parametrize("is_sent", [True, False])
def test_an_accepted_request_that_is_cancelled(
    *, mentor_user: User, learner: User, arrived: Arrived, now: datetime, is_sent: bool
) -> None:
    asked = a_session_type(a_mentor(mentor_user), needs_confirmation=True)
    booking = a_booking(asked, learner, now=now)
    arrived(now)  # the request itself, which no calendar hears of
    accept(booking, now)
    if is_sent:
        arrived(now)
    cancel(booking, now)
    assert {method_of(mail) for mail in arrived(now).values()} == {"CANCEL" if is_sent else None}


def test_a_time_that_was_only_kept_is_dropped_without_a_word(
    call: SessionType, learner: User, arrived: Arrived, now: datetime
) -> None:
    hold_time(learner=learner, session_type=call, starts_at=tomorrow("10:00"), now=now)
    expire_unanswered(now=now + TWO_DAYS)
    assert arrived(now + TWO_DAYS) == {}


def invitations(who: User) -> LetterQuerySet:
    return Letter.objects.filter(recipient=who, template="mentoring.invitation")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (LetterState.UNCERTAIN, "CANCEL"),
        (LetterState.DELIVERED, "CANCEL"),
        (LetterState.FAILED, None),
        (LetterState.BOUNCED, None),
    ],
)
def test_each_side_is_told_by_what_became_of_their_own_invitation(
    *,
    call: SessionType,
    learner: User,
    arrived: Arrived,
    now: datetime,
    state: LetterState,
    expected: str | None,
) -> None:
    booking = a_booking(call, learner, now=now)
    arrived(now)
    invitations(learner).update(state=state)
    cancel(booking, now)
    mails = arrived(now)
    assert method_of(mails["lena@example.org"]) == expected
    assert method_of(mails["mira@example.org"]) == "CANCEL"


def test_a_new_address_does_not_make_one_forget(
    call: SessionType, learner: User, arrived: Arrived, now: datetime
) -> None:
    booking = a_booking(call, learner, now=now)
    arrived(now)
    User.objects.filter(pk=learner.pk).update(email="lena@elsewhere.example")
    cancel(booking, now)
    assert method_of(arrived(now)["lena@elsewhere.example"]) == "CANCEL"
    assert Booking.objects.get().state == BookingState.CANCELLED
