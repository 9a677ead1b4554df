"""Bookings per second through the act, against the same rows as bare SQL; and what a race for one time does.

The act checks the key, asks the slot engine, writes the booking, its two attendances, its first event, six
notices and their letters, and nudges the delivery. The floor is the three rows alone, committed.

    ./dev bench booking
"""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from accounts.models import User
from availability.models import Schedule
from availability.operations import WeeklyRow, set_weekly_hours
from core.refusals import Refusal
from mentoring.models import Mentor, SessionType
from mentoring.operations import book_session
from mentoring.operations.booking import (
    NOTHING_YET,
    PersonBusy,
    draft_attendances,
    draft_booking,
    insert_booking,
)

WRITERS = 16
BOOKINGS = 640
ROUNDS = 20
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")

OVERLAPS = """
SELECT count(*) FROM mentoring_attendance one JOIN mentoring_attendance other
ON one.id < other.id AND one.person_id = other.person_id AND one.during && other.during
WHERE one.holds_time AND other.holds_time
"""

FILLED = "mentoring_booking", "accounts_idempotencykey", "notices_notice", "mailing_letter"

Work = Callable[[], object]


def main() -> None:
    people = User.objects.bulk_create(
        User(email=f"{n}@example.org", handle=f"p{n}", display_name=f"Person {n}") for n in range(2 * WRITERS)
    )
    learners, mentors = people[:WRITERS], [session_type(user) for user in people[WRITERS:]]
    print(f"{'writers':<10}{'bare INSERT/s':>15}{'book_session/s':>16}{'ratio':>8}")
    for writers in (1, WRITERS):
        print(format_line(writers, mentors, learners))
    run_race(mentors[0], learners)


def format_line(writers: int, mentors: list[SessionType], learners: list[User]) -> str:
    speeds = []
    for one in (insert_one, book_one):
        clear_tables()
        speeds.append(per_second(writers, [partial(one, *wish) for wish in plan_bookings(mentors, learners)]))
    return f"{writers:<10}{speeds[0]:>15,.0f}{speeds[1]:>16,.0f}{speeds[0] / speeds[1]:>8.1f}"


def run_race(contested: SessionType, learners: list[User]) -> None:
    """All writers want the same half hour, again and again on another day."""
    clear_tables()
    got: Counter[str] = Counter()
    began = perf_counter()
    for day in range(1, ROUNDS + 1):
        at = NOW.replace(hour=9) + timedelta(days=day)
        got += Counter(
            map(
                str,
                run_together(WRITERS, [partial(book_one, contested, learner, at) for learner in learners]),
            )
        )
    spent = perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        (doubles,) = cursor.fetchone()
    print(
        f"\n{ROUNDS} races of {WRITERS} for one time: {got['booked']} booked, {got['slot_taken']} refused, "
        f"{spent / ROUNDS * 1000:.0f} ms a race; double bookings: {doubles}"
    )


def session_type(user: User) -> SessionType:
    """Half an hour with this person, at any time."""
    mentor = Mentor.objects.create(user=user, headline="Here", bio="Always.", is_listed=True, approved_at=NOW)
    schedule = Schedule.objects.create(user=user, zone=LONDON, is_default=True)
    rows = [WeeklyRow(day, 0, 1440) for day in range(1, 8)]
    set_weekly_hours(schedule=schedule, zone=LONDON, rows=rows)
    return SessionType.objects.create(
        mentor=mentor, slug="call", title="Call", notice_hours=0, buffer_after_minutes=0, window_days=60
    )


def plan_bookings(
    mentors: list[SessionType], learners: list[User]
) -> Iterator[tuple[SessionType, User, datetime]]:
    """No two of them overlap, for mentors or learners."""
    for number in range(BOOKINGS):
        hour, place = divmod(number, len(mentors))
        yield mentors[place], learners[(place + hour) % len(learners)], NOW + timedelta(hours=1 + hour)


def book_one(wanted: SessionType, learner: User, at: datetime) -> str:
    try:
        book_session(learner=learner, session_type=wanted, starts_at=at, now=NOW, key=str(uuid4()))
    except Refusal as refusal:
        return refusal.code
    return "booked"


def insert_one(wanted: SessionType, learner: User, at: datetime) -> str:
    booking = draft_booking(wanted, at, now=NOW)
    rows = draft_attendances(booking, learner=learner, about=NOTHING_YET, mentor_zone=LONDON)
    try:
        with transaction.atomic():
            insert_booking(booking, rows)
    except PersonBusy:
        return "taken"
    return "booked"


def per_second(writers: int, work: list[Work]) -> float:
    began = perf_counter()
    run_together(writers, work)
    return len(work) / (perf_counter() - began)


def run_together(writers: int, work: list[Work]) -> list[object]:
    """The writers share the work; each has a connection of its own."""

    def do_part(number: int) -> list[object]:
        try:
            return [each() for each in work[number::writers]]
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        return [answer for answers in pool.map(do_part, range(writers)) for answer in answers]


def clear_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(FILLED)} CASCADE")
