"""What the database itself promises about the time of people: rows written by hand, without the acts."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, Model

from accounts.models import User
from core.db import violates
from mentoring.lifecycle import RELEASED_STATES, AttendanceRole, BookingState
from mentoring.models import PERSON_BUSY_ONCE, PERSON_ONCE_A_BOOKING, Attendance, Booking, SessionType
from mentoring.models.booking import (
    ATTENDANCE_STATE_IS_KNOWN,
    DURING_IS_NOT_EMPTY,
    ENDS_AFTER_START,
    ONLY_PENDING_EXPIRE,
    STATE_IS_KNOWN,
    STEP_HAS_ROADMAP,
)
from tests.mentoring.builders import a_booking, a_mentor, a_session_type


@pytest.fixture
def booking(call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(call, learner, now=now)


@pytest.fixture
def other_booking(other_learner: User, staff: User, booking: Booking, now: datetime) -> Booking:
    """Of two other people at the same time."""
    return a_booking(a_session_type(a_mentor(other_learner)), staff, now=now)


def refused(row: Model) -> IntegrityError:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        row.save()
    return caught.value


def also_bound(person: User, booking: Booking, role: AttendanceRole = AttendanceRole.LEARNER) -> Attendance:
    """An unsaved row that binds this person to the booking too."""
    during = booking.learner_attendance.during
    return Attendance(booking=booking, person=person, role=role, zone=person.zone, during=during)


class TestOverlaps:
    @pytest.mark.parametrize("role", AttendanceRole)
    def test_nobody_attends_two_sessions_at_once_in_any_role(
        self, booking: Booking, other_booking: Booking, learner: User, role: AttendanceRole
    ) -> None:
        error = refused(also_bound(learner, other_booking, role))
        assert violates(error, PERSON_BUSY_ONCE)
        assert f"({learner.pk}, " in str(error)  # PostgreSQL names the person

    def test_a_mentor_is_not_the_learner_of_somebody_at_that_time(
        self, booking: Booking, other_booking: Booking, mentor_user: User
    ) -> None:
        assert violates(refused(also_bound(mentor_user, other_booking)), PERSON_BUSY_ONCE)

    def test_nobody_is_the_mentor_and_the_learner_of_one_session(
        self, booking: Booking, mentor_user: User
    ) -> None:
        error = refused(also_bound(mentor_user, booking))
        assert violates(error, PERSON_BUSY_ONCE, PERSON_ONCE_A_BOOKING)

    @pytest.mark.parametrize("state", BookingState)
    def test_time_is_free_in_the_released_states_and_in_no_other(
        self, booking: Booking, other_booking: Booking, learner: User, state: BookingState
    ) -> None:
        part = booking.learner_attendance
        Attendance.objects.filter(pk=part.pk).update(state=state)
        part.refresh_from_db()
        assert part.holds_time is (state not in RELEASED_STATES)
        if part.holds_time:
            assert violates(refused(also_bound(learner, other_booking)), PERSON_BUSY_ONCE)
        else:
            also_bound(learner, other_booking).save()

    def test_an_empty_time_would_escape_the_rule_and_is_refused(self, booking: Booking) -> None:
        part = booking.learner_attendance
        part.during = (booking.starts_at, booking.starts_at)
        assert violates(refused(part), DURING_IS_NOT_EMPTY)


class TestSaneRows:
    def test_a_session_ends_after_it_begins(self, booking: Booking) -> None:
        with pytest.raises(IntegrityError, match=ENDS_AFTER_START), transaction.atomic():
            Booking.objects.filter(pk=booking.pk).update(ends_at=F("starts_at"))

    def test_states_are_known(self, booking: Booking) -> None:
        booking.state, part = "maybe", booking.learner_attendance
        part.state = "maybe"
        assert violates(refused(booking), STATE_IS_KNOWN)
        assert violates(refused(part), ATTENDANCE_STATE_IS_KNOWN)

    def test_a_step_comes_with_its_roadmap(self, booking: Booking) -> None:
        part = booking.learner_attendance
        part.step_key = "boots"
        assert violates(refused(part), STEP_HAS_ROADMAP)

    def test_holds_and_requests_expire_and_nothing_else_does(self, booking: Booking, now: datetime) -> None:
        booking.expires_at = now + timedelta(hours=1)
        assert violates(refused(booking), ONLY_PENDING_EXPIRE)
        booking.state = BookingState.HELD
        booking.save()
        booking.expires_at = None
        assert violates(refused(booking), ONLY_PENDING_EXPIRE)
