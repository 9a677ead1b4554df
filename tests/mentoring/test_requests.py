"""Sessions that the mentor confirms: asked for, answered, or expired; the time is kept all the while."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from mailing.models import Letter, LetterState
from mentoring.lifecycle import BookingEventKind, BookingState
from mentoring.models import Booking, Mentor, SessionType
from mentoring.operations import (
    TO_ANSWER,
    AlreadySettled,
    NotAsked,
    SlotTaken,
    accept_request,
    cancel_all,
    cancel_booking,
    decline_request,
    expire_unanswered,
)
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, tomorrow

WEEK = timedelta(days=7)


@pytest.fixture
def asked(mentor_user: User) -> SessionType:
    """A call that Mira confirms."""
    return a_session_type(a_mentor(mentor_user), needs_confirmation=True)


@pytest.fixture
def booking(asked: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(asked, learner, tomorrow("10:00") + WEEK, now=now)


def test_it_is_asked_for_and_not_booked(booking: Booking, now: datetime) -> None:
    assert (booking.state, booking.expires_at) == (BookingState.REQUESTED, now + TO_ANSWER)
    assert [event.kind for event in booking.events.all()] == [BookingEventKind.REQUESTED]


def test_it_expires_at_its_start_if_that_is_sooner(asked: SessionType, learner: User, now: datetime) -> None:
    booking = a_booking(asked, learner, "10:00", now=now)
    assert booking.expires_at == booking.starts_at


def test_its_time_is_kept(booking: Booking, asked: SessionType, other_learner: User, now: datetime) -> None:
    with pytest.raises(SlotTaken):
        a_booking(asked, other_learner, booking.starts_at, now=now)


def test_nobody_is_reminded_of_it(booking: Booking) -> None:
    assert not Letter.objects.filter(template="mentoring.reminder").exists()


class TestAccept:
    def test_it_is_booked_and_both_are_reminded(
        self, booking: Booking, mentor_user: User, now: datetime
    ) -> None:
        accepted = accept_request(booking=booking, by=mentor_user, now=now)
        assert (accepted.state, accepted.expires_at, accepted.sequence) == ("confirmed", None, 0)
        assert Letter.objects.filter(template="mentoring.reminder", state=LetterState.OWED).count() == 4

    def test_the_history_says_who_accepted(self, booking: Booking, mentor_user: User, now: datetime) -> None:
        accept_request(booking=booking, by=mentor_user, now=now)
        event = booking.events.get(kind=BookingEventKind.BOOKED)
        assert (event.by, event.side) == (mentor_user, "mentor")

    def test_not_after_it_has_expired(self, booking: Booking, mentor_user: User, now: datetime) -> None:
        with pytest.raises(NotAsked):
            accept_request(booking=booking, by=mentor_user, now=now + TO_ANSWER)

    def test_not_what_the_learner_has_taken_back(
        self, booking: Booking, learner: User, mentor_user: User, now: datetime
    ) -> None:
        cancel_booking(booking=booking, by=learner, reason="", now=now)
        with pytest.raises(AlreadySettled):
            accept_request(booking=booking, by=mentor_user, now=now)


class TestDecline:
    def test_the_time_is_free_at_once(
        self, booking: Booking, asked: SessionType, mentor_user: User, other_learner: User, now: datetime
    ) -> None:
        declined = decline_request(booking=booking, by=mentor_user, reason="A holiday.", now=now)
        assert (declined.state, declined.cancel_reason) == (BookingState.DECLINED, "A holiday.")
        assert a_booking(asked, other_learner, booking.starts_at, now=now)

    def test_only_one_of_two_answers_counts(self, booking: Booking, mentor_user: User, now: datetime) -> None:
        accept_request(booking=booking, by=mentor_user, now=now)
        with pytest.raises(AlreadySettled):
            decline_request(booking=booking, by=mentor_user, reason="", now=now)


class TestExpiry:
    def test_the_clock_ends_it(self, booking: Booking, now: datetime) -> None:
        assert expire_unanswered(now=now + TO_ANSWER - timedelta(seconds=1)) == 0
        assert expire_unanswered(now=now + TO_ANSWER) == 1
        booking.refresh_from_db()
        assert (booking.state, booking.expires_at) == (BookingState.EXPIRED, None)

    def test_somebody_who_needs_the_time_ends_it_too_and_both_are_told(
        self, booking: Booking, asked: SessionType, other_learner: User, now: datetime
    ) -> None:
        assert a_booking(asked, other_learner, booking.starts_at, now=now + TO_ANSWER)
        told = Letter.objects.filter(template="mentoring.request_ended", state=LetterState.OWED)
        assert told.count() == 2

    def test_two_clocks_end_it_once(self, booking: Booking, now: datetime) -> None:
        assert expire_unanswered(now=now + TO_ANSWER) + expire_unanswered(now=now + TO_ANSWER) == 1
        assert booking.events.filter(kind=BookingEventKind.EXPIRED).count() == 1


def test_who_leaves_asks_for_nothing_any_more(booking: Booking, learner: User, now: datetime) -> None:
    cancel_all(person=learner, now=now)
    booking.refresh_from_db()
    assert (booking.state, booking.sequence) == (BookingState.CANCELLED, 0)


class TestPages:
    def test_the_times_say_that_the_mentor_confirms(self, client: Client, asked: SessionType) -> None:
        assert "The mentor confirms each session" in client.get(asked.get_absolute_url()).text

    def test_a_form_asks_instead_of_booking(self, lena: Client, asked: SessionType) -> None:
        start = "2026-11-25T10:00:00+00:00"
        assert "Ask for this session" in lena.get(f"{asked.get_absolute_url()}booking/?start={start}").text
        typed = {"session_type": "call", "start": start, "about": "My résumé."}
        answer = lena.post("/mentors/mira/bookings/", typed, follow=True)
        assert "Asked. The time is kept for you until the mentor answers." in answer.text
        assert "Not booked yet." in answer.text

    def test_the_mentor_answers_on_the_page(self, browser: Client, learner: User, now: datetime) -> None:
        asked = a_session_type(Mentor.objects.get(), needs_confirmation=True)
        booking = a_booking(asked, learner, now=now)
        assert "asks for this session" in browser.get(f"/bookings/{booking.pk}/").text
        assert "Waiting for your answer" in browser.get("/bookings/").text
        assert "1 request to answer" in browser.get("/mentoring/").text
        answer = browser.post(f"/bookings/{booking.pk}/answer/", {"answer": "accept"}, follow=True)
        assert "Accepted. The invitation is on its way to both of you." in answer.text

    def test_a_learner_can_not_accept_their_own(
        self, booking: Booking, learner: User, signed_in: Callable[[User], Client]
    ) -> None:
        answer = signed_in(learner).post(f"/bookings/{booking.pk}/answer/", {"answer": "accept"})
        assert answer.status_code == 404
        booking.refresh_from_db()
        assert booking.state == BookingState.REQUESTED
