"""Booking a session: what it keeps, what it owes, and what it refuses."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.idempotency import KeyReused
from accounts.models import User
from core.refusals import Refusal
from mailing.models import Letter, LetterKind
from mentoring.lifecycle import BookingState
from mentoring.models import Attendance, Booking, Mentor, SessionType
from mentoring.operations import (
    About,
    AlreadyBusy,
    DayFull,
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

ROW_LOCK = re.compile(r" FOR (NO KEY )?UPDATE| FOR (KEY )?SHARE")


def refusal_of(
    kind: type[Refusal],
    session_type: SessionType,
    learner: User,
    at: str | datetime,
    now: datetime,
    **more: Any,
) -> Refusal:
    with pytest.raises(kind) as caught:
        a_booking(session_type, learner, at, now=now, **more)
    return caught.value


class TestWhatItKeeps:
    def test_it_comes_with_its_people_as_they_are_stored(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        booking = a_booking(call, learner, now=now)
        read = Booking.objects.with_people().get(pk=booking.pk)
        fields = [each.attname for each in Attendance._meta.concrete_fields if not each.generated]
        with CaptureQueriesContext(connection) as queries:
            made = [{name: getattr(each, name) for name in fields} for each in booking.attendances.all()]
            assert booking.learner == learner
        assert len(queries) == 0
        assert made == [{name: getattr(each, name) for name in fields} for each in read.attendances.all()]

    def test_the_mentors_time_has_the_buffers_around_it_and_the_learners_does_not(
        self, mentor: Mentor, learner: User, now: datetime
    ) -> None:
        call = a_session_type(mentor, buffer_before_minutes=5, buffer_after_minutes=10)
        booking = a_booking(call, learner, "10:00", now=now)
        assert (booking.starts_at, booking.ends_at) == (tomorrow("10:00"), tomorrow("10:30"))
        times = {each.role: (each.during.lower, each.during.upper) for each in booking.attendances.all()}
        assert times == {
            "mentor": (tomorrow("09:55"), tomorrow("10:40")),
            "learner": (tomorrow("10:00"), tomorrow("10:30")),
        }

    def test_it_keeps_the_rules_it_was_made_under(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        booking = a_booking(call, learner, now=now)
        call.title, call.minutes = "Something else", 60
        call.price_amount, call.price_currency = Decimal(50), "EUR"
        call.save()
        booking.refresh_from_db()
        assert (booking.title, booking.minutes, booking.price) == ("Career call", 30, None)

    def test_it_outlives_its_session_type(self, call: SessionType, learner: User, now: datetime) -> None:
        booking = a_booking(call, learner, now=now)
        call.delete()
        booking.refresh_from_db()
        assert (booking.session_type, booking.title) == (None, "Career call")

    def test_it_keeps_the_zone_of_the_mentors_schedule_and_that_of_the_learner(
        self, mentor_user: User, learner: User, now: datetime
    ) -> None:
        call = a_session_type(a_mentor(mentor_user, zone="Asia/Tokyo"))
        booking = a_booking(call, learner, "02:00", now=now)
        zones = {each.role: str(each.zone) for each in booking.attendances.all()}
        assert zones == {"mentor": "Asia/Tokyo", "learner": "Europe/London"}

    def test_it_is_held_in_the_mentors_usual_room(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        assert a_booking(call, learner, now=now).meeting_url == "https://video.example.org/usual"

    def test_without_any_room_the_one_that_the_mentor_adds_later_counts(
        self, mentor_user: User, learner: User, now: datetime
    ) -> None:
        mentor = a_mentor(mentor_user, meeting_url="")
        booking = a_booking(a_session_type(mentor), learner, now=now)
        assert (booking.meeting_url, booking.room) == ("", "")
        Mentor.objects.update(meeting_url="https://video.example.org/later")
        assert Booking.objects.with_people().get().room == "https://video.example.org/later"

    def test_a_site_with_a_jitsi_server_opens_a_room_for_each_session(
        self, mentor_user: User, learner: User, now: datetime, settings: Settings
    ) -> None:
        settings.MEETING_URL = "https://meet.example.org"
        call = a_session_type(a_mentor(mentor_user, meeting_url=""))
        one, other = a_booking(call, learner, now=now), a_booking(call, learner, "11:00", now=now)
        assert one.meeting_url != other.meeting_url
        assert str(one.pk) not in one.meeting_url  # others may know it, and whoever knows the address gets in

    def test_a_mentors_own_link_is_kept_with_the_booking(
        self, mentor: Mentor, learner: User, now: datetime
    ) -> None:
        call = a_session_type(mentor, meeting_url="https://video.example.org/mira")
        assert a_booking(call, learner, now=now).meeting_url == "https://video.example.org/mira"

    def test_it_keeps_what_it_is_about(self, call: SessionType, learner: User, now: datetime) -> None:
        about = About("My loss will not go down.", "ml-engineer", "logistic-regression")
        part = a_booking(call, learner, now=now, about=about).learner_attendance
        assert (part.about, part.step_key) == ("My loss will not go down.", "logistic-regression")

    def test_the_history_begins_with_who_booked(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        booking = a_booking(call, learner, now=now)
        event = booking.events.get()
        assert (event.kind, event.at, event.by, event.side) == ("booked", now, learner, "learner")
        assert (event.old_starts_at, event.new_starts_at) == (None, booking.starts_at)

    def test_only_a_cap_locks_a_row(self, mentor: Mentor, learner: User, now: datetime) -> None:
        free = a_session_type(mentor)
        capped = a_session_type(mentor, slug="capped", cap_per_day=3)
        for session_type, at, locks in ((free, "10:00", 0), (capped, "11:00", 1)):
            with CaptureQueriesContext(connection) as queries:
                a_booking(session_type, learner, at, now=now, key=at)
            assert len([each for each in queries if ROW_LOCK.search(each["sql"])]) == locks


class TestLetters:
    def test_both_people_are_owed_an_invitation_from_the_same_commit(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        booking = a_booking(call, learner, now=now)
        owed = Letter.objects.filter(template="mentoring.invitation")
        assert {letter.recipient_id for letter in owed} == {learner.pk, call.mentor.user_id}
        assert {(letter.kind, letter.due_at, letter.about) for letter in owed} == {
            (LetterKind.TRANSACTIONAL, now, f"booking:{booking.pk}")
        }

    def test_both_people_are_owed_reminders_a_day_and_an_hour_ahead(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        a_booking(call, learner, datetime(2026, 11, 27, 10, tzinfo=UTC), now=now)
        due = Letter.objects.filter(template="mentoring.reminder").order_by("due_at")
        day_ahead, hour_ahead = datetime(2026, 11, 26, 10, tzinfo=UTC), datetime(2026, 11, 27, 9, tzinfo=UTC)
        assert [letter.due_at for letter in due] == [day_ahead, day_ahead, hour_ahead, hour_ahead]

    def test_a_reminder_that_would_be_late_already_is_not_owed(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        a_booking(call, learner, "10:00", now=now)  # 22 hours ahead
        reminders = Letter.objects.filter(template="mentoring.reminder")
        assert {letter.due_at for letter in reminders} == {tomorrow("09:00")}

    def test_a_refused_booking_owes_nothing(self, call: SessionType, learner: User, now: datetime) -> None:
        refusal_of(NotOpen, call, learner, "10:10", now)
        assert not Letter.objects.exists()


class TestWhatItRefuses:
    def test_a_time_that_is_taken_and_names_the_three_nearest(
        self, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        a_booking(call, other_learner, "10:00", now=now)
        refusal = refusal_of(SlotTaken, call, learner, "10:00", now)
        nearest = [tomorrow(text).isoformat() for text in ("09:00", "09:30", "10:30")]
        assert refusal.data["nearest"] == nearest

    def test_a_time_whose_buffers_touch_another_session(
        self, mentor: Mentor, learner: User, other_learner: User, now: datetime
    ) -> None:
        call = a_session_type(mentor, buffer_after_minutes=15)
        a_booking(call, other_learner, "10:00", now=now)
        refusal_of(SlotTaken, call, learner, "10:30", now)

    def test_a_time_within_the_buffers_of_a_session_that_the_learner_gives(
        self, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        own = a_session_type(a_mentor(learner), buffer_after_minutes=30)
        a_booking(own, other_learner, "10:00", now=now)
        refusal_of(AlreadyBusy, call, learner, "10:30", now)

    def test_a_second_session_of_the_learner_at_that_time(
        self, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        a_booking(call, learner, "10:00", now=now)
        other = a_session_type(a_mentor(other_learner), minutes=60)
        refusal = refusal_of(AlreadyBusy, other, learner, "09:30", now)
        assert refusal.data["nearest"][0] == tomorrow("09:00").isoformat()

    def test_a_time_at_which_the_learner_gives_a_session_themselves(
        self, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        own_call = a_session_type(a_mentor(learner))
        a_booking(own_call, other_learner, "10:00", now=now)
        refusal_of(AlreadyBusy, call, learner, "10:00", now)

    def test_a_time_at_which_the_mentor_is_somebody_elses_learner(
        self, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        other = a_session_type(a_mentor(other_learner))
        a_booking(other, call.mentor.user, "10:00", now=now)
        refusal_of(SlotTaken, call, learner, "10:00", now)

    @pytest.mark.parametrize("at", ["08:30", "17:00", "16:45", "10:10"])
    def test_a_time_that_is_not_on_offer(
        self, call: SessionType, learner: User, now: datetime, at: Any
    ) -> None:
        refusal_of(NotOpen, call, learner, at, now)

    def test_a_time_that_is_a_microsecond_off_the_grid(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        refusal_of(NotOpen, call, learner, tomorrow("10:00") + timedelta(microseconds=1), now)

    def test_a_time_in_the_past(self, call: SessionType, learner: User, now: datetime) -> None:
        refusal_of(TooSoon, call, learner, now - HOUR, now)

    def test_less_notice_than_the_session_type_asks(
        self, mentor: Mentor, learner: User, now: datetime
    ) -> None:
        call = a_session_type(mentor, notice_hours=24)
        refusal = refusal_of(TooSoon, call, learner, "11:30", now)
        assert refusal.data["nearest"][0] == tomorrow("12:00").isoformat()

    @pytest.mark.parametrize("days", [8, 300, 2_000_000])
    def test_a_time_beyond_the_window(self, mentor: Mentor, learner: User, now: datetime, days: int) -> None:
        call = a_session_type(mentor, window_days=7)
        refusal_of(TooFar, call, learner, tomorrow("10:00") + timedelta(days=days), now)

    def test_one_more_a_day_than_the_cap(
        self, mentor: Mentor, learner: User, other_learner: User, now: datetime
    ) -> None:
        call = a_session_type(mentor, cap_per_day=1)
        a_booking(call, other_learner, "10:00", now=now)
        refusal = refusal_of(DayFull, call, learner, "15:00", now)
        assert refusal.data["nearest"][-1].startswith("2026-11-26")

    def test_a_session_with_oneself(self, call: SessionType, now: datetime) -> None:
        refusal_of(NotForYourself, call, call.mentor.user, "10:00", now)

    def test_a_mentor_who_is_not_listed(self, mentor_user: User, learner: User, now: datetime) -> None:
        refusal_of(NotBookable, a_session_type(a_mentor(mentor_user, is_listed=False)), learner, "10:00", now)

    def test_a_mentor_whose_account_was_closed(self, call: SessionType, learner: User, now: datetime) -> None:
        call.mentor.user.is_active = False
        refusal_of(NotBookable, call, learner, "10:00", now)

    def test_a_session_type_that_is_not_offered(self, mentor: Mentor, learner: User, now: datetime) -> None:
        refusal_of(NotBookable, a_session_type(mentor, is_offered=False), learner, "10:00", now)

    def test_allows_sessions_back_to_back(
        self, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        a_booking(call, learner, "10:00", now=now)
        assert a_booking(call, other_learner, "10:30", now=now).state == BookingState.CONFIRMED

    def test_allows_a_session_within_the_buffers_of_another_mentor(
        self, mentor: Mentor, learner: User, other_learner: User, now: datetime
    ) -> None:
        buffered = a_session_type(mentor, buffer_after_minutes=30)
        a_booking(buffered, learner, "10:00", now=now)
        other = a_session_type(a_mentor(other_learner))
        assert a_booking(other, learner, "10:30", now=now).state == BookingState.CONFIRMED

    def test_a_mentor_can_be_booked_within_the_buffers_of_a_mentor_they_have_met(
        self, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        buffered = a_session_type(a_mentor(other_learner), buffer_after_minutes=30)
        a_booking(buffered, call.mentor.user, "10:00", now=now)
        assert a_booking(call, learner, "10:30", now=now).state == BookingState.CONFIRMED

    def test_a_cancelled_booking_frees_its_time(
        self, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        booking = a_booking(call, learner, "10:00", now=now)
        cancel_booking(booking=booking, by=learner, reason="", now=now)
        assert a_booking(call, other_learner, "10:00", now=now).starts_at == booking.starts_at


class TestAcrossAClockChange:
    def test_the_hour_that_does_not_exist_can_not_be_booked(self, mentor_user: User, learner: User) -> None:
        call = a_session_type(a_mentor(mentor_user, zone="Europe/Warsaw", hours=(1, 5)))
        before = datetime(2027, 3, 27, 12, tzinfo=UTC)
        two_in_the_morning = datetime(2027, 3, 28, 1, tzinfo=UTC)  # 03:00 in Warsaw: 02:00 was skipped
        assert a_booking(call, learner, two_in_the_morning, now=before)
        refusal_of(NotOpen, call, learner, datetime(2027, 3, 28, 3, tzinfo=UTC), before)


class TestIdempotency:
    def test_the_same_request_again_gets_the_first_answer(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        first = a_booking(call, learner, now=now, key="k1")
        assert a_booking(call, learner, now=now + HOUR, key="k1") == first
        assert Booking.objects.count() == 1

    def test_the_first_answer_stands_after_it_was_cancelled(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        first = a_booking(call, learner, now=now, key="k1")
        cancel_booking(booking=first, by=learner, reason="", now=now)
        assert a_booking(call, learner, now=now, key="k1") == first

    def test_the_same_key_with_another_request_is_refused(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        a_booking(call, learner, "10:00", now=now, key="k1")
        refusal_of(KeyReused, call, learner, "11:00", now, key="k1")

    def test_a_key_belongs_to_the_person_who_sent_it(
        self, call: SessionType, learner: User, other_learner: User, now: datetime
    ) -> None:
        a_booking(call, learner, "10:00", now=now, key="k1")
        assert a_booking(call, other_learner, "11:00", now=now, key="k1").learner == other_learner

    def test_a_refusal_is_not_remembered(self, call: SessionType, learner: User, now: datetime) -> None:
        refusal_of(NotOpen, call, learner, "08:00", now, key="k1")
        assert a_booking(call, learner, "10:00", now=now, key="k1")


def test_naive_times_are_refused_loudly(call: SessionType, learner: User, now: datetime) -> None:
    with pytest.raises((TypeError, ValueError)):
        book_session(
            learner=learner,
            session_type=call,
            starts_at=datetime(2026, 11, 25, 10),  # noqa: DTZ001
            now=now,
        )
