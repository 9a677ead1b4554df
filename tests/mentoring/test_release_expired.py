"""Holds and requests keep time only until they expire; whoever needs the time then releases it."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from mentoring.free_times import find_free_times
from mentoring.lifecycle import KEPT_STATES, PENDING_STATES, BookingState
from mentoring.models import Attendance, Booking, SessionType
from mentoring.operations import SlotTaken, release_expired
from mentoring.operations.booking import NOTHING_YET, draft_attendances, draft_booking
from tests.mentoring.builders import a_booking, tomorrow

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=PENDING_STATES)
def pending(request: pytest.FixtureRequest, call: SessionType, other_learner: User, now: datetime) -> Booking:
    """Luis keeps ten o'clock for ten minutes from now."""
    booking = draft_booking(call, tomorrow("10:00"), now=now)
    booking.state, booking.expires_at = request.param, now + 10 * MINUTE
    booking.save(force_insert=True)
    Attendance.objects.bulk_create(
        draft_attendances(
            booking, learner=other_learner, about=NOTHING_YET, mentor_zone=call.mentor.user.zone
        )
    )
    return booking


def is_offered(call: SessionType, at: datetime) -> bool:
    start = tomorrow("10:00")
    found = find_free_times(call, start=start, end=start + timedelta(hours=1), now=at)
    return found.offers(int(start.timestamp()))


def test_its_time_is_taken_until_then(
    pending: Booking, call: SessionType, learner: User, now: datetime
) -> None:
    just_before = now + 10 * MINUTE - timedelta(seconds=1)
    assert not is_offered(call, just_before)
    with pytest.raises(SlotTaken):
        a_booking(call, learner, "10:00", now=just_before)


def test_its_time_is_offered_and_can_be_booked_from_then_on(
    pending: Booking, call: SessionType, learner: User, now: datetime
) -> None:
    then = now + 10 * MINUTE
    assert is_offered(call, then)
    assert a_booking(call, learner, "10:00", now=then).state == BookingState.CONFIRMED
    left = Booking.objects.filter(pk=pending.pk).values_list("state", "expires_at")
    assert list(left) == ([] if pending.state in KEPT_STATES else [(BookingState.EXPIRED, None)])


@pytest.mark.parametrize("pending", [BookingState.REQUESTED], indirect=True)
def test_the_history_says_that_a_request_expired_by_itself(
    pending: Booking, mentor_user: User, now: datetime
) -> None:
    release_expired(person_ids=[mentor_user.pk], now=now + 10 * MINUTE)
    event = pending.events.get()
    assert (event.kind, event.by, event.side) == ("expired", None, "")
    assert (event.old_starts_at, event.new_starts_at) == (pending.starts_at, None)


def test_only_the_holds_of_these_people_are_released(pending: Booking, learner: User, now: datetime) -> None:
    release_expired(person_ids=[learner.pk], now=now + 10 * MINUTE)
    pending.refresh_from_db()
    assert pending.state in PENDING_STATES


@pytest.mark.parametrize("pending", [BookingState.REQUESTED], indirect=True)
def test_it_is_released_once(pending: Booking, mentor_user: User, now: datetime) -> None:
    for _ in range(2):
        release_expired(person_ids=[mentor_user.pk], now=now + 10 * MINUTE)
    assert pending.events.count() == 1
