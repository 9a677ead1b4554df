"""A state machine over everything that can be done to sessions: what must hold, holds after every step."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from icalendar import Calendar

from core.refusals import Refusal
from mailing.delivery import deliver_due
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, WaitingEntry, WeeklyPair
from mentoring.operations import (
    accept_request,
    book_session,
    book_weekly,
    cancel_booking,
    cancel_weekly,
    choose_reminders,
    decline_request,
    expire_unanswered,
    hold_time,
    join_waiting_list,
    move_booking,
    pass_on_offer,
    sweep_waiting_lists,
)
from tests.conftest import NOON, person
from tests.mailing.sink import Received, Sink
from tests.mentoring.builders import a_mentor, a_session_type, tomorrow
from tests.mentoring.promises import find_broken, seated_people

EXAMPLES = int(os.environ.get("LONGROAD_MACHINE_EXAMPLES", "5"))
STEPS = int(os.environ.get("LONGROAD_MACHINE_STEPS", "12"))
HOURS = st.integers(9, 12)
LEARNERS, CALLS = st.integers(0, 3), st.integers(0, 2)
ANY = st.integers(0, 30)


def calendar_of(received: Received) -> tuple[str, list[Any]] | None:
    """What a letter asks of calendars, and of which events."""
    for part in received.mail.walk():
        if part.get_content_type() == "text/calendar" and part.get_param("method"):
            return str(part.get_param("method")), Calendar.from_ical(part.get_content()).walk("VEVENT")
    return None


class Sessions(RuleBasedStateMachine):
    """Four learners and three mentors, who take sessions at once, one by one, and in groups of two."""

    sink: Sink  # set by the test

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001  # as TestCase's
        self.transaction.__enter__()
        self.now = NOON
        self.sequences: dict[tuple[UUID, int], int] = {}
        self.invited: dict[tuple[str, str], int] = {}  # by address and UID, with the last sequence
        self.dropped: set[tuple[str, str]] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.learners = [person(f"Learner{number}", "UTC") for number in range(4)]
        mentors = [a_mentor(person(f"Mentor{number}", "UTC"), hours=(9, 13)) for number in range(3)]
        rules = {"minutes": 60, "interval_minutes": 60, "cancel_hours": 0}
        more: tuple[dict[str, Any], ...] = (
            {"most_weeks": 2},
            {"most_weeks": 2, "needs_confirmation": True},
            {"seats": 2},
        )
        self.calls = [
            a_session_type(mentor, **rules | special) for mentor, special in zip(mentors, more, strict=True)
        ]

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """One act: a refusal changes nothing."""
        with suppress(Refusal), transaction.atomic():
            yield

    def pick(self, number: int, *states: BookingState) -> Booking | None:
        rows = Booking.objects.filter(state__in=states).with_people().order_by("pk")
        found = list(rows.select_related("session_type__mentor__user"))
        return found[number % len(found)] if found else None

    def change(self, number: int, act: Callable[[Booking], object], *states: BookingState) -> None:
        if booking := self.pick(number, *states):
            with self.attempt():
                act(booking)

    @rule(who=LEARNERS, call=CALLS, hour=HOURS)
    def book(self, who: int, call: int, hour: int) -> None:
        with self.attempt():
            book_session(
                learner=self.learners[who],
                session_type=self.calls[call],
                starts_at=tomorrow(f"{hour}:00"),
                now=self.now,
            )

    @rule(who=LEARNERS, call=CALLS, hour=HOURS)
    def book_weeks(self, who: int, call: int, hour: int) -> None:
        with self.attempt():
            book_weekly(
                learner=self.learners[who],
                session_type=self.calls[call],
                starts=[tomorrow(f"{hour}:00") + timedelta(weeks=week) for week in range(2)],
                now=self.now,
            )

    @rule(number=ANY, every_second=st.booleans(), is_by_mentor=st.booleans())
    def cancel_weeks(self, number: int, *, every_second: bool, is_by_mentor: bool) -> None:
        pairs = list(WeeklyPair.objects.select_related("mentor__user", "learner").order_by("pk"))
        if pairs:
            pair = pairs[number % len(pairs)]
            by = pair.mentor.user if is_by_mentor else pair.learner
            with self.attempt():
                cancel_weekly(pair=pair, by=by, reason="", every_second=every_second, now=self.now)

    @rule(who=LEARNERS, hour=HOURS)
    def join(self, who: int, hour: int) -> None:
        self.book(who, 2, hour)

    @rule(who=LEARNERS, call=CALLS, hour=HOURS)
    def hold(self, who: int, call: int, hour: int) -> None:
        with self.attempt():
            hold_time(
                learner=self.learners[who],
                session_type=self.calls[call],
                starts_at=tomorrow(f"{hour}:00"),
                now=self.now,
            )

    @rule(number=ANY, hour=HOURS, is_by_mentor=st.booleans())
    def move(self, number: int, hour: int, *, is_by_mentor: bool) -> None:
        def act(booking: Booking) -> None:
            by = booking.mentor.user if is_by_mentor else booking.learner
            move_booking(booking=booking, starts_at=tomorrow(f"{hour}:00"), by=by, now=self.now)

        self.change(number, act, BookingState.CONFIRMED)

    @rule(number=ANY)
    def confirm(self, number: int) -> None:
        self.change(
            number,
            lambda booking: accept_request(booking=booking, by=booking.mentor.user, now=self.now),
            BookingState.REQUESTED,
        )

    @rule(number=ANY)
    def decline(self, number: int) -> None:
        self.change(
            number,
            lambda booking: decline_request(booking=booking, by=booking.mentor.user, reason="", now=self.now),
            BookingState.REQUESTED,
        )

    @rule(number=ANY, who=ANY)
    def cancel(self, number: int, who: int) -> None:
        def act(booking: Booking) -> None:
            people = booking.people
            by = people[who % len(people)].person
            cancel_booking(booking=booking, by=by, reason="", now=self.now)

        self.change(number, act, BookingState.CONFIRMED, BookingState.REQUESTED)

    @rule(who=LEARNERS, call=CALLS)
    def wait(self, who: int, call: int) -> None:
        day = date(2026, 11, 25)
        with self.attempt():
            join_waiting_list(
                person=self.learners[who],
                session_type=self.calls[call],
                from_on=day,
                until_on=day,
                zone=ZoneInfo("UTC"),
                now=self.now,
            )

    @rule()
    def sweep(self) -> None:
        with self.attempt():
            sweep_waiting_lists(now=self.now)

    @rule(number=ANY, is_taken=st.booleans())
    def answer_offer(self, number: int, *, is_taken: bool) -> None:
        entries = list(WaitingEntry.objects.waiting().exclude(offer=None).order_by("pk"))
        if not entries:
            return
        entry = entries[number % len(entries)]
        with self.attempt():
            if is_taken and entry.offer:
                book_session(
                    learner=entry.person,
                    session_type=entry.session_type,
                    starts_at=entry.offer.starts_at,
                    now=self.now,
                )
            else:
                pass_on_offer(entry=entry, now=self.now)

    @rule(minutes=st.integers(1, 400))
    def expire(self, minutes: int) -> None:
        """Time goes by, and what keeps time for nobody any more ends."""
        self.now = min(self.now + timedelta(minutes=minutes), tomorrow("08:59"))
        expire_unanswered(now=self.now)

    @rule(who=LEARNERS, minutes=st.sets(st.sampled_from([10, 60, 1440]), max_size=3))
    def remind(self, who: int, minutes: set[int]) -> None:
        with self.attempt():
            choose_reminders(person=self.learners[who], minutes=minutes, now=self.now)

    @rule()
    def deliver(self) -> None:
        """Calendars are told to drop only what they were told of, and each change has a higher sequence."""
        for received in self.receive():
            if not (asked := calendar_of(received)):
                continue
            _method, events = asked
            for event in events:
                key, sequence = (received.to, str(event["uid"])), int(event["sequence"])
                last, is_over = self.invited.get(key), event["status"] == "CANCELLED"
                if is_over and not self.is_weekly(event):
                    assert last is not None, "a CANCEL without a REQUEST"
                assert last is None or sequence > last, "a change without a higher sequence"
                self.invited[key] = sequence
                (self.dropped.add if is_over else self.dropped.discard)(key)

    def is_weekly(self, event: Any) -> bool:
        """One letter has all sessions of a pair: of one cancelled before it came, a word too many is said."""
        return Booking.objects.filter(pk=str(event["uid"])).exclude(weekly_pair=None).exists()

    def receive(self) -> list[Received]:
        self.sink.received.clear()
        with time_machine.travel(self.now, tick=False):
            deliver_due(clock=lambda: self.now)
        return list(self.sink.received)

    @invariant()
    def promises_hold(self) -> None:
        assert find_broken(self.now) == []

    @invariant()
    def sequences_only_grow(self) -> None:
        for booking in Booking.objects.with_people():
            for person_id in seated_people(booking):
                key, sequence = (booking.pk, person_id), booking.sequence_for(person_id)
                assert sequence >= self.sequences.get(key, 0)
                self.sequences[key] = sequence

    @invariant()
    def everybody_has_one_live_row_for_a_time(self) -> None:
        live = Booking.objects.exclude(state__in=[BookingState.CANCELLED, BookingState.DECLINED])
        bound = [
            (each.starts_at, who)
            for each in live.exclude(state=BookingState.EXPIRED)
            for who in seated_people(each)
        ]
        assert len(bound) == len(set(bound))


@pytest.mark.django_db
@pytest.mark.timeout(60 + 2 * EXAMPLES * STEPS)
def test_what_must_hold_holds_whatever_is_done(smtp_sink: Sink, now: datetime) -> None:
    """LONGROAD_MACHINE_EXAMPLES=200 and LONGROAD_MACHINE_STEPS=40 look longer."""
    machine = type("Bound", (Sessions,), {"sink": smtp_sink})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    )
