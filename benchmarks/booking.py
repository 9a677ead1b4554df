"""Bookings per second through the act, against the same rows as bare SQL; and what a race for one time does.

The act claims the key, asks the slot engine, writes the booking, its two attendances, its first event, the
mark that the mentor's next free time may have moved, six notices and their letters, and nudges the delivery.
The floor is all of these rows, as the act left them, inserted again: one statement for each table, in one
transaction, on the same connection. The best of several turns.

Then the time of each statement of one booking, and of its rows as bare SQL.

    ./dev bench booking
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from accounts.models import IdempotencyKey, User
from availability.models import Schedule
from availability.operations import WeeklyRow, set_weekly_hours
from core.refusals import Refusal
from mailing.models import Letter
from mentoring.models import Attendance, Booking, BookingEvent, Mentor, NextFreeChange, SessionType
from mentoring.operations import book_session
from notices.models import Notice

WRITERS = 16
BOOKINGS = 160
TURNS = 4
ROUNDS = 20
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")

OVERLAPS = """
SELECT count(*) FROM mentoring_attendance one JOIN mentoring_attendance other
ON one.id < other.id AND one.person_id = other.person_id AND one.during && other.during
WHERE one.holds_time AND other.holds_time
"""

FILLED = {  # and the column that names the booking
    IdempotencyKey: "answer",
    Booking: "id",
    Attendance: "booking_id",
    BookingEvent: "booking_id",
    Notice: "about",
    Letter: "about",
}
A_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Work = Callable[[], object]
Statement = tuple[str, list[Any]]


def main() -> None:
    people = User.objects.bulk_create(
        User(email=f"{n}@example.org", handle=f"p{n}", display_name=f"Person {n}") for n in range(2 * WRITERS)
    )
    learners, mentors = people[:WRITERS], [session_type(user) for user in people[WRITERS:]]
    print(f"{'writers':<10}{'same rows/s':>15}{'book_session/s':>16}{'share':>8}")
    for writers in (1, WRITERS):
        print(format_line(writers, mentors, learners))
    run_race(mentors[0], learners)
    print_parts(mentors, learners)


def format_line(writers: int, mentors: list[SessionType], learners: list[User]) -> str:
    booked = inserted = 0.0
    for _ in range(TURNS):  # in turns, so that a busy moment of the machine falls on both
        clear_tables()
        wishes = plan_bookings(mentors, learners)
        booked = max(booked, per_second(writers, [partial(book_one, *wish) for wish in wishes]))
        inserts = plan_inserts()
        clear_tables()
        inserted = max(inserted, per_second(writers, [partial(insert_one, each) for each in inserts]))
    return f"{writers:<10}{inserted:>15,.0f}{booked:>16,.0f}{booked / inserted:>8.0%}"


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


def plan_inserts() -> list[list[Statement]]:
    """Of each booking that is there, what inserts its rows again."""
    plans: dict[str, list[Statement]] = defaultdict(list)
    for model, named_by in FILLED.items():
        table = model._meta.db_table
        columns = [each.column for each in model._meta.concrete_fields if not each.generated]
        names = ", ".join(f'"{column}"' for column in columns)
        rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {names} FROM {table} ORDER BY id")  # noqa: S608  # names of our own
            for row in cursor:
                rows[find_uuid(row[columns.index(named_by)])].append(row)
        for booking, its_rows in rows.items():
            place = f"({', '.join(['%s'] * len(columns))})"
            places = ", ".join([place] * len(its_rows))
            statement = f"INSERT INTO {table} ({names}) VALUES {places}"  # noqa: S608
            plans[booking].append((statement, [value for row in its_rows for value in row]))
    mark = NextFreeChange._meta.db_table  # it names no booking, so any one is as good
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, mentor_id FROM {mark}")  # noqa: S608
        for plan, row in zip(plans.values(), cursor.fetchall(), strict=True):
            plan.append((f"INSERT INTO {mark} (id, mentor_id) VALUES (%s, %s)", list(row)))  # noqa: S608
    return list(plans.values())


def print_parts(mentors: list[SessionType], learners: list[User]) -> None:
    """One writer. "Everything else" is Python, BEGIN, COMMIT and the nudge."""
    clear_tables()
    wishes = list(plan_bookings(mentors, learners))
    print(f"\n{'milliseconds of one booking':<60}{'median':>10}")
    show_spent("the act", [partial(book_one, *wish) for wish in wishes])
    inserts = plan_inserts()
    clear_tables()
    show_spent("the same rows", [partial(insert_one, each) for each in inserts])


def show_spent(name: str, work: list[Work]) -> None:
    spent: dict[str, list[float]] = defaultdict(list)

    def measure(execute: Any, statement: str, *arguments: Any) -> Any:
        began = perf_counter()
        try:
            return execute(statement, *arguments)
        finally:
            spent[name_statement(statement)].append((perf_counter() - began) * 1000)

    totals = []
    with connection.execute_wrapper(measure):
        for each in work:
            began = perf_counter()
            each()
            totals.append((perf_counter() - began) * 1000)
    parts = {statement: median(times) for statement, times in spent.items()}
    for statement, milliseconds in parts.items():
        print(f"  {statement:<58}{milliseconds:>10.2f}")
    print(f"  {'everything else':<58}{median(totals) - sum(parts.values()):>10.2f}")
    print(f"{f'{name}, in {len(parts)} statements':<60}{median(totals):>10.2f}")


def name_statement(statement: str) -> str:
    """What it does to which tables."""
    inserted = re.findall(r'INSERT INTO "?(\w+)', statement)
    read = re.findall(r"FROM (\w+_\w+)", statement)
    return f"insert {', '.join(inserted)}" if inserted else f"read {', '.join(dict.fromkeys(read))}"


def find_uuid(value: object) -> str:
    found = A_UUID.search(str(value))
    if found is None:
        raise RuntimeError(f"{value} names no booking")
    return found[0]


def insert_one(statements: list[Statement]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, parameters in statements:
            cursor.execute(statement, parameters)


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
    tables = [model._meta.db_table for model in (*FILLED, NextFreeChange)]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
