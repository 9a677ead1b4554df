"""How people kept to what they booked: facts from three sessions up, and contested ones when decided."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from mentoring.lifecycle import AttendanceRole, BookingState
from mentoring.models import Absence, Booking, SessionType
from mentoring.operations import (
    accept_request,
    cancel_booking,
    contest_absence,
    decide_absence,
    record_outcome,
    report_absence,
)
from mentoring.reliability import Reliability, find_reliability
from tests.mentoring.builders import a_booking, tomorrow

pytestmark = pytest.mark.django_db
LATER = timedelta(days=20)
LEARNER, MENTOR = AttendanceRole.LEARNER, AttendanceRole.MENTOR
Past = Callable[[int], Booking]


@pytest.fixture
def booked(call: SessionType, learner: User, now: datetime) -> Past:
    """`booked(3)` is Lena's call with Mira on the third day from now."""

    def on_day(number: int) -> Booking:
        at = tomorrow("10:00") + timedelta(days=number - 1)
        return a_booking(call, learner, at, now=now)

    return on_day


def hold(booking: Booking) -> None:
    record_outcome(
        booking=booking, by=booking.mentor.user, outcome=BookingState.COMPLETED, now=booking.ends_at
    )


def miss(booking: Booking) -> Booking:
    report_absence(booking=booking, by=booking.mentor.user, now=booking.ends_at)
    return Booking.objects.with_people().get(pk=booking.pk)


def test_two_sessions_say_nothing(booked: Past, learner: User, now: datetime) -> None:
    for day in (1, 2):
        hold(booked(day))
    assert find_reliability(learner, now=now + LATER).get(LEARNER) is None


def test_it_counts_what_was_held_and_missed_and_cancelled(
    booked: Past, learner: User, mentor_user: User, now: datetime
) -> None:
    for day in (1, 2, 3):
        hold(booked(day))
    miss(booked(4))
    cancel_booking(booking=booked(5), by=learner, reason="", now=now)
    assert find_reliability(learner, now=now + LATER).get(LEARNER) == Reliability(3, 1, 1, 0)
    assert find_reliability(mentor_user, now=now + LATER).get(MENTOR) == Reliability(3, 0, 0, 0)
    assert find_reliability(learner, now=now + LATER).get(MENTOR) is None


def test_a_mentor_may_cancel_later_than_agreed_and_it_says_so(
    booked: Past, mentor_user: User, now: datetime
) -> None:
    for day in (1, 2, 3):
        hold(booked(day))
    late = booked(5)
    cancel_booking(booking=late, by=mentor_user, reason="", now=late.starts_at - timedelta(hours=1))
    assert find_reliability(mentor_user, now=now + LATER).get(MENTOR) == Reliability(3, 0, 1, 1)


def test_an_absence_counts_once_nobody_can_contest_it(booked: Past, learner: User) -> None:
    for day in (1, 2, 3):
        hold(booked(day))
    missed = miss(booked(4))
    early = find_reliability(learner, now=missed.ends_at + timedelta(hours=47)).get(LEARNER)
    late = find_reliability(learner, now=missed.ends_at + timedelta(hours=49)).get(LEARNER)
    assert (early and early.missed, late and late.missed) == (0, 1)


@pytest.mark.parametrize(("upheld", "facts"), [(True, (3, 1)), (False, (4, 0)), (None, (3, 0))])
def test_a_contested_one_counts_as_staff_decide(
    booked: Past,
    learner: User,
    mentor_user: User,
    now: datetime,
    *,
    upheld: bool | None,
    facts: tuple[int, int],
) -> None:
    for day in (1, 2, 3):
        hold(booked(day))
    missed = miss(booked(4))
    contest_absence(booking=missed, by=learner, text="I was there.", now=missed.ends_at)
    if upheld is not None:
        decide_absence(absence=Absence.objects.get(), upheld=upheld, by=mentor_user, now=missed.ends_at)
    found = find_reliability(learner, now=missed.ends_at + LATER).get(LEARNER)
    assert found
    assert (found.held, found.missed) == facts


def test_what_is_older_than_a_year_is_forgotten(booked: Past, learner: User, now: datetime) -> None:
    for day in (1, 2, 3):
        hold(booked(day))
    assert find_reliability(learner, now=now + timedelta(days=400)).get(LEARNER) is None


class TestWhoSeesIt:
    @pytest.fixture
    def asked(self, booked: Past, call: SessionType, learner: User, now: datetime) -> Booking:
        for day in (1, 2, 3):
            Booking.objects.filter(pk=booked(day).pk).update(state=BookingState.COMPLETED)
        learner.attendances.update(state=BookingState.COMPLETED)
        call.needs_confirmation = True
        call.save()
        return a_booking(call, learner, tomorrow("15:00"), now=now)

    def test_the_mentor_who_is_asked(self, browser: Client, asked: Booking) -> None:
        page = browser.get(f"/bookings/{asked.pk}/").content.decode()
        assert "came to 3 of 3 sessions in the last year" in page
        answer = browser.get(f"/api/v1/bookings/{asked.pk}/reliability/").json()
        assert answer == {"learner": {"sessions": 3, "held": 3, "missed": 0, "in_time": 0, "late": 0}}

    def test_oneself(self, lena: Client, asked: Booking) -> None:
        page = lena.get("/bookings/").content.decode()
        assert "As a learner, you came to 3 of 3 sessions in the last year." in page
        assert lena.get("/api/v1/me/reliability/").json()["as_learner"]["held"] == 3

    def test_nobody_else(self, lena: Client, browser: Client, asked: Booking, booked: Past) -> None:
        assert lena.get(f"/api/v1/bookings/{asked.pk}/reliability/").status_code == 404
        other = accept_request(booking=booked(9), by=asked.mentor.user, now=asked.booked_at)
        assert browser.get(f"/api/v1/bookings/{other.pk}/reliability/").status_code == 404
