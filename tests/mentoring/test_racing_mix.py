"""Thirty-two writers who book, move, confirm, cancel, expire, join groups and take offers, all at once."""

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from core.refusals import Refusal
from mailing.models import Letter
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, SessionType, WaitingEntry, WeeklyPair
from mentoring.operations import (
    accept_request,
    book_session,
    book_weekly,
    cancel_booking,
    cancel_weekly,
    expire_unanswered,
    join_waiting_list,
    move_booking,
    sweep_waiting_lists,
)
from notices.models import Notice
from tests.mentoring.builders import a_mentor, a_session_type, tomorrow
from tests.mentoring.promises import find_broken
from tests.races import at_once

WRITERS = 32
ROUNDS = int(os.environ.get("LONGROAD_MIX_ROUNDS", "2"))
ACTS_EACH = 2
HOURS = 5

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Act = Callable[[Random], object]


class Mix:
    """Three mentors with five hours each: booked at once, confirmed one by one, in groups of three."""

    def __init__(self, people: list[User], now: datetime) -> None:
        self.people, self.now = people, now
        mentors = [a_mentor(each, hours=(9, 9 + HOURS)) for each in people[:3]]
        rules = {"minutes": 60, "interval_minutes": 30, "buffer_after_minutes": 10}
        more: tuple[dict[str, Any], ...] = (
            {"most_weeks": 3},
            {"most_weeks": 3, "needs_confirmation": True},
            {"seats": 3},
        )
        self.calls = [
            a_session_type(mentor, **rules | special) for mentor, special in zip(mentors, more, strict=True)
        ]
        self.acts: list[Act] = [self.book, self.book, self.join, self.move, self.confirm, self.cancel]
        self.acts += [self.expire, self.take_offer, self.cancel, self.book_weeks, self.cancel_weeks]

    def begin(self, rng: Random) -> None:
        """Half of the time is taken, some of it by requests that have expired by now; six people wait."""
        for model in (Booking, WeeklyPair, WaitingEntry, Letter, Notice):
            model.objects.all().delete()
        for _ in range(8):
            self.try_to(self.book, rng, now=self.now - timedelta(hours=rng.choice((1, 49))))
        for number, person in enumerate(self.people[-6:]):
            day = date(2026, 11, 25)
            join_waiting_list(
                person=person,
                session_type=self.calls[number % 3],
                from_on=day,
                until_on=day,
                zone=ZoneInfo("UTC"),
                now=self.now,
            )
        sweep_waiting_lists(now=self.now)

    def writer(self, seed: str) -> Callable[[], None]:
        rng = Random(seed)

        def write() -> None:
            for _ in range(ACTS_EACH):
                self.try_to(rng.choice(self.acts), rng)

        return write

    def try_to(self, act: Callable[..., object], rng: Random, **more: object) -> None:
        try:
            act(rng, **more)
        except Refusal:
            return

    def start(self, rng: Random) -> datetime:
        return tomorrow("09:00") + timedelta(minutes=30 * rng.randrange(2 * HOURS - 1))

    def pick(self, rng: Random, *states: BookingState) -> Booking | None:
        found = Booking.objects.filter(state__in=states).with_people()
        rows = list(found.select_related("session_type__mentor__user"))
        return rng.choice(rows) if rows else None

    def book(self, rng: Random, *, now: datetime | None = None, call: SessionType | None = None) -> object:
        return book_session(
            learner=rng.choice(self.people),
            session_type=call or rng.choice(self.calls),
            starts_at=self.start(rng),
            now=now or self.now,
        )

    def book_weeks(self, rng: Random) -> object:
        first = self.start(rng)
        return book_weekly(
            learner=rng.choice(self.people),
            session_type=self.calls[rng.randrange(2)],
            starts=[first + timedelta(weeks=week) for week in range(3)],
            now=self.now,
        )

    def cancel_weeks(self, rng: Random) -> object:
        pairs = list(WeeklyPair.objects.select_related("mentor__user", "learner"))
        if not pairs:
            return None
        pair = rng.choice(pairs)
        by = rng.choice([pair.mentor.user, pair.learner])
        return cancel_weekly(pair=pair, by=by, reason="", now=self.now)

    def join(self, rng: Random) -> object:
        """A group that somebody has begun, or one more."""
        group = self.calls[2]
        begun = Booking.objects.filter(session_type=group, state=BookingState.CONFIRMED).first()
        if begun is None:
            return self.book(rng, call=group)
        who = rng.choice(self.people)
        return book_session(learner=who, session_type=group, starts_at=begun.starts_at, now=self.now)

    def move(self, rng: Random) -> object:
        if booking := self.pick(rng, BookingState.CONFIRMED):
            by = booking.mentor.user if rng.random() < 0.6 else booking.learner
            return move_booking(booking=booking, starts_at=self.start(rng), by=by, now=self.now)
        return None

    def confirm(self, rng: Random) -> object:
        if booking := self.pick(rng, BookingState.REQUESTED):
            return accept_request(booking=booking, by=booking.mentor.user, now=self.now)
        return None

    def cancel(self, rng: Random) -> object:
        if booking := self.pick(rng, BookingState.CONFIRMED, BookingState.REQUESTED):
            by = rng.choice([each.person for each in booking.people])
            return cancel_booking(booking=booking, by=by, reason="", now=self.now)
        return None

    def expire(self, rng: Random) -> object:
        return expire_unanswered(now=self.now) + sweep_waiting_lists(now=self.now)

    def take_offer(self, rng: Random) -> object:
        entry = WaitingEntry.objects.waiting().exclude(offer=None).select_related("offer", "person").first()
        if entry is None or entry.offer is None:
            return None
        return book_session(
            learner=entry.person,
            session_type=entry.session_type,
            starts_at=entry.offer.starts_at,
            now=self.now,
        )


@pytest.mark.timeout(60 + 30 * ROUNDS)
def test_whatever_they_do_at_once_nobody_is_bound_twice(db: None, now: datetime) -> None:
    """LONGROAD_MIX_ROUNDS=200 runs as many rounds."""
    people = [User.objects.create_user(email=f"racer{number}@example.org") for number in range(16)]
    mix, written = Mix(people, now), 0
    for number in range(ROUNDS):
        mix.begin(Random(f"begin {number}"))
        at_once(*(mix.writer(f"{number}/{each}") for each in range(WRITERS)))
        assert find_broken(now) == [], f"in round {number}"
        written += Booking.objects.count()
    assert written > ROUNDS
