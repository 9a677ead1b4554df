"""What holds of the engine for every mentor, zone and week, against an oracle that counts minutes.

The oracle asks the wall clock of every single minute, so it knows nothing about offsets, segments or
midnights; the two can only agree if both are right.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from availability.slots import (
    DAY,
    DAY_MINUTES,
    MINUTE,
    BookingRules,
    Hours,
    Interval,
    MinuteRange,
    compute_availability,
    day_number,
    grid_alignment,
    intersect,
    merge,
    offset_segments,
    subtract,
)

ZONES = """
    Africa/Cairo Africa/Casablanca Africa/Lagos America/Asuncion America/Caracas America/Chicago
    America/Havana America/New_York America/Nuuk America/Sao_Paulo America/Santiago America/St_Johns
    Antarctica/Troll Asia/Beirut Asia/Gaza Asia/Jerusalem Asia/Kathmandu Asia/Kolkata Asia/Tokyo
    Atlantic/Azores Australia/Adelaide Australia/Lord_Howe Europe/Chisinau Europe/London Europe/Warsaw
    Pacific/Apia Pacific/Auckland Pacific/Chatham Pacific/Easter Pacific/Kiritimati
""".split()  # noqa: SIM905

FIRST, LAST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2024, 2038))
Question = tuple[Hours, BookingRules, Interval, int, list[Interval]]
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
    """(hours, rules, query, now, booked): a random week around a clock change."""
    zone = draw(st.sampled_from(ZONES))
    change = draw(st.sampled_from(zone_changes(zone)))
    start = change - draw(st.integers(0, 2 * 1440)) * MINUTE
    end = start + draw(st.integers(1, 2 * 1440)) * MINUTE
    today = change // DAY
    hours = Hours(
        zone=ZoneInfo(zone),
        weekly=dict(enumerate(draw(st.lists(some_rows, min_size=7, max_size=7)), start=1)),
        overrides=draw(st.dictionaries(st.integers(today - 3, today + 3), some_rows, max_size=2)),
    )
    rules = BookingRules(
        minutes=draw(st.sampled_from([15, 25, 30, 45, 60, 90, 120])),
        interval=draw(st.sampled_from([7, 10, 15, 20, 30, 45, 50, 60])),
        buffer_before=draw(st.sampled_from([0, 0, 5, 15])),
        buffer_after=draw(st.sampled_from([0, 0, 10, 30])),
        notice=draw(st.sampled_from([0, 60, 24 * 60])),
        window_days=draw(st.sampled_from([1, 3, 60])),
    )
    now = start - draw(st.integers(-DAY, 2 * DAY))
    return hours, rules, (start, end), now, draw(draw_bookings(start))


def draw_bookings(start: int) -> st.SearchStrategy[list[Interval]]:
    begins = st.integers(-1440, 4 * 1440).map(lambda minute: start + minute * MINUTE)
    one = st.tuples(begins, st.integers(1, 180)).map(lambda b: (b[0], b[0] + b[1] * MINUTE))
    return st.lists(one, max_size=6)


def by_the_minute(
    hours: Hours, rules: BookingRules, query: Interval, now: int, booked: list[Interval]
) -> list[int]:
    """Go through the wall clock minute by minute and write down every start that a person would."""
    minutes = range((query[0] - MARGIN) // MINUTE * MINUTE, query[1] + MARGIN, MINUTE)
    walls = {at: wall_clock_at(hours.zone, at) for at in minutes}
    free = {at for at, (day, minute) in walls.items() if is_open(hours, day, minute)}
    for start, end in booked:
        free.difference_update(
            range(start - rules.buffer_after * MINUTE, end + rules.buffer_before * MINUTE, MINUTE)
        )
    align, length, step = grid_alignment(rules.interval), rules.minutes * MINUTE, rules.interval * MINUTE
    last_day = wall_clock_at(hours.zone, now)[0] + rules.window_days
    starts: list[int] = []
    upcoming: int | str | None = None
    days_seen: set[int] = set()
    for at in minutes:
        day, minute = walls[at]
        is_new_day = day not in days_seen
        days_seen.add(day)
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
                and day <= last_day
                and all(at + ahead in free for ahead in range(0, length, MINUTE))
            ):
                starts.append(at)
    return starts


def wall_clock_at(zone: ZoneInfo, at: int) -> tuple[int, int]:
    shown = datetime.fromtimestamp(at, zone)
    return day_number(shown.date()), shown.hour * 60 + shown.minute


def is_open(hours: Hours, day: int, minute: int) -> bool:
    def rows_of(day: int) -> Sequence[MinuteRange]:
        return hours.overrides[day] if day in hours.overrides else hours.weekly.get((day + 3) % 7 + 1, ())

    today = any(start <= minute < end for start, end in rows_of(day))
    overnight = any(end > minute + DAY_MINUTES for _, end in rows_of(day - 1))
    return today or (overnight and day not in hours.overrides)


def starts_for(
    hours: Hours,
    rules: BookingRules,
    query: Interval,
    now: int,
    booked: list[Interval],
    *,
    counted_starts: Sequence[int] = (),
) -> list[int]:
    answer = compute_availability(
        hours=hours, rules=rules, query=query, now=now, booked=booked, counted_starts=counted_starts
    )
    return list(answer.starts)


thorough = settings(max_examples=150)
quick = settings(max_examples=100)


def around_the_clock(zone: str, change_at: int, *, interval: int = 50) -> Question:
    hours = Hours(zone=ZoneInfo(zone), weekly={day: [(0, 1440)] for day in range(1, 8)})
    query = change_at + 20 * 3600, change_at + 2 * DAY
    return hours, BookingRules(minutes=30, interval=interval), query, FIRST, []


@thorough
@given(draw_questions())
@example(around_the_clock("Europe/London", zone_changes("Europe/London")[1]))
@example(around_the_clock("Australia/Lord_Howe", zone_changes("Australia/Lord_Howe")[0], interval=60))
@example(around_the_clock("America/Havana", zone_changes("America/Havana")[0]))
def test_agrees_with_an_oracle_that_counts_minutes(question: Question) -> None:
    assert starts_for(*question) == by_the_minute(*question)


@quick
@given(draw_questions(), st.floats(0, 1))
def test_splitting_a_query_changes_nothing(question: Question, share: float) -> None:
    hours, rules, (start, end), now, booked = question
    middle = start + int((end - start) * share)
    halves = [
        *starts_for(hours, rules, (start, middle), now, booked),
        *starts_for(hours, rules, (middle, end), now, booked),
    ]
    assert halves == starts_for(*question)


@quick
@given(draw_questions(), st.integers(0, DAY))
def test_time_passing_only_takes_starts_away(question: Question, later: int) -> None:
    hours, rules, query, now, booked = question
    rules = replace(rules, window_days=9_999)
    before = starts_for(hours, rules, query, now, booked)
    after = starts_for(hours, rules, query, now + later, booked)
    assert after == [start for start in before if start >= now + later + rules.notice * MINUTE]


@quick
@given(draw_questions(), st.data())
def test_more_busy_time_never_frees_a_minute(question: Question, data: st.DataObject) -> None:
    """A new booking may move the grid of its own run, but each start fits what was free before."""
    hours, rules, query, now, booked = question
    more = data.draw(draw_bookings(query[0]))
    every_minute = replace(rules, interval=1)
    fewer = set(starts_for(hours, every_minute, query, now, booked + more))
    assert fewer <= set(starts_for(hours, every_minute, query, now, booked))


@quick
@given(draw_questions())
def test_every_minute_is_on_offer_or_has_a_cause(question: Question) -> None:
    hours, rules, query, now, booked = question
    answer = compute_availability(hours=hours, rules=rules, query=query, now=now, booked=booked)
    minutes = range(-(-query[0] // MINUTE) * MINUTE, query[1], MINUTE * 5)
    assert all((answer.why_not(minute) is None) == answer.offers(minute) for minute in minutes)


@quick
@given(draw_questions(), st.data())
def test_booking_what_is_offered_never_overlaps(question: Question, data: st.DataObject) -> None:
    hours, rules, query, now, booked = question
    taken: list[Interval] = []
    while free := starts_for(hours, rules, query, now, booked + taken):
        start = data.draw(st.sampled_from(free))
        end = start + rules.minutes * MINUTE
        taken.append((start - rules.buffer_before * MINUTE, end + rules.buffer_after * MINUTE))
    taken.sort()
    assert all(one[1] <= next_[0] for one, next_ in pairwise(taken))


@quick
@given(draw_questions(), st.integers(1, 3))
def test_a_cap_empties_exactly_the_full_local_days(question: Question, cap: int) -> None:
    hours, rules, query, now, booked = question
    uncapped = starts_for(*question)
    counted_starts = uncapped[: 3 * cap]
    capped = starts_for(
        hours, replace(rules, cap_per_day=cap), query, now, booked, counted_starts=counted_starts
    )
    sessions = Counter(wall_clock_at(hours.zone, start)[0] for start in counted_starts)
    assert capped == [start for start in uncapped if sessions[wall_clock_at(hours.zone, start)[0]] < cap]


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
