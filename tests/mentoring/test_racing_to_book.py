"""Sixteen people, sixteen connections, one free time: exactly one of them gets it."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from core.refusals import Refusal
from mentoring.models import Booking
from mentoring.operations import About, book_session
from tests.mentoring.builders import a_mentor, a_session_type, tomorrow

RACERS = 16

pytestmark = pytest.mark.django_db(transaction=True)


def race(*attempts: Callable[[], object]) -> Counter[str]:
    """Start all at the same instant, each on a connection of its own; count what they got."""
    barrier = Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            barrier.wait()
            attempt()
        except Refusal as refusal:
            return refusal.code
        else:
            return "booked"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return Counter(pool.map(run, attempts))


@pytest.fixture
def racers():
    return [User.objects.create_user(email=f"racer{number}@example.org") for number in range(RACERS)]


def booking(session_type, learner, starts_at, now, **more):
    return lambda: book_session(
        learner=learner, session_type=session_type, starts_at=starts_at, now=now, **more
    )


def test_one_of_sixteen_who_want_the_same_start_gets_it(racers, mentor_user, now):
    call = a_session_type(a_mentor(mentor_user))
    got = race(*(booking(call, racer, tomorrow("10:00"), now) for racer in racers))
    assert got == {"booked": 1, "slot_taken": RACERS - 1}


def test_one_of_sixteen_whose_times_overlap_gets_theirs(racers, mentor_user, now):
    call = a_session_type(a_mentor(mentor_user), minutes=60, interval_minutes=5)
    starts = [tomorrow("10:00") + timedelta(minutes=5 * (number % 8)) for number in range(RACERS)]
    got = race(*(booking(call, racer, at, now) for racer, at in zip(racers, starts, strict=True)))
    assert got == {"booked": 1, "slot_taken": RACERS - 1}


def test_buffers_count_in_a_race_too(racers, mentor_user, now):
    mentor = a_mentor(mentor_user)
    call = a_session_type(mentor, buffer_after_minutes=30)
    starts = [tomorrow("10:00"), tomorrow("10:30")] * (RACERS // 2)
    got = race(*(booking(call, racer, at, now) for racer, at in zip(racers, starts, strict=True)))
    assert got["booked"] == 1


def test_one_learner_who_books_two_mentors_at_once_gets_one(learner, mentor_user, other_learner, now):
    calls = [a_session_type(a_mentor(user)) for user in (mentor_user, other_learner)]
    got = race(*(booking(calls[n % 2], learner, tomorrow("10:00"), now) for n in range(RACERS)))
    assert got["booked"] == 1
    assert Booking.objects.count() == 1


def test_the_same_request_sent_sixteen_times_is_one_booking(learner, mentor_user, now):
    call = a_session_type(a_mentor(mentor_user))
    request = booking(call, learner, tomorrow("10:00"), now, about=About("Help."), key="one-click")
    assert race(*[request] * RACERS) == {"booked": RACERS}
    assert Booking.objects.count() == 1


def test_a_cap_holds_in_a_race(racers, mentor_user, now):
    call = a_session_type(a_mentor(mentor_user), cap_per_day=3)
    starts = [tomorrow("09:00") + timedelta(minutes=30 * number) for number in range(RACERS)]
    got = race(*(booking(call, racer, at, now) for racer, at in zip(racers, starts, strict=True)))
    assert got == {"booked": 3, "day_full": RACERS - 3}


def test_nobody_gives_one_session_and_gets_another_at_the_same_time(racers, mentor_user, other_learner, now):
    """Mira is asked for ten o'clock and asks Luis for ten o'clock: no constraint sees both sides of her."""
    hers, his = (a_session_type(a_mentor(user)) for user in (mentor_user, other_learner))
    given = [booking(hers, racer, tomorrow("10:00"), now) for racer in racers[: RACERS // 2]]
    asked = [booking(his, mentor_user, tomorrow("10:00"), now) for _ in range(RACERS // 2)]
    assert race(*given, *asked)["booked"] == 1
