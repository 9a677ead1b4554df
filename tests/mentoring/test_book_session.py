"""Booking a session: what it keeps, what it owes, and what it refuses."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F

from core.db import violates
from mailing.models import Kind, Letter
from mentoring.lifecycle import State
from mentoring.models import LEARNER_BOOKED_ONCE, MENTOR_HELD_ONCE, Booking
from mentoring.operations import (
    About,
    AlreadyBusy,
    DayFull,
    KeyReused,
    NotBookable,
    NotForYourself,
    NotOpen,
    SlotTaken,
    TooFar,
    TooSoon,
    book_session,
    cancel_booking,
)
from tests.mentoring.builders import HOUR, a_booking, a_mentor, a_session_type, tomorrow


def refusal_of(kind, session_type, learner, at, now, **more):
    with pytest.raises(kind) as caught:
        a_booking(session_type, learner, at, now=now, **more)
    return caught.value


class TestWhatItKeeps:
    def test_a_booking_holds_the_time_and_its_buffers(self, mentor, learner, now):
        call = a_session_type(mentor, buffer_before_minutes=5, buffer_after_minutes=10)
        booking = a_booking(call, learner, "10:00", now=now)
        booking.refresh_from_db()
        assert (booking.starts_at, booking.ends_at) == (tomorrow("10:00"), tomorrow("10:30"))
        assert (booking.holds.lower, booking.holds.upper) == (tomorrow("09:55"), tomorrow("10:40"))

    def test_it_keeps_the_terms_it_was_made_under(self, call, learner, now):
        booking = a_booking(call, learner, now=now)
        call.title, call.minutes, call.price = "Something else", 60, "50 €"
        call.save()
        booking.refresh_from_db()
        assert (booking.title, booking.minutes, booking.price) == ("Career call", 30, "")

    def test_it_outlives_its_session_type(self, call, learner, now):
        booking = a_booking(call, learner, now=now)
        call.delete()
        booking.refresh_from_db()
        assert (booking.session_type, booking.title) == (None, "Career call")

    def test_it_keeps_both_zones_of_that_moment(self, call, learner, now):
        booking = a_booking(call, learner, now=now)
        assert (str(booking.mentor_zone), str(booking.learner_zone)) == ("Europe/Warsaw", "Europe/London")

    def test_each_session_has_a_video_room_of_its_own(self, call, learner, now):
        one, other = a_booking(call, learner, now=now), a_booking(call, learner, "11:00", now=now)
        assert one.meeting_url != other.meeting_url

    def test_a_mentors_own_link_is_kept_with_the_booking(self, mentor, learner, now):
        call = a_session_type(mentor, meeting_url="https://video.example.org/mira")
        assert a_booking(call, learner, now=now).meeting_url == "https://video.example.org/mira"

    def test_it_keeps_what_it_is_about(self, call, learner, now):
        about = About("My loss will not go down.", "ml-engineer", "logistic-regression")
        booking = a_booking(call, learner, now=now, about=about)
        assert (booking.about, booking.step_key) == ("My loss will not go down.", "logistic-regression")

    def test_the_trail_begins_with_who_booked(self, call, learner, now):
        event = a_booking(call, learner, now=now).events.get()
        assert (event.by, event.from_state, event.to_state, event.at) == (learner, "", "confirmed", now)


class TestLetters:
    def test_both_people_are_owed_an_invitation_from_the_same_commit(self, call, learner, now):
        booking = a_booking(call, learner, now=now)
        owed = Letter.objects.filter(template="mentoring.invitation")
        assert {letter.recipient_id for letter in owed} == {learner.pk, call.mentor.user_id}
        assert {(letter.kind, letter.due_at, letter.about) for letter in owed} == {
            (Kind.TRANSACTIONAL, now, f"booking:{booking.pk}")
        }

    def test_both_people_are_owed_reminders_a_day_and_an_hour_ahead(self, call, learner, now):
        a_booking(call, learner, datetime(2026, 11, 27, 10, tzinfo=UTC), now=now)
        due = Letter.objects.filter(template="mentoring.reminder").order_by("due_at")
        day_ahead, hour_ahead = datetime(2026, 11, 26, 10, tzinfo=UTC), datetime(2026, 11, 27, 9, tzinfo=UTC)
        assert [letter.due_at for letter in due] == [day_ahead, day_ahead, hour_ahead, hour_ahead]

    def test_a_reminder_that_would_be_late_already_is_not_owed(self, call, learner, now):
        a_booking(call, learner, "10:00", now=now)  # 22 hours ahead
        reminders = Letter.objects.filter(template="mentoring.reminder")
        assert {letter.due_at for letter in reminders} == {tomorrow("09:00")}

    def test_a_refused_booking_owes_nothing(self, call, learner, now):
        refusal_of(NotOpen, call, learner, "10:10", now)
        assert not Letter.objects.exists()


class TestWhatItRefuses:
    def test_a_time_that_is_taken_and_names_the_three_nearest(self, call, learner, other_learner, now):
        a_booking(call, other_learner, "10:00", now=now)
        refusal = refusal_of(SlotTaken, call, learner, "10:00", now)
        nearest = [tomorrow(text).isoformat() for text in ("09:00", "09:30", "10:30")]
        assert refusal.data["nearest"] == nearest

    def test_a_time_whose_buffers_touch_another_session(self, mentor, learner, other_learner, now):
        call = a_session_type(mentor, buffer_after_minutes=15)
        a_booking(call, other_learner, "10:00", now=now)
        refusal_of(SlotTaken, call, learner, "10:30", now)

    def test_a_second_session_of_the_learner_at_that_time(self, call, learner, other_learner, now):
        a_booking(call, learner, "10:00", now=now)
        other = a_session_type(a_mentor(other_learner), minutes=60)
        refusal = refusal_of(AlreadyBusy, other, learner, "09:30", now)
        assert refusal.data["nearest"][0] == tomorrow("09:00").isoformat()

    def test_a_time_at_which_the_learner_gives_a_session_themselves(self, call, learner, other_learner, now):
        own_call = a_session_type(a_mentor(learner))
        a_booking(own_call, other_learner, "10:00", now=now)
        refusal_of(AlreadyBusy, call, learner, "10:00", now)

    def test_a_time_at_which_the_mentor_is_somebody_elses_learner(self, call, learner, other_learner, now):
        other = a_session_type(a_mentor(other_learner))
        a_booking(other, call.mentor.user, "10:00", now=now)
        refusal_of(SlotTaken, call, learner, "10:00", now)

    @pytest.mark.parametrize("at", ["08:30", "17:00", "16:45", "10:10"])
    def test_a_time_that_is_not_on_offer(self, call, learner, now, at):
        refusal_of(NotOpen, call, learner, at, now)

    def test_a_time_that_is_a_microsecond_off_the_grid(self, call, learner, now):
        refusal_of(NotOpen, call, learner, tomorrow("10:00") + timedelta(microseconds=1), now)

    def test_a_time_in_the_past(self, call, learner, now):
        refusal_of(TooSoon, call, learner, now - HOUR, now)

    def test_less_notice_than_the_session_type_asks(self, mentor, learner, now):
        call = a_session_type(mentor, notice_hours=24)
        refusal = refusal_of(TooSoon, call, learner, "11:30", now)
        assert refusal.data["nearest"][0] == tomorrow("12:00").isoformat()

    @pytest.mark.parametrize("days", [8, 300, 2_000_000])
    def test_a_time_beyond_the_window(self, mentor, learner, now, days):
        call = a_session_type(mentor, window_days=7)
        refusal_of(TooFar, call, learner, tomorrow("10:00") + timedelta(days=days), now)

    def test_one_more_a_day_than_the_cap(self, mentor, learner, other_learner, now):
        call = a_session_type(mentor, cap_per_day=1)
        a_booking(call, other_learner, "10:00", now=now)
        refusal = refusal_of(DayFull, call, learner, "15:00", now)
        assert refusal.data["nearest"][-1].startswith("2026-11-26")

    def test_a_session_with_oneself(self, call, now):
        refusal_of(NotForYourself, call, call.mentor.user, "10:00", now)

    def test_a_mentor_who_is_not_listed(self, mentor_user, learner, now):
        refusal_of(NotBookable, a_session_type(a_mentor(mentor_user, is_listed=False)), learner, "10:00", now)

    def test_a_mentor_whose_account_was_closed(self, call, learner, now):
        call.mentor.user.is_active = False
        refusal_of(NotBookable, call, learner, "10:00", now)

    def test_a_session_type_that_is_not_offered(self, mentor, learner, now):
        refusal_of(NotBookable, a_session_type(mentor, is_offered=False), learner, "10:00", now)

    def test_allows_sessions_back_to_back(self, call, learner, other_learner, now):
        a_booking(call, learner, "10:00", now=now)
        assert a_booking(call, other_learner, "10:30", now=now).state == State.CONFIRMED

    def test_a_cancelled_booking_frees_its_time(self, call, learner, other_learner, now):
        booking = a_booking(call, learner, "10:00", now=now)
        cancel_booking(booking=booking, by=learner, reason="", now=now)
        assert a_booking(call, other_learner, "10:00", now=now).starts_at == booking.starts_at


class TestAcrossAClockChange:
    def test_the_hour_that_does_not_exist_can_not_be_booked(self, mentor_user, learner):
        call = a_session_type(a_mentor(mentor_user, zone="Europe/Warsaw", hours=(1, 5)))
        before = datetime(2027, 3, 27, 12, tzinfo=UTC)
        two_in_the_morning = datetime(2027, 3, 28, 1, tzinfo=UTC)  # 03:00 in Warsaw: 02:00 was skipped
        assert a_booking(call, learner, two_in_the_morning, now=before)
        refusal_of(NotOpen, call, learner, datetime(2027, 3, 28, 3, tzinfo=UTC), before)


class TestIdempotency:
    def test_the_same_request_again_gets_the_first_answer(self, call, learner, now):
        first = a_booking(call, learner, now=now, key="k1")
        assert a_booking(call, learner, now=now + HOUR, key="k1") == first
        assert Booking.objects.count() == 1

    def test_the_first_answer_stands_after_it_was_cancelled(self, call, learner, now):
        first = a_booking(call, learner, now=now, key="k1")
        cancel_booking(booking=first, by=learner, reason="", now=now)
        assert a_booking(call, learner, now=now, key="k1") == first

    def test_the_same_key_with_another_request_is_refused(self, call, learner, now):
        a_booking(call, learner, "10:00", now=now, key="k1")
        refusal_of(KeyReused, call, learner, "11:00", now, key="k1")

    def test_a_key_belongs_to_the_person_who_sent_it(self, call, learner, other_learner, now):
        a_booking(call, learner, "10:00", now=now, key="k1")
        assert a_booking(call, other_learner, "11:00", now=now, key="k1").learner == other_learner

    def test_a_refusal_is_not_remembered(self, call, learner, now):
        refusal_of(NotOpen, call, learner, "08:00", now, key="k1")
        assert a_booking(call, learner, "10:00", now=now, key="k1")


class TestWhatTheDatabaseRefuses:
    """The same promises without the act: rows written by hand."""

    def copy_of(self, booking, **changes):
        fields = {f.attname: getattr(booking, f.attname) for f in Booking._meta.concrete_fields}
        return Booking(**fields | {"id": uuid4(), "uid": str(uuid4())} | changes)

    def breaks(self, booking, constraint):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            booking.save(force_insert=True)
        return violates(caught.value, constraint)

    def test_overlapping_holds_of_one_mentor(self, call, learner, other_learner, now):
        booking = a_booking(call, learner, now=now)
        assert self.breaks(self.copy_of(booking, learner_id=other_learner.pk), MENTOR_HELD_ONCE)

    def test_overlapping_sessions_of_one_learner(self, call, learner, other_learner, now):
        booking = a_booking(call, learner, now=now)
        other = a_mentor(other_learner)
        assert self.breaks(self.copy_of(booking, mentor_id=other.pk), LEARNER_BOOKED_ONCE)

    def test_a_hold_that_does_not_cover_its_session(self, call, learner, now):
        booking = a_booking(call, learner, now=now)
        short = DateTimeTZRange(booking.starts_at, booking.ends_at - timedelta(minutes=1))
        with pytest.raises(IntegrityError, match="holds_cover"), transaction.atomic():
            Booking.objects.filter(pk=booking.pk).update(holds=short)

    def test_a_session_that_ends_as_it_begins(self, call, learner, now):
        booking = a_booking(call, learner, now=now)
        with pytest.raises(IntegrityError, match="ends_after_start"), transaction.atomic():
            Booking.objects.filter(pk=booking.pk).update(ends_at=F("starts_at"))

    def test_a_state_nobody_knows(self, call, learner, now):
        booking = a_booking(call, learner, now=now)
        with pytest.raises(IntegrityError, match="state_is_known"), transaction.atomic():
            Booking.objects.filter(pk=booking.pk).update(state="maybe")


def test_naive_times_are_refused_loudly(call, learner, now):
    with pytest.raises((TypeError, ValueError)):
        book_session(
            learner=learner,
            session_type=call,
            starts_at=datetime(2026, 11, 25, 10),  # noqa: DTZ001
            now=now,
        )
