"""Cancelling: by either side, to the stated limit, with the time free at once."""

from datetime import timedelta

import pytest

from mailing.models import Letter, LetterState
from mentoring.lifecycle import State
from mentoring.operations import (
    AlreadySettled,
    TooLateToCancel,
    TooSoonToTell,
    cancel_booking,
    record_outcome,
)
from tests.mentoring.builders import HOUR, a_booking


@pytest.fixture
def booking(call, learner, now):
    return a_booking(call, learner, now=now)


def test_it_keeps_the_reason_and_raises_the_sequence(booking, learner, now):
    cancelled = cancel_booking(booking=booking, by=learner, reason="I am ill.", now=now)
    assert (cancelled.state, cancelled.cancel_reason, cancelled.sequence) == ("cancelled", "I am ill.", 1)


def test_the_trail_says_who_and_why(booking, learner, now):
    cancel_booking(booking=booking, by=learner, reason="I am ill.", now=now)
    event = booking.events.last()
    assert (event.by, event.from_state, event.to_state) == (learner, "confirmed", "cancelled")
    assert event.reason == "I am ill."


def test_reminders_are_recalled(booking, learner, now):
    cancel_booking(booking=booking, by=learner, reason="", now=now)
    reminders = Letter.objects.filter(template="mentoring.reminder")
    assert {letter.state for letter in reminders} == {LetterState.RECALLED}


def test_both_are_owed_a_cancellation(booking, learner, now):
    cancel_booking(booking=booking, by=learner, reason="", now=now)
    owed = Letter.objects.filter(template="mentoring.cancellation", state=LetterState.OWED)
    assert {letter.recipient_id for letter in owed} == {learner.pk, booking.mentor.user_id}


def test_a_learner_may_until_the_limit_they_booked_under(booking, learner):
    limit = booking.starts_at - timedelta(hours=12)
    assert cancel_booking(booking=booking, by=learner, reason="", now=limit).is_cancelled


def test_a_learner_may_not_after_it(booking, learner):
    late = booking.starts_at - timedelta(hours=12) + timedelta(seconds=1)
    with pytest.raises(TooLateToCancel):
        cancel_booking(booking=booking, by=learner, reason="", now=late)


def test_a_mentor_may_until_the_start(booking, mentor_user):
    assert cancel_booking(booking=booking, by=mentor_user, reason="", now=booking.starts_at).is_cancelled


def test_nobody_may_once_it_has_begun(booking, mentor_user):
    with pytest.raises(TooLateToCancel):
        cancel_booking(booking=booking, by=mentor_user, reason="", now=booking.starts_at + HOUR)


def test_only_the_first_of_two_cancellations_counts(booking, learner, mentor_user, now):
    cancel_booking(booking=booking, by=learner, reason="", now=now)
    with pytest.raises(AlreadySettled):
        cancel_booking(booking=booking, by=mentor_user, reason="", now=now)
    assert booking.events.count() == 2


class TestOutcome:
    def test_the_mentor_says_that_it_was_held(self, booking, mentor_user):
        later = booking.starts_at + HOUR
        settled = record_outcome(booking=booking, by=mentor_user, outcome=State.COMPLETED, now=later)
        assert settled.state == State.COMPLETED

    def test_and_may_correct_themselves(self, booking, mentor_user):
        later = booking.starts_at + HOUR
        settled = record_outcome(booking=booking, by=mentor_user, outcome=State.COMPLETED, now=later)
        settled = record_outcome(booking=settled, by=mentor_user, outcome=State.NO_SHOW, now=later)
        assert settled.state == State.NO_SHOW

    def test_not_before_ten_minutes_have_passed(self, booking, mentor_user):
        with pytest.raises(TooSoonToTell):
            record_outcome(booking=booking, by=mentor_user, outcome=State.NO_SHOW, now=booking.starts_at)

    def test_not_of_a_cancelled_session(self, booking, mentor_user, now):
        cancelled = cancel_booking(booking=booking, by=mentor_user, reason="", now=now)
        with pytest.raises(AlreadySettled):
            record_outcome(booking=cancelled, by=mentor_user, outcome=State.COMPLETED, now=cancelled.ends_at)
