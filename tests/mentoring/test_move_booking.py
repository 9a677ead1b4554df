"""Moving a session: the same booking at another time, for both people, their calendars and reminders."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from mailing.models import Letter, LetterState
from mentoring.lifecycle import BookingEventKind, BookingState
from mentoring.models import Booking, SessionType
from mentoring.operations import (
    AlreadyBusy,
    AlreadySettled,
    LearnerBusy,
    NotMovable,
    NotOpen,
    SameTime,
    SlotTaken,
    TooLateToMove,
    cancel_booking,
    move_booking,
    record_outcome,
)
from tests.conftest import person
from tests.mentoring.builders import HOUR, a_booking, a_mentor, a_session_type, tomorrow


@pytest.fixture
def booking(call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(call, learner, "10:00", now=now)


def test_it_is_the_same_booking_at_another_time(booking: Booking, learner: User, now: datetime) -> None:
    moved = move_booking(booking=booking, starts_at=tomorrow("13:00"), by=learner, now=now)
    assert (moved.pk, moved.uid) == (booking.pk, booking.uid)
    assert (moved.starts_at, moved.ends_at) == (tomorrow("13:00"), tomorrow("13:30"))
    assert (moved.state, moved.version, moved.sequence) == ("confirmed", 1, 1)
    assert Booking.objects.count() == 1


def test_both_are_bound_at_the_new_time_with_the_mentors_buffers(
    mentor_user: User, learner: User, now: datetime
) -> None:
    call = a_session_type(a_mentor(mentor_user), buffer_before_minutes=10, buffer_after_minutes=20)
    booking = a_booking(call, learner, "10:00", now=now)
    moved = move_booking(booking=booking, starts_at=tomorrow("13:00"), by=learner, now=now)
    during = {each.role: each.during for each in moved.attendances.all()}
    assert (during["mentor"].lower, during["mentor"].upper) == (tomorrow("12:50"), tomorrow("13:50"))
    assert (during["learner"].lower, during["learner"].upper) == (tomorrow("13:00"), tomorrow("13:30"))


def test_the_old_time_is_free_at_once(
    booking: Booking, call: SessionType, learner: User, other_learner: User, now: datetime
) -> None:
    move_booking(booking=booking, starts_at=tomorrow("13:00"), by=learner, now=now)
    assert a_booking(call, other_learner, "10:00", now=now).starts_at == booking.starts_at


def test_it_may_overlap_its_own_old_time(mentor_user: User, learner: User, now: datetime) -> None:
    call = a_session_type(a_mentor(mentor_user), minutes=60, interval_minutes=30)
    booking = a_booking(call, learner, "10:00", now=now)
    moved = move_booking(booking=booking, starts_at=tomorrow("10:30"), by=learner, now=now)
    assert moved.starts_at == tomorrow("10:30")


def test_it_does_not_count_itself_in_the_cap_of_a_day(
    mentor_user: User, learner: User, now: datetime
) -> None:
    call = a_session_type(a_mentor(mentor_user), cap_per_day=1)
    booking = a_booking(call, learner, "10:00", now=now)
    assert move_booking(booking=booking, starts_at=tomorrow("15:00"), by=learner, now=now)


def test_what_was_agreed_stays_though_the_session_type_has_changed(
    booking: Booking, call: SessionType, learner: User, now: datetime
) -> None:
    SessionType.objects.filter(pk=call.pk).update(
        minutes=60, price_amount=100, price_currency="EUR", buffer_after_minutes=30
    )
    again = Booking.objects.with_people().get(pk=booking.pk)
    moved = move_booking(booking=again, starts_at=tomorrow("16:30"), by=learner, now=now)
    assert (moved.ends_at, moved.price) == (tomorrow("17:00"), None)


def test_the_history_says_who_moved_it_from_where_and_why(
    booking: Booking, mentor_user: User, now: datetime
) -> None:
    move_booking(booking=booking, starts_at=tomorrow("13:00"), by=mentor_user, reason="A train.", now=now)
    event = booking.events.get(kind=BookingEventKind.MOVED)
    assert (event.by, event.side, event.reason) == (mentor_user, "mentor", "A train.")
    assert (event.old_starts_at, event.new_starts_at) == (booking.starts_at, tomorrow("13:00"))


class TestLetters:
    def test_both_are_owed_one(self, booking: Booking, learner: User, now: datetime) -> None:
        move_booking(booking=booking, starts_at=tomorrow("13:00"), by=learner, now=now)
        letters = Letter.objects.filter(template="mentoring.move", state=LetterState.OWED)
        assert {letter.recipient_id for letter in letters} == {learner.pk, booking.mentor_id}

    def test_reminders_are_owed_for_the_new_time_only(
        self, booking: Booking, learner: User, now: datetime
    ) -> None:
        later = tomorrow("13:00") + timedelta(days=2)
        move_booking(booking=booking, starts_at=later, by=learner, now=now)
        owed = Letter.objects.filter(template="mentoring.reminder", state=LetterState.OWED)
        assert sorted({letter.due_at for letter in owed}) == [later - 24 * HOUR, later - HOUR]
        assert owed.count() == 4

    def test_an_invitation_that_was_not_sent_yet_is_recalled(
        self, booking: Booking, learner: User, now: datetime
    ) -> None:
        move_booking(booking=booking, starts_at=tomorrow("13:00"), by=learner, now=now)
        invitations = Letter.objects.filter(template="mentoring.invitation")
        assert {letter.state for letter in invitations} == {LetterState.RECALLED}

    def test_moved_twice_it_is_told_once_for_each_time(
        self, booking: Booking, learner: User, now: datetime
    ) -> None:
        moved = move_booking(booking=booking, starts_at=tomorrow("13:00"), by=learner, now=now)
        later = now + timedelta(minutes=1)
        move_booking(booking=moved, starts_at=tomorrow("14:00"), by=learner, now=later)
        letters = Letter.objects.filter(template="mentoring.move", recipient=learner)
        assert sorted(letter.state for letter in letters) == [LetterState.OWED, LetterState.RECALLED]


class TestRefusals:
    def test_to_the_time_it_has(self, booking: Booking, learner: User, now: datetime) -> None:
        with pytest.raises(SameTime):
            move_booking(booking=booking, starts_at=booking.starts_at, by=learner, now=now)

    def test_to_a_time_that_is_not_on_offer(self, booking: Booking, learner: User, now: datetime) -> None:
        with pytest.raises(NotOpen) as refused:
            move_booking(booking=booking, starts_at=tomorrow("20:00"), by=learner, now=now)
        assert len(refused.value.data["nearest"]) == 3

    def test_to_a_time_that_somebody_else_has(
        self, booking: Booking, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        a_booking(call, other_learner, "13:00", now=now)
        with pytest.raises(SlotTaken):
            move_booking(booking=booking, starts_at=tomorrow("13:00"), by=learner, now=now)
        booking.refresh_from_db()
        assert (booking.starts_at, booking.version) == (tomorrow("10:00"), 0)

    def test_to_a_time_at_which_the_learner_is_busy(
        self, booking: Booking, learner: User, mentor_user: User, now: datetime
    ) -> None:
        other = a_session_type(a_mentor(person("Max", "UTC")))
        a_booking(other, learner, "13:00", now=now)
        with pytest.raises(AlreadyBusy):
            move_booking(booking=booking, starts_at=tomorrow("13:00"), by=learner, now=now)
        with pytest.raises(LearnerBusy):
            move_booking(booking=booking, starts_at=tomorrow("13:00"), by=mentor_user, now=now)

    def test_by_a_learner_after_the_limit(self, booking: Booking, learner: User) -> None:
        late = booking.starts_at - 12 * HOUR + timedelta(seconds=1)
        with pytest.raises(TooLateToMove):
            move_booking(booking=booking, starts_at=tomorrow("13:00"), by=learner, now=late)

    def test_but_a_mentor_may_until_the_start(self, booking: Booking, mentor_user: User) -> None:
        late = booking.starts_at - HOUR
        assert move_booking(booking=booking, starts_at=tomorrow("13:00"), by=mentor_user, now=late)

    def test_when_it_is_cancelled_or_was_held(
        self, booking: Booking, learner: User, mentor_user: User, now: datetime
    ) -> None:
        later = booking.starts_at + HOUR
        held = record_outcome(booking=booking, by=mentor_user, outcome=BookingState.COMPLETED, now=later)
        with pytest.raises(AlreadySettled):
            move_booking(booking=held, starts_at=later + 24 * HOUR, by=mentor_user, now=later)

    def test_when_somebody_else_was_first(
        self, booking: Booking, learner: User, mentor_user: User, now: datetime
    ) -> None:
        cancel_booking(booking=booking, by=mentor_user, reason="", now=now)
        with pytest.raises(AlreadySettled):
            move_booking(booking=booking, starts_at=tomorrow("13:00"), by=learner, now=now)

    def test_when_the_session_type_is_gone(
        self, booking: Booking, call: SessionType, learner: User, now: datetime
    ) -> None:
        call.delete()
        again = Booking.objects.with_people().get(pk=booking.pk)
        with pytest.raises(NotMovable):
            move_booking(booking=again, starts_at=tomorrow("13:00"), by=learner, now=now)


class TestPage:
    def test_the_times_on_offer_can_be_picked(self, lena: Client, booking: Booking) -> None:
        answer = lena.get(f"/bookings/{booking.pk}/move/?from=2026-11-25")
        assert answer.status_code == 200
        assert "2026-11-25T13:00:00+00:00" in answer.text
        assert "2026-11-25T10:00:00+00:00" not in answer.text

    def test_it_moves_the_session(self, lena: Client, booking: Booking) -> None:
        typed = {"start": "2026-11-25T13:00:00+00:00", "reason": "A train."}
        answer = lena.post(f"/bookings/{booking.pk}/move/", typed)
        assert (answer.status_code, answer["Location"]) == (303, f"/bookings/{booking.pk}/")
        booking.refresh_from_db()
        assert booking.starts_at == tomorrow("13:00")

    def test_a_lost_time_keeps_the_reason_and_offers_the_nearest(
        self, lena: Client, booking: Booking, call: SessionType, other_learner: User, now: datetime
    ) -> None:
        a_booking(call, other_learner, "13:00", now=now)
        typed = {"start": "2026-11-25T13:00:00+00:00", "reason": "A train."}
        answer = lena.post(f"/bookings/{booking.pk}/move/", typed)
        assert answer.status_code == 422
        assert "A train." in answer.text
        assert "The nearest free times" in answer.text

    def test_without_a_time_it_asks_for_one(self, lena: Client, booking: Booking) -> None:
        answer = lena.post(f"/bookings/{booking.pk}/move/", {"reason": "A train."})
        assert (answer.status_code, "Pick a time first." in answer.text) == (422, True)

    def test_a_session_that_is_over_has_no_times(
        self, lena: Client, booking: Booking, learner: User, now: datetime
    ) -> None:
        cancel_booking(booking=booking, by=learner, reason="", now=now)
        answer = lena.get(f"/bookings/{booking.pk}/move/?from=2026-11-25")
        assert "be moved here any more" in answer.text

    def test_a_stranger_finds_nothing(
        self, booking: Booking, other_learner: User, signed_in: Callable[[User], Client]
    ) -> None:
        answer = signed_in(other_learner).post(
            f"/bookings/{booking.pk}/move/", {"start": "2026-11-25T13:00:00+00:00"}
        )
        assert answer.status_code == 404
