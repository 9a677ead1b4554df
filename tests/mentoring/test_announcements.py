"""Every change of a booking is announced, with the event that was added to its history."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from core import announcements
from mentoring.announcements import BookingChanged
from mentoring.lifecycle import AttendanceRole, BookingEventKind, BookingState
from mentoring.models import SessionType
from mentoring.operations import cancel_booking, record_outcome
from tests.mentoring.builders import a_booking


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[BookingChanged]:
    """What somebody who listens hears."""
    heard: list[BookingChanged] = []
    monkeypatch.setitem(announcements._reactions, BookingChanged, [heard.append])  # noqa: SLF001
    return heard


def test_booking_and_cancelling_are_announced_with_who_did_it(
    call: SessionType, learner: User, now: datetime, announced: list[BookingChanged]
) -> None:
    booking = a_booking(call, learner, now=now)
    cancel_booking(booking=booking, by=call.mentor.user, reason="", now=now)
    booked, cancelled = announced
    assert (booked.kind, booked.by_id, booked.side) == (
        BookingEventKind.BOOKED,
        learner.pk,
        AttendanceRole.LEARNER,
    )
    assert (booked.old_starts_at, booked.new_starts_at) == (None, booking.starts_at)
    assert (cancelled.kind, cancelled.by_id, cancelled.side) == (
        BookingEventKind.CANCELLED,
        call.mentor_id,
        AttendanceRole.MENTOR,
    )
    assert (cancelled.old_starts_at, cancelled.new_starts_at) == (booking.starts_at, None)
    assert {each.event_id for each in announced} == set(booking.events.values_list("pk", flat=True))


def test_the_outcome_is_announced(
    call: SessionType, learner: User, now: datetime, announced: list[BookingChanged]
) -> None:
    booking = a_booking(call, learner, now=now)
    later = booking.starts_at + timedelta(hours=1)
    record_outcome(booking=booking, by=call.mentor.user, outcome=BookingState.NO_SHOW, now=later)
    assert announced[-1].kind == BookingEventKind.NO_SHOW
