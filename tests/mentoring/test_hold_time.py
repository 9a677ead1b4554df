"""A time that is kept for ten minutes while its form is filled in."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.test import Client

from accounts.models import User
from mailing.models import Letter
from mentoring.free_times import find_free_times
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, Mentor, SessionType
from mentoring.operations import (
    About,
    AlreadyBusy,
    DayFull,
    NotForYourself,
    SlotTaken,
    book_session,
    expire_unanswered,
    hold_time,
)
from notices.models import Notice
from tests.mentoring.builders import a_booking, a_session_type, tomorrow
from tests.races import at_once

MINUTE = timedelta(minutes=1)
TEN = "2026-11-25T10:00:00+00:00"


@pytest.fixture
def hold(call: SessionType, learner: User, now: datetime) -> Booking:
    """Lena has ten o'clock for ten minutes."""
    return hold_time(learner=learner, session_type=call, starts_at=tomorrow("10:00"), now=now)


def is_offered(call: SessionType, *, to: User | None, now: datetime) -> bool:
    ten = tomorrow("10:00")
    found = find_free_times(call, start=ten, end=ten + timedelta(hours=1), now=now, learner=to)
    return found.offers(int(ten.timestamp()))


class TestWhoMayHaveTheTime:
    def test_it_is_free_for_nobody_but_who_holds_it(
        self, hold: Booking, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        assert is_offered(call, to=learner, now=now)
        assert not is_offered(call, to=None, now=now)
        with pytest.raises(SlotTaken):
            a_booking(call, other_learner, "10:00", now=now)

    def test_after_ten_minutes_it_is_free_for_all(
        self, hold: Booking, call: SessionType, other_learner: User, now: datetime
    ) -> None:
        then = now + 10 * MINUTE
        assert hold.expires_at == then
        a_booking(call, other_learner, "10:00", now=then)
        assert not Booking.objects.filter(pk=hold.pk).exists()

    def test_of_two_at_once_one_has_it(
        self, transactional_db: None, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        def take(user: User) -> Booking:
            return hold_time(learner=user, session_type=call, starts_at=tomorrow("10:00"), now=now)

        answers = at_once(*(partial(take, user) for user in (learner, other_learner)))
        assert sorted(type(each).__name__ for each in answers) == ["Booking", "SlotTaken"]

    @pytest.mark.parametrize("at", ["10:15", "04:00"])
    def test_only_a_time_on_offer_can_be_held(
        self, call: SessionType, learner: User, at: str, now: datetime
    ) -> None:
        with pytest.raises(Exception, match="not one of the times on offer"):
            hold_time(learner=learner, session_type=call, starts_at=tomorrow(at), now=now)

    def test_a_mentor_holds_no_time_of_their_own(self, call: SessionType, now: datetime) -> None:
        with pytest.raises(NotForYourself):
            hold_time(learner=call.mentor.user, session_type=call, starts_at=tomorrow("10:00"), now=now)

    def test_it_counts_in_a_cap(
        self, mentor: Mentor, learner: User, other_learner: User, now: datetime
    ) -> None:
        once_a_day = a_session_type(mentor, slug="rare", cap_per_day=1)
        hold_time(learner=learner, session_type=once_a_day, starts_at=tomorrow("10:00"), now=now)
        with pytest.raises(DayFull):
            a_booking(once_a_day, other_learner, "14:00", now=now)


class TestOneAtATime:
    def test_another_one_takes_its_place(
        self, hold: Booking, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        hold_time(learner=learner, session_type=call, starts_at=tomorrow("11:00"), now=now)
        assert [each.starts_at for each in Booking.objects.held_by(learner)] == [tomorrow("11:00")]
        a_booking(call, other_learner, "10:00", now=now)

    def test_asked_for_again_it_goes_on_and_does_not_grow(
        self, hold: Booking, call: SessionType, learner: User, now: datetime
    ) -> None:
        again = hold_time(
            learner=learner, session_type=call, starts_at=tomorrow("10:00"), now=now + 5 * MINUTE
        )
        assert (again.pk, again.expires_at) == (hold.pk, now + 10 * MINUTE)

    def test_who_has_a_session_then_holds_nothing(
        self, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        a_booking(call, learner, "10:00", now=now)
        with pytest.raises((AlreadyBusy, SlotTaken)):
            hold_time(learner=learner, session_type=call, starts_at=tomorrow("10:00"), now=now)


class TestBookingIt:
    def test_the_same_row_becomes_the_session(
        self, hold: Booking, call: SessionType, learner: User, now: datetime
    ) -> None:
        booking = book_session(
            learner=learner,
            session_type=call,
            starts_at=tomorrow("10:00"),
            about=About("Gradients"),
            now=now + MINUTE,
        )
        assert (booking.pk, booking.state, booking.expires_at) == (hold.pk, BookingState.CONFIRMED, None)
        assert {each.state for each in booking.attendances.all()} == {BookingState.CONFIRMED}
        assert booking.learner_attendance.about == "Gradients"
        assert Booking.objects.get() == booking

    def test_where_the_mentor_confirms_it_is_asked_for(
        self, mentor: Mentor, learner: User, now: datetime
    ) -> None:
        asked = a_session_type(mentor, slug="asked", needs_confirmation=True)
        hold_time(learner=learner, session_type=asked, starts_at=tomorrow("10:00"), now=now)
        booking = a_booking(asked, learner, "10:00", now=now)
        assert (booking.state, Booking.objects.count()) == (BookingState.REQUESTED, 1)

    def test_another_time_is_booked_and_the_held_one_is_free(
        self, hold: Booking, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        a_booking(call, learner, "12:00", now=now)
        a_booking(call, other_learner, "10:00", now=now)

    def test_a_hold_that_is_over_is_booked_if_it_is_still_free(
        self, hold: Booking, call: SessionType, learner: User, now: datetime
    ) -> None:
        booking = a_booking(call, learner, "10:00", now=now + 11 * MINUTE)
        assert booking.pk != hold.pk
        assert Booking.objects.get() == booking


class TestNobodyHearsOfIt:
    def test_it_is_in_no_list_no_history_and_no_letter(
        self, hold: Booking, learner: User, now: datetime
    ) -> None:
        assert not Booking.objects.of(learner)
        assert not hold.events.exists()
        assert not Letter.objects.exists()
        assert not Notice.objects.exists()

    def test_the_sweep_leaves_nothing_of_it(self, hold: Booking, now: datetime) -> None:
        assert expire_unanswered(now=now + 10 * MINUTE) == 1
        assert not Booking.objects.exists()


class TestThePage:
    url = "/mentors/mira/sessions/call/hold/"
    form = "/mentors/mira/sessions/call/booking/"

    def test_the_form_keeps_it_by_itself_or_by_a_button(self, call: SessionType, lena: Client) -> None:
        page = lena.get(self.form, {"start": TEN}).content.decode()
        assert f'hx-post="{self.url}"' in page
        assert "Keep this time for ten minutes" in page

    def test_a_look_keeps_nothing(self, call: SessionType, lena: Client) -> None:
        lena.get(self.form, {"start": TEN})
        assert not Booking.objects.exists()

    def test_without_a_script_it_leads_back_to_the_form_which_says_until_when(
        self, call: SessionType, lena: Client
    ) -> None:
        answer = lena.post(self.url, {"start": TEN, "minutes": "30", "step": "ml/torch"}, follow=True)
        assert answer.redirect_chain[-1][0].startswith(self.form)
        assert "kept for you until 12:10" in answer.content.decode()
        assert 'value="ml/torch"' in answer.content.decode()

    def test_with_one_it_answers_with_that_line_alone(self, call: SessionType, lena: Client) -> None:
        page = lena.post(self.url, {"start": TEN}, headers={"hx-request": "true"}).content.decode()
        assert "kept for you until 12:10" in page
        assert "<html" not in page

    def test_a_lost_time_is_said_and_the_times_are_one_step_away(
        self, call: SessionType, other_learner: User, lena: Client, now: datetime
    ) -> None:
        a_booking(call, other_learner, "10:00", now=now)
        page = lena.post(self.url, {"start": TEN}, headers={"hx-request": "true"}).content.decode()
        assert "Someone has just taken that time" in page
        assert 'href="/mentors/mira/sessions/call/"' in page

    def test_a_stranger_is_asked_to_sign_in(self, call: SessionType, client: Client) -> None:
        assert client.post(self.url, {"start": TEN}).status_code == 302
        assert not Booking.objects.exists()
