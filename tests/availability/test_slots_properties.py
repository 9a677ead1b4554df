"""What holds of the engine for every mentor, zone and week, against an oracle that counts minutes.

The oracle asks the wall clock of every single minute, so it knows nothing about offsets, segments or
midnights; the two can only agree if both are right.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from availability.slots import (
    DAY,
    DAY_MINUTES,
    MINUTE,
    BookingRules,
    Cap,
    CapPeriod,
    CountedSession,
    Hours,
    Interval,
    MinuteRange,
    TimeOff,
    Travel,
    compute_availability,
    grid_alignment,
    intersect,
    merge,
    offset_segments,
    subtract,
    to_date,
)

ZONES = """
    Africa/Cairo Africa/Casablanca Africa/Lagos America/Asuncion America/Caracas America/Chicago
    America/Havana America/New_York America/Nuuk America/Sao_Paulo America/Santiago America/St_Johns
    Antarctica/Troll Asia/Beirut Asia/Gaza Asia/Jerusalem Asia/Kathmandu Asia/Kolkata Asia/Tokyo
    Atlantic/Azores Australia/Adelaide Australia/Lord_Howe Europe/Chisinau Europe/London Europe/Warsaw
    Pacific/Apia Pacific/Auckland Pacific/Chatham Pacific/Easter Pacific/Kiritimati
