"""What one answer of the slot engine costs, against sorting and merging the same number of intervals.

./dev bench slots
"""

import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from time import process_time
from zoneinfo import ZoneInfo

from availability.slots import (
    DAY,
    MINUTE,
    Availability,
    BookingRules,
    Hours,
    Interval,
    compute_availability,
    merge,
)

START = int(datetime(2026, 3, 10, tzinfo=UTC).timestamp())  # both cases cross a clock change
OFFICE_HOURS = Hours(
    zone=ZoneInfo("Europe/London"),
    weekly={day: [(7 * 60, 12 * 60), (13 * 60, 22 * 60)] for day in range(1, 8)},
)
RULES = BookingRules(minutes=30, interval=30, buffer_before=5, buffer_after=5, notice=120, window_days=120)


@dataclass(frozen=True)
class Case:
    days: int
    bookings: int


CASES = [Case(days, bookings) for days in (7, 30, 60, 90) for bookings in (0, 50, 500, 2_000)]


def main() -> None:
    print(f"{'case':<24}{'median':>10}{'floor':>10}{'ratio':>8}{'starts':>8}")
    for case in CASES:
        print(format_line(case, make_bookings(case)))
    print("floor: sort and merge as many intervals as there are bookings, in the same run")
    print("goal: a ratio of at most 3 at 500 and 2,000 bookings")


def format_line(case: Case, booked: list[Interval]) -> str:
    spent, floor = measure_milliseconds(partial(find_slots, case, booked), partial(merge, booked))
    ratio = f"{spent / floor:.1f}" if booked else "-"
    return (
        f"{f'{case.days} days, {case.bookings:,} booked':<24}{spent:>7.2f} ms"
        f"{floor:>7.2f} ms{ratio:>8}{len(find_slots(case, booked).starts):>8,}"
    )


def find_slots(case: Case, booked: list[Interval]) -> Availability:
    return compute_availability(
        hours=OFFICE_HOURS, rules=RULES, query=span_of(case), now=START, booked=booked
    )


def span_of(case: Case) -> Interval:
    return START, START + case.days * DAY


def make_bookings(case: Case) -> list[Interval]:
    """Half-hour sessions with five minutes around, anywhere in the span, in no order."""
    rng = random.Random(7)  # noqa: S311  # the same bookings in every run
    begins = (START + rng.randrange(case.days * 288) * 5 * MINUTE for _ in range(case.bookings))
    return [(begin - 5 * MINUTE, begin + 35 * MINUTE) for begin in begins]


def measure_milliseconds(*works: Callable[[], object], runs: int = 200) -> list[float]:
    """The median processor time of each, taken in turns: a machine that slows down slows them all."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, times in zip(works, spent, strict=True):
            began = process_time()
            work()
            times.append(process_time() - began)
    return [statistics.median(times) * 1_000 for times in spent]


if __name__ == "__main__":
    main()
