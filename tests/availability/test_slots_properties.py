"""What holds of the engine for every mentor, zone and week, against an oracle that counts minutes.

Hypothesis makes what fails small, but is slow to draw; plain random numbers reach many situations.
`LONGROAD_ORACLE_SITUATIONS=20000` compares engine and oracle in that many instead of a few hundred.
"""

import os
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from availability.slots import (
    DAY,
    MINUTE,
    BookingRules,
    Cap,
    CapPeriod,
    CountedSession,
    Hours,
    Interval,
    TimeOff,
    Travel,
    compute_availability,
    intersect,
    merge,
    offset_segments,
    subtract,
)
from tests.availability.oracle import QUARTER, Question, find_starts

ZONES = """
    Africa/Cairo Africa/Casablanca Africa/Lagos America/Asuncion America/Caracas America/Chicago
    America/Havana America/New_York America/Nuuk America/Sao_Paulo America/Santiago America/St_Johns
    Antarctica/Troll Asia/Beirut Asia/Gaza Asia/Jerusalem Asia/Kathmandu Asia/Kolkata Asia/Tokyo
    Atlantic/Azores Australia/Adelaide Australia/Lord_Howe Europe/Chisinau Europe/London Europe/Warsaw
    Pacific/Apia Pacific/Auckland Pacific/Chatham Pacific/Easter Pacific/Kiritimati
""".split()  # noqa: SIM905

FIRST, LAST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2024, 2038))


@cache
def zone_changes(zone: str) -> list[int]:
    """Every clock change of the zone from 2024 to 2037; a plain day for a zone that has none."""
    segments = offset_segments(ZoneInfo(zone), FIRST, LAST)
    return [segment.start for segment in segments[1:]] or [FIRST + 400 * DAY]


rows = st.tuples(st.integers(0, 1439), st.integers(15, 900)).map(lambda r: (r[0], min(2880, r[0] + r[1])))
some_rows = st.lists(rows, max_size=2)
more_rows = st.lists(rows, min_size=1, max_size=2) | some_rows


@st.composite
def draw_questions(draw: st.DrawFn) -> Question:
    """(hours, rules, query, now, booked, counted): a random week around a clock change."""
    zone = draw(st.sampled_from(ZONES))
    change = draw(st.sampled_from(zone_changes(zone)))
    start = change - draw(st.integers(0, 2 * 1440)) * MINUTE
    end = start + draw(st.integers(1, 2 * 1440)) * MINUTE
    today = change // DAY
    hours = Hours(
        zone=ZoneInfo(zone),
        weekly=dict(enumerate(draw(st.lists(more_rows, min_size=7, max_size=7)), start=1)),
        overrides=draw(st.dictionaries(st.integers(today - 3, today + 3), some_rows, max_size=2)),
        time_off=[TimeOff(*days) for days in draw(draw_days(today, most=2))],
        travel=draw(draw_travel(today)),
    )
    rules = BookingRules(
        minutes=draw(st.sampled_from([15, 25, 30, 45, 60, 90, 120])),
        interval=draw(st.sampled_from([7, 10, 15, 20, 30, 45, 50, 60])),
        buffer_before=draw(st.sampled_from([0, 0, 5, 15])),
        buffer_after=draw(st.sampled_from([0, 0, 10, 30])),
        notice=draw(st.sampled_from([0, 0, 60, 24 * 60])),
        window_days=draw(st.sampled_from([60, 60, 3, 1])),
        first_day=draw(st.sampled_from([None, None, None, today - 1, today + 1])),
        last_day=draw(st.sampled_from([None, None, None, today, today + 2])),
        caps=draw(st.lists(any_cap, max_size=2)),
    )
    now = start - draw(st.integers(-DAY, 2 * DAY))
    return hours, rules, (start, end), now, draw(draw_bookings(start)), draw(draw_counted(start))


any_cap = st.builds(
    Cap,
    most=st.sampled_from([1, 2, 3, 60, 120]),
    period=st.sampled_from(CapPeriod),
    in_minutes=st.booleans(),
    over_all_types=st.booleans(),
)


