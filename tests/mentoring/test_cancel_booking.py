"""Cancelling: by either side, to the stated limit, with the time free at once."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from mailing.models import Letter, LetterState
from mentoring.lifecycle import BookingEventKind, BookingState
from mentoring.models import Booking, SessionType
from mentoring.operations import (
    AlreadySettled,
    TooLateToCancel,
    TooSoonToTell,
    cancel_booking,
    record_outcome,
)
from tests.mentoring.builders import HOUR, a_booking


@pytest.fixture
def booking(call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(call, learner, now=now)


def test_it_keeps_the_reason_and_raises_the_sequence(booking: Booking, learner: User, now: datetime) -> None:
    cancelled = cancel_booking(booking=booking, by=learner, reason="I am ill.", now=now)
    assert (cancelled.state, cancelled.cancel_reason, cancelled.sequence) == ("cancelled", "I am ill.", 1)


def test_the_history_says_who_and_why(booking: Booking, learner: User, now: datetime) -> None:
    cancel_booking(booking=booking, by=learner, reason="I am ill.", now=now)
    event = booking.events.get(kind=BookingEventKind.CANCELLED)
    assert (event.kind, event.by, event.side) == ("cancelled", learner, "learner")
    assert (event.old_starts_at, event.new_starts_at) == (booking.starts_at, None)
    assert event.reason == "I am ill."


def test_reminders_are_recalled(booking: Booking, learner: User, now: datetime) -> None:
    cancel_booking(booking=booking, by=learner, reason="", now=now)
    reminders = Letter.objects.filter(template="mentoring.reminder")
    assert {letter.state for letter in reminders} == {LetterState.RECALLED}


def test_both_are_owed_a_cancellation(booking: Booking, learner: User, now: datetime) -> None:
    cancel_booking(booking=booking, by=learner, reason="", now=now)
    owed = Letter.objects.filter(template="mentoring.cancellation", state=LetterState.OWED)
    assert {letter.recipient_id for letter in owed} == {learner.pk, booking.mentor.user_id}


def test_a_learner_may_until_the_limit_they_booked_under(booking: Booking, learner: User) -> None:
    limit = booking.starts_at - timedelta(hours=12)
    assert cancel_booking(booking=booking, by=learner, reason="", now=limit).is_cancelled


def test_a_learner_may_not_after_it(booking: Booking, learner: User) -> None:
    late = booking.starts_at - timedelta(hours=12) + timedelta(seconds=1)
    with pytest.raises(TooLateToCancel):
        cancel_booking(booking=booking, by=learner, reason="", now=late)


def test_a_mentor_may_until_the_start(booking: Booking, mentor_user: User) -> None:
    assert cancel_booking(booking=booking, by=mentor_user, reason="", now=booking.starts_at).is_cancelled


def test_nobody_may_once_it_has_begun(booking: Booking, mentor_user: User) -> None:
    with pytest.raises(TooLateToCancel):
        cancel_booking(booking=booking, by=mentor_user, reason="", now=booking.starts_at + HOUR)


def test_only_the_first_of_two_cancellations_counts(
    booking: Booking, learner: User, mentor_user: User, now: datetime
) -> None:
    cancel_booking(booking=booking, by=learner, reason="", now=now)
    with pytest.raises(AlreadySettled):
        cancel_booking(booking=booking, by=mentor_user, reason="", now=now)
    assert booking.events.count() == 2


class TestOutcome:
    def test_the_mentor_says_that_it_was_held(self, booking: Booking, mentor_user: User) -> None:
        later = booking.starts_at + HOUR
        settled = record_outcome(booking=booking, by=mentor_user, outcome=BookingState.COMPLETED, now=later)
        assert settled.state == BookingState.COMPLETED

    def test_and_may_correct_themselves(self, booking: Booking, mentor_user: User) -> None:
        later = booking.starts_at + HOUR
        settled = record_outcome(booking=booking, by=mentor_user, outcome=BookingState.COMPLETED, now=later)
        settled = record_outcome(booking=settled, by=mentor_user, outcome=BookingState.NO_SHOW, now=later)
        assert settled.state == BookingState.NO_SHOW

    def test_it_is_no_change_for_calendars(self, booking: Booking, mentor_user: User) -> None:
        later = booking.starts_at + HOUR
        settled = record_outcome(booking=booking, by=mentor_user, outcome=BookingState.COMPLETED, now=later)
        assert (settled.version, settled.sequence) == (1, 0)

    def test_not_before_ten_minutes_have_passed(self, booking: Booking, mentor_user: User) -> None:
        with pytest.raises(TooSoonToTell):
            record_outcome(
                booking=booking, by=mentor_user, outcome=BookingState.NO_SHOW, now=booking.starts_at
            )

    def test_not_of_a_cancelled_session(self, booking: Booking, mentor_user: User, now: datetime) -> None:
        cancelled = cancel_booking(booking=booking, by=mentor_user, reason="", now=now)
        with pytest.raises(AlreadySettled):
            record_outcome(
                booking=cancelled, by=mentor_user, outcome=BookingState.COMPLETED, now=cancelled.ends_at
            )