""".split()  # noqa: SIM905

FIRST, LAST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2024, 2038))
Question = tuple[Hours, BookingRules, Interval, int, list[Interval], list[CountedSession]]
QUARTER = 15 * MINUTE
MARGIN = 3 * DAY  # what the oracle looks at around a query; more than the engine does


@cache
def zone_changes(zone: str) -> list[int]:
    """Every clock change of the zone from 2024 to 2037; a plain day for a zone that has none."""
    segments = offset_segments(ZoneInfo(zone), FIRST, LAST)
    return [segment.start for segment in segments[1:]] or [FIRST + 400 * DAY]


rows = st.tuples(st.integers(0, 1439), st.integers(15, 900)).map(lambda r: (r[0], min(2880, r[0] + r[1])))
some_rows = st.lists(rows, max_size=2)


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
        weekly=dict(enumerate(draw(st.lists(some_rows, min_size=7, max_size=7)), start=1)),
        overrides=draw(st.dictionaries(st.integers(today - 3, today + 3), some_rows, max_size=2)),
        time_off=[TimeOff(*days) for days in draw(draw_days(today, most=2))],
        travel=draw(draw_travel(today)),
    )
    rules = BookingRules(
        minutes=draw(st.sampled_from([15, 25, 30, 45, 60, 90, 120])),
        interval=draw(st.sampled_from([7, 10, 15, 20, 30, 45, 50, 60])),
        buffer_before=draw(st.sampled_from([0, 0, 5, 15])),
        buffer_after=draw(st.sampled_from([0, 0, 10, 30])),
        notice=draw(st.sampled_from([0, 60, 24 * 60])),
        window_days=draw(st.sampled_from([1, 3, 60])),
        first_day=draw(st.sampled_from([None, None, today - 1, today + 1])),
        last_day=draw(st.sampled_from([None, None, today, today + 2])),
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


def by_the_minute(question: Question) -> list[int]:
    """Go through the wall clock minute by minute and write down every start that a person would."""
    hours, rules, query, now, booked, counted = question
    minutes = range((query[0] - MARGIN) // MINUTE * MINUTE, query[1] + MARGIN, MINUTE)
    walls = {at: mentors_clock_at(hours, at) for at in minutes}
    free = {at for at, (day, minute, home) in walls.items() if is_open(hours, day, minute, is_home=home)}
    for start, end in booked:
        free.difference_update(
            range(start - rules.buffer_after * MINUTE, end + rules.buffer_before * MINUTE, MINUTE)
        )
    align, length, step = grid_alignment(rules.interval), rules.minutes * MINUTE, rules.interval * MINUTE
    last_day = mentors_clock_at(hours, now)[0] + rules.window_days
    if rules.last_day is not None:
        last_day = min(last_day, rules.last_day)
    days_of_sessions = [(mentors_day_at(hours, each.start), each) for each in counted]
    starts: list[int] = []
    upcoming: int | str | None = None
    day = 0
    for at in minutes:
        wall_day, minute, _is_home = walls[at]
        is_new_day = wall_day > day
        day = max(day, wall_day)
        if at not in free:
            upcoming = None
            continue
        if is_new_day or at - MINUTE not in free:
            upcoming = "anchored"
        if upcoming == "anchored" and minute % align == 0:
            upcoming = at
        if upcoming == at:
            upcoming = at + step
            if (
                query[0] <= at < query[1]
                and at >= now + rules.notice * MINUTE
                and (rules.first_day or day) <= day <= last_day
                and not any(is_full(cap, rules, day, days_of_sessions) for cap in rules.caps)
                and all(at + ahead in free for ahead in range(0, length, MINUTE))
            ):
                starts.append(at)
    return starts


def wall_clock_at(zone: ZoneInfo, at: int) -> tuple[int, int]:
    """Day and minute. No clock changes within a quarter of an hour, so that is how often it is asked."""
    local = at + offset_of_quarter(zone.key, at // QUARTER)
    return local // DAY, local % DAY // MINUTE


@lru_cache(maxsize=200_000)
def offset_of_quarter(zone: str, quarter: int) -> int:
    offset = datetime.fromtimestamp(quarter * QUARTER, ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def mentors_clock_at(hours: Hours, at: int) -> tuple[int, int, bool]:
    """Day, minute, and whether they are at home: the latest journey whose days have come, else home."""
    for trip in sorted(hours.travel, reverse=True):
        day, minute = wall_clock_at(trip.zone, at)
        if trip.first_day <= day:
            if day <= trip.last_day:
                return day, minute, False
            break
    return *wall_clock_at(hours.zone, at), True


def mentors_day_at(hours: Hours, at: int) -> int:
    """A day that comes again after a journey west counts as the later one that was begun."""
    return max(mentors_clock_at(hours, each)[0] for each in range(at - 2 * DAY, at + 1, QUARTER))


def is_full(
    cap: Cap, rules: BookingRules, day: int, days_of_sessions: Sequence[tuple[int, CountedSession]]
) -> bool:
    """Whether one session more on that day is over the cap."""

    def is_same_period(other: int) -> bool:
        one, two = to_date(day), to_date(other)
        if cap.period == CapPeriod.WEEK:
            return one.isocalendar()[:2] == two.isocalendar()[:2]
        if cap.period == CapPeriod.MONTH:
            return (one.year, one.month) == (two.year, two.month)
        return one == two

    sessions = [
        each
        for other, each in days_of_sessions
        if is_same_period(other) and (each.is_same_type or cap.over_all_types)
    ]
    if cap.in_minutes:
        return sum(each.minutes for each in sessions) + rules.minutes > cap.most
    return len(sessions) + 1 > cap.most


def is_open(hours: Hours, day: int, minute: int, *, is_home: bool) -> bool:
    def is_off(day: int) -> bool:
        return any(off.first_day <= day <= off.last_day for off in hours.time_off)

    def rows_of(day: int) -> Sequence[MinuteRange]:
        is_away = is_home and any(trip.first_day <= day <= trip.last_day for trip in hours.travel)
        if is_off(day) or is_away:
            return ()
        return hours.overrides[day] if day in hours.overrides else hours.weekly.get((day + 3) % 7 + 1, ())

    today = any(start <= minute < end for start, end in rows_of(day))
    overnight = any(end > minute + DAY_MINUTES for _, end in rows_of(day - 1))
    return today or (overnight and day not in hours.overrides and not is_off(day))


def starts_for(question: Question) -> list[int]:
    hours, rules, query, now, booked, counted = question
    answer = compute_availability(
        hours=hours, rules=rules, query=query, now=now, booked=booked, counted=counted
    )
    return list(answer.starts)


thorough = settings(max_examples=150)
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
    assert starts_for(question) == by_the_minute(question)


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
