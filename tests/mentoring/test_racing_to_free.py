"""Acts that free time while others wait for it: one order of locks, so no two wait for each other."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from accounts.models import User
from mentoring.lifecycle import BookingState
from mentoring.models import Block, Booking, SessionType, WaitingEntry
from mentoring.operations import (
    block_person,
    book_session,
    cancel_all,
    cancel_booking,
    choose_reminders,
    decline_request,
    expire_unanswered,
    join_waiting_list,
    leave_waiting_list,
    move_booking,
    pass_on_offer,
    sweep_waiting_lists,
)
from tests.mentoring.builders import a_mentor, a_session_type, tomorrow
from tests.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LEARNERS, WAITING = 8, 6
Attempt = Callable[[], object]


def count_deadlocks() -> int:
    """Those that PostgreSQL ended in this database, also when the act was tried again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        [count] = cursor.fetchone()
    return int(count)


@pytest.fixture
def people() -> list[User]:
    return [
        User.objects.create_user(email=f"racer{number}@example.org") for number in range(LEARNERS + WAITING)
    ]


def found(booking: Booking) -> Booking:
    return Booking.objects.with_people().select_related("session_type__mentor__user").get(pk=booking.pk)


def wait(person: User, call: SessionType, now: datetime) -> WaitingEntry:
    day = date(2026, 11, 25)
    return join_waiting_list(
        person=person, session_type=call, from_on=day, until_on=day, zone=ZoneInfo("UTC"), now=now
    )


def book_all(calls: list[SessionType], learners: list[User], now: datetime) -> list[list[Booking]]:
    """Four sessions of each call, so that its mentor has no time left but the first or the last two hours."""
    return [
        [
            found(
                book_session(
                    learner=learners[number % len(learners)],
                    session_type=call,
                    starts_at=tomorrow("09:00") + timedelta(minutes=30 * (number + 4 * side)),
                    now=now,
                )
            )
            for number in range(4)
        ]
        for side, call in enumerate(calls)
    ]


def in_every_way(
    given: list[Booking], asked: list[Booking], entries: list[WaitingEntry], now: datetime
) -> list[Attempt]:
    """Sixteen acts that end, move or take sessions of two mentors, or give up what is kept."""
    mira, other = given[0].mentor.user, asked[0].mentor.user
    waits, call = entries[2].person, given[0].session_type
    assert call
    return [
        lambda: cancel_booking(booking=given[0], by=given[0].learner, reason="", now=now),
        lambda: cancel_booking(booking=given[1], by=mira, reason="", now=now),
        lambda: move_booking(booking=given[2], starts_at=given[0].starts_at, by=mira, now=now),
        lambda: decline_request(booking=asked[0], by=other, reason="", now=now),
        lambda: decline_request(booking=asked[1], by=other, reason="", now=now),
        lambda: cancel_booking(booking=asked[2], by=asked[2].learner, reason="", now=now),
        lambda: block_person(by=mira, person=given[3].learner, cancels=True, now=now),
        lambda: cancel_all(person=given[1].learner, now=now),
        lambda: cancel_all(person=other, now=now),
        lambda: leave_waiting_list(entry=entries[0], now=now),
        lambda: pass_on_offer(entry=entries[1], now=now),
        lambda: sweep_waiting_lists(now=now),
        lambda: sweep_waiting_lists(now=now),
        lambda: expire_unanswered(now=now + timedelta(hours=13)),
        lambda: choose_reminders(person=given[0].learner, minutes=[60], now=now),
        lambda: book_session(learner=waits, session_type=call, starts_at=given[1].starts_at, now=now),
    ]


def test_acts_that_free_time_never_wait_for_each_other(
    people: list[User], mentor_user: User, now: datetime
) -> None:
    mentors = [a_mentor(user, hours=(9, 13)) for user in (mentor_user, people[0])]
    calls = [a_session_type(each, needs_confirmation=number == 1) for number, each in enumerate(mentors)]
    before = count_deadlocks()
    for _round in range(3):
        for model in (Booking, WaitingEntry, Block):
            model.objects.all().delete()
        given, asked = book_all(calls, people[1:LEARNERS], now)
        entries = [wait(person, call, now) for person in people[LEARNERS:] for call in calls]
        sweep_waiting_lists(now=now)
        for entry in entries:
            entry.refresh_from_db()
        at_once(*in_every_way(given, asked, entries, now))
        offered = Booking.objects.filter(state=BookingState.OFFERED)
        assert offered.values("session_type").distinct().count() == offered.count()
    connection.close()
    assert count_deadlocks() == before
