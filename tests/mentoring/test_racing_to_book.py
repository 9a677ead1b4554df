"""Sixteen connections that want the same time: exactly one gets it, and no person is bound twice."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest

from accounts.models import User
from core.refusals import Refusal
from mentoring.lifecycle import RELEASED_STATES, AttendanceRole, BookingState
from mentoring.models import Attendance, Booking, SessionType
from mentoring.operations import (
    About,
    accept_request,
    book_session,
    cancel_booking,
    decline_request,
    move_booking,
)
from tests.mentoring.builders import a_mentor, a_session_type, tomorrow
from tests.races import at_once

RACERS = 16
PEOPLE = 6
BOOKINGS_EACH = 25

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Attempt = Callable[[], Booking]


@pytest.fixture
def racers() -> list[User]:
    return [User.objects.create_user(email=f"racer{number}@example.org") for number in range(RACERS)]


def booking_attempt(
    session_type: SessionType, learner: User, starts_at: datetime, now: datetime, *, key: str = ""
) -> Attempt:
    return lambda: book_session(
        learner=learner,
        session_type=session_type,
        starts_at=starts_at,
        now=now,
        about=About("Help."),
        key=key,
    )


def run_race(*attempts: Attempt) -> Counter[str]:
    """How many got a booking, or which refusal."""
    return Counter(got.code if isinstance(got, Refusal) else "booked" for got in at_once(*attempts))


def test_one_of_sixteen_who_want_the_same_start_gets_it(
    racers: list[User], mentor_user: User, now: datetime
) -> None:
    call = a_session_type(a_mentor(mentor_user))
    got = run_race(*(booking_attempt(call, racer, tomorrow("10:00"), now) for racer in racers))
    assert got == {"booked": 1, "slot_taken": RACERS - 1}


def test_one_of_sixteen_whose_times_overlap_gets_theirs(
    racers: list[User], mentor_user: User, now: datetime
) -> None:
    call = a_session_type(a_mentor(mentor_user), minutes=60, interval_minutes=5)
    starts = [tomorrow("10:00") + timedelta(minutes=5 * (number % 8)) for number in range(RACERS)]
    got = run_race(*(booking_attempt(call, racer, at, now) for racer, at in zip(racers, starts, strict=True)))
    assert got == {"booked": 1, "slot_taken": RACERS - 1}


def test_buffers_count_in_a_race_too(racers: list[User], mentor_user: User, now: datetime) -> None:
    call = a_session_type(a_mentor(mentor_user), buffer_after_minutes=30)
    starts = [tomorrow("10:00"), tomorrow("10:30")] * (RACERS // 2)
    got = run_race(*(booking_attempt(call, racer, at, now) for racer, at in zip(racers, starts, strict=True)))
    assert got["booked"] == 1


def test_one_learner_who_books_two_mentors_at_once_gets_one(
    learner: User, mentor_user: User, other_learner: User, now: datetime
) -> None:
    calls = [a_session_type(a_mentor(user)) for user in (mentor_user, other_learner)]
    got = run_race(*(booking_attempt(calls[n % 2], learner, tomorrow("10:00"), now) for n in range(RACERS)))
    assert got["booked"] == 1
    assert Booking.objects.count() == 1


def test_the_same_request_sent_sixteen_times_is_one_booking(
    learner: User, mentor_user: User, now: datetime
) -> None:
    call = a_session_type(a_mentor(mentor_user))
    request = booking_attempt(call, learner, tomorrow("10:00"), now, key="one-click")
    assert run_race(*[request] * RACERS) == {"booked": RACERS}
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("of_the_type", "of_all"),
    [
        ({"cap_per_day": 3}, {}),
        ({"cap_per_week": 3}, {}),
        ({}, {"cap_per_month": 3}),
        ({}, {"minutes_per_day": 90}),
    ],
)
def test_a_cap_holds_in_a_race(
    racers: list[User], mentor_user: User, now: datetime, of_the_type: dict[str, Any], of_all: dict[str, Any]
) -> None:
    call = a_session_type(a_mentor(mentor_user, **of_all), **of_the_type)
    starts = [tomorrow("09:00") + timedelta(minutes=30 * number) for number in range(RACERS)]
    got = run_race(*(booking_attempt(call, racer, at, now) for racer, at in zip(racers, starts, strict=True)))
    assert got == {"booked": 3, "day_full": RACERS - 3}


def test_nobody_gives_one_session_and_gets_another_at_the_same_time(
    racers: list[User], mentor_user: User, other_learner: User, now: datetime
) -> None:
    """Mira is asked for ten o'clock and asks Luis for ten o'clock."""
    hers, his = (a_session_type(a_mentor(user)) for user in (mentor_user, other_learner))
    given = [booking_attempt(hers, racer, tomorrow("10:00"), now) for racer in racers[: RACERS // 2]]
    asked = [booking_attempt(his, mentor_user, tomorrow("10:00"), now) for _ in range(RACERS // 2)]
    assert run_race(*given, *asked)["booked"] == 1


def a_start(rng: Random) -> datetime:
    return tomorrow("09:00") + timedelta(minutes=30 * rng.randrange(14), days=rng.randrange(3))


def change(made: Booking, rng: Random, now: datetime) -> None:
    """The mentor cancels, moves, accepts or declines it, as luck has it."""
    mentor, luck = made.mentor.user, rng.random()
    if luck < 0.3:
        cancel_booking(booking=made, by=mentor, reason="", now=now)
    elif made.state == BookingState.CONFIRMED:
        move_booking(booking=made, starts_at=a_start(rng), by=mentor, now=now)
    elif luck < 0.8:
        accepted = accept_request(booking=made, by=mentor, now=now)
        move_booking(booking=accepted, starts_at=a_start(rng), by=mentor, now=now)
    else:
        decline_request(booking=made, by=mentor, reason="", now=now)


def test_people_who_are_mentors_and_learners_are_never_bound_twice(racers: list[User], now: datetime) -> None:
    """Sixteen connections book six people with each other, move, accept, decline and cancel, all at once."""
    people = racers[:PEOPLE]
    calls = [
        a_session_type(a_mentor(user), buffer_after_minutes=15, needs_confirmation=number % 2 == 0)
        for number, user in enumerate(people)
    ]

    def many_bookings(seed: int) -> Callable[[], int]:
        rng = Random(seed)

        def book_and_cancel() -> int:
            booked = 0
            for _ in range(BOOKINGS_EACH):
                call, learner = rng.choice(calls), rng.choice(people)
                try:
                    made = book_session(learner=learner, session_type=call, starts_at=a_start(rng), now=now)
                    booked += 1
                    change(made, rng, now)
                except Refusal:
                    continue
            return booked

        return book_and_cancel

    answers = at_once(*(many_bookings(seed) for seed in range(RACERS)))
    booked = sum(answer for answer in answers if isinstance(answer, int))
    assert booked == Booking.objects.count() > PEOPLE
    roles = sorted(Booking.objects.values_list("pk", "attendances__role"))
    assert roles == sorted(
        (pk, role)
        for pk in Booking.objects.values_list("pk", flat=True)
        for role in (AttendanceRole.LEARNER, AttendanceRole.MENTOR)
    )
    for person in people:
        theirs = Attendance.objects.filter(person=person).exclude(state__in=RELEASED_STATES)
        times = list(theirs.values_list("during", flat=True))
        assert all(
            one.upper <= other.lower or other.upper <= one.lower for one, other in combinations(times, 2)
        )