def draw_days(today: int, *, most: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    """Spans of days around today."""
    one = st.tuples(st.integers(today - 3, today + 3), st.integers(0, 2)).map(lambda d: (d[0], d[0] + d[1]))
    return st.lists(one, max_size=most)


@st.composite
def draw_travel(draw: st.DrawFn, today: int) -> list[Travel]:
    """Journeys that don't overlap, in any order."""
    trips: list[Travel] = []
    for first, last in draw(draw_days(today, most=2)):
        if all(last < trip.first_day or trip.last_day < first for trip in trips):
            trips.append(Travel(first, last, ZoneInfo(draw(st.sampled_from(ZONES)))))
    return trips


def draw_counted(start: int) -> st.SearchStrategy[list[CountedSession]]:
    """Sessions within a month or so on either side; caps look no further than that."""
    begins = st.integers(-30 * 1440, 30 * 1440).map(lambda minute: start + minute * MINUTE)
    near = st.integers(-1440, 3 * 1440).map(lambda minute: start + minute * MINUTE)
    one = st.builds(CountedSession, begins | near, st.sampled_from([30, 60]), st.booleans())
    return st.lists(one, max_size=6)


def draw_bookings(start: int) -> st.SearchStrategy[list[Interval]]:
    begins = st.integers(-1440, 4 * 1440).map(lambda minute: start + minute * MINUTE)
    one = st.tuples(begins, st.integers(1, 180)).map(lambda b: (b[0], b[0] + b[1] * MINUTE))
    return st.lists(one, max_size=6)


def starts_for(question: Question) -> list[int]:
    hours, rules, query, now, booked, counted = question
    answer = compute_availability(
        hours=hours, rules=rules, query=query, now=now, booked=booked, counted=counted
    )
    return list(answer.starts)


SITUATIONS = int(os.environ.get("LONGROAD_ORACLE_SITUATIONS", "500"))
thorough = settings(max_examples=100)
quick = settings(max_examples=100)


def around_the_clock(zone: str, change_at: int, *, interval: int = 50) -> Question:
    hours = Hours(zone=ZoneInfo(zone), weekly={day: [(0, 1440)] for day in range(1, 8)})
    query = change_at + 20 * 3600, change_at + 2 * DAY
    return hours, BookingRules(minutes=30, interval=interval), query, FIRST, [], []


@thorough
@given(draw_questions())
@example(around_the_clock("Europe/London", zone_changes("Europe/London")[1]))
@example(around_the_clock("Australia/Lord_Howe", zone_changes("Australia/Lord_Howe")[0], interval=60))
@example(around_the_clock("America/Havana", zone_changes("America/Havana")[0]))
def test_agrees_with_an_oracle_that_counts_minutes(question: Question) -> None:
    assert starts_for(question) == find_starts(question)


def test_agrees_with_the_oracle_in_many_situations() -> None:
    for seed in range(SITUATIONS):
        question = random_question(Random(seed))
        assert starts_for(question) == find_starts(question), f"random_question(Random({seed}))"


def random_question(rng: Random) -> Question:
    """As `draw_questions`, without shrinking and a hundred times as fast; more of them have free starts."""
    zone = rng.choice(ZONES)
    change = rng.choice(zone_changes(zone))
    start = change - rng.randint(0, 2 * 1440) * MINUTE
    today = change // DAY

    def some_rows(least: int) -> list[tuple[int, int]]:
        begins = [rng.randint(0, 1439) for _ in range(rng.randint(least, 2))]
        return [(begin, min(2880, begin + rng.randint(15, 900))) for begin in begins]

    def days() -> tuple[int, int]:
        first = today + rng.randint(-3, 3)
        return first, first + rng.randint(0, 2)

    trips: list[Travel] = []
    for first, last in [days() for _ in range(rng.randint(0, 2))]:
        if all(last < trip.first_day or trip.last_day < first for trip in trips):
            trips.append(Travel(first, last, ZoneInfo(rng.choice(ZONES))))
    hours = Hours(
        zone=ZoneInfo(zone),
        weekly={day: some_rows(1 if rng.random() < 0.8 else 0) for day in range(1, 8)},
        overrides={today + rng.randint(-3, 3): some_rows(0) for _ in range(rng.randint(0, 2))},
        time_off=[TimeOff(*days()) for _ in range(rng.choice([0, 0, 1]))],
        travel=trips,
    )
    caps = [
        Cap(
            most=rng.choice([1, 2, 3, 60, 120]),
            period=rng.choice(list(CapPeriod)),
            in_minutes=rng.random() < 0.5,
            over_all_types=rng.random() < 0.5,
        )
        for _ in range(rng.randint(0, 2))
    ]
    rules = BookingRules(
        minutes=rng.choice([15, 25, 30, 45, 60, 90, 120]),
        interval=rng.choice([7, 10, 15, 20, 30, 45, 50, 60]),
        buffer_before=rng.choice([0, 0, 5, 15]),
        buffer_after=rng.choice([0, 0, 10, 30]),
        notice=rng.choice([0, 0, 60, 24 * 60]),
        window_days=rng.choice([60, 60, 3, 1]),
        first_day=rng.choice([None, None, None, today - 1, today + 1]),
        last_day=rng.choice([None, None, None, today, today + 2]),
        caps=caps,
    )
    booked = [start + rng.randint(-1440, 4 * 1440) * MINUTE for _ in range(rng.randint(0, 6))]
    counted = [
        start + rng.choice([rng.randint(-30 * 1440, 30 * 1440), rng.randint(-1440, 3 * 1440)]) * MINUTE
        for _ in range(rng.randint(0, 4))
    ]
    return (
        hours,
        rules,
        (start, start + rng.randint(1, 2 * 1440) * MINUTE),
        start - rng.randint(-DAY // 2, 2 * DAY),
        [(begin, begin + rng.randint(1, 180) * MINUTE) for begin in booked],
        [CountedSession(at, rng.choice([30, 60]), rng.random() < 0.5) for at in counted],
    )


@quick
@given(draw_questions(), st.floats(0, 1))
def test_splitting_a_query_changes_nothing(question: Question, share: float) -> None:
    hours, rules, (start, end), now, booked, counted = question
    middle = start + int((end - start) * share)
    halves = [
        *starts_for((hours, rules, (start, middle), now, booked, counted)),
        *starts_for((hours, rules, (middle, end), now, booked, counted)),
    ]
    assert halves == starts_for(question)


@quick
@given(draw_questions(), st.integers(0, DAY))
def test_time_passing_only_takes_starts_away(question: Question, later: int) -> None:
    hours, rules, query, now, booked, counted = question
    rules = replace(rules, window_days=9_999)
    before = starts_for((hours, rules, query, now, booked, counted))
    after = starts_for((hours, rules, query, now + later, booked, counted))
    assert after == [start for start in before if start >= now + later + rules.notice * MINUTE]


@quick
@given(draw_questions(), st.data())
def test_more_busy_time_never_frees_a_minute(question: Question, data: st.DataObject) -> None:
    """A new booking may move the grid of its own run, but each start fits what was free before."""
    hours, rules, query, now, booked, counted = question
    more = data.draw(draw_bookings(query[0]))
    every_minute = replace(rules, interval=1)
    fewer = set(starts_for((hours, every_minute, query, now, booked + more, counted)))
    assert fewer <= set(starts_for((hours, every_minute, query, now, booked, counted)))


@quick
@given(draw_questions())
def test_every_minute_is_on_offer_or_has_a_cause(question: Question) -> None:
    hours, rules, query, now, booked, counted = question
    answer = compute_availability(
        hours=hours, rules=rules, query=query, now=now, booked=booked, counted=counted
    )
    minutes = range(-(-query[0] // MINUTE) * MINUTE, query[1], MINUTE * 5)
    assert all((answer.why_not(minute) is None) == answer.offers(minute) for minute in minutes)


@quick
@given(draw_questions(), st.data())
def test_booking_what_is_offered_never_overlaps(question: Question, data: st.DataObject) -> None:
    hours, rules, query, now, booked, _counted = question
    taken: list[Interval] = []
    while free := starts_for((hours, rules, query, now, booked + taken, [])):
        start = data.draw(st.sampled_from(free))
        end = start + rules.minutes * MINUTE
        taken.append((start - rules.buffer_before * MINUTE, end + rules.buffer_after * MINUTE))
    taken.sort()
    assert all(one[1] <= next_[0] for one, next_ in pairwise(taken))


piece = st.tuples(st.integers(0, 60), st.integers(1, 10)).map(lambda p: (p[0], p[0] + p[1]))


@quick
@given(st.lists(piece), st.lists(piece))
def test_interval_arithmetic_is_set_arithmetic(ones: list[Interval], others: list[Interval]) -> None:
    def grid_points(pieces: list[Interval]) -> set[int]:
        return {point for start, end in pieces for point in range(start, end)}

    one, other = merge(ones), merge(others)
    assert grid_points(subtract(one, other)) == grid_points(ones) - grid_points(others)
    assert grid_points(intersect(one, other)) == grid_points(ones) & grid_points(others)


def test_the_thirty_zones_hold_what_is_hard() -> None:
    assert len(ZONES) == 30
    assert sum(len(zone_changes(zone)) for zone in ZONES) > 300
    assert not any(change % QUARTER for zone in ZONES for change in zone_changes(zone))


@given(st.sampled_from(ZONES), st.integers(FIRST, LAST - 400 * DAY), st.integers(1, 400 * DAY))
def test_segments_have_the_offset_of_the_zone_and_leave_nothing_out(
    name: str, start: int, length: int
) -> None:
    zone = ZoneInfo(name)
    segments = offset_segments(zone, start, start + length)
    assert (segments[0].start, segments[-1].end) == (start, start + length)
    assert all(one.end == other.start and one.offset != other.offset for one, other in pairwise(segments))
    for each in segments:
        for at in (*range(each.start, each.end, DAY // 4), each.end - 1):
            assert each.offset == datetime.fromtimestamp(at, zone).utcoffset().total_seconds()  # type: ignore[union-attr]
