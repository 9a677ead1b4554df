"""The engine's table of cases: what is open, what is taken, and the starts that must come out."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from availability.slots import (
    Availability,
    BookingRules,
    Cap,
    CapPeriod,
    Cause,
    CountedSession,
    Hours,
    Interval,
    MinuteRange,
    TimeOff,
    Travel,
    compute_availability,
    day_number,
    intersect,
    merge,
    offset_segments,
    subtract,
    to_datetime,
    to_seconds,
)

EVERY_DAY = range(1, 8)
WEEKDAYS = range(1, 6)
MON, TUE, WED, FRI, SAT, SUN = 1, 2, 3, 5, 6, 7


def seconds_at(text: str) -> int:
    """`2026-03-29 01:30`, in UTC."""
    return to_seconds(datetime.fromisoformat(text).replace(tzinfo=UTC))


def clock_of(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute or 0)


def hours_row(text: str) -> MinuteRange:
    """`22-02` ends on the next date."""
    start, end = (clock_of(part) for part in text.split("-"))
    return start, end if end > start else end + 1440


MONTHLY = Cap(1, CapPeriod.MONTH)


def day_of(text: str) -> int:
    return day_number(datetime.fromisoformat(text).date())


def on_date(text: str, *rows: str) -> dict[int, list[MinuteRange]]:
    return {day_number(datetime.fromisoformat(text).date()): [hours_row(each) for each in rows]}


def find_slots(
    zone: str,
    weekly: dict[int, list[str]],
    *,
    of: tuple[str, str],
    overrides: dict[int, list[MinuteRange]] | None = None,
    now: str = "2020-01-01 00:00",
    booked: list[Interval] = [],  # noqa: B006
    counted: list[CountedSession] = [],  # noqa: B006
    own: list[Interval] = [],  # noqa: B006
    time_off: list[TimeOff] = [],  # noqa: B006
    travel: list[Travel] = [],  # noqa: B006
    **rules: Any,
) -> Availability:
    """Ask for the starts between two UTC dates; 30 minutes and a window without end unless said."""
    minutes = rules.pop("minutes", 30)
    return compute_availability(
        hours=Hours(
            zone=ZoneInfo(zone),
            weekly={day: [hours_row(text) for text in rows] for day, rows in weekly.items()},
            overrides=overrides or {},
            time_off=time_off,
            travel=travel,
        ),
        rules=BookingRules(**{"minutes": minutes, "interval": minutes, "window_days": 9_999, **rules}),
        query=(seconds_at(of[0]), seconds_at(of[1])),
        now=seconds_at(now),
        booked=booked,
        counted=counted,
        own=own,
    )


def starts_of(answer: Availability) -> list[str]:
    return [f"{to_datetime(start):%m-%d %H:%M}" for start in answer.starts]


def times_of(answer: Availability) -> list[str]:
    return [f"{to_datetime(start):%H:%M}" for start in answer.starts]


class TestClockChanges:
    def test_e01_a_gap_leaves_ninety_real_minutes(self) -> None:
        answer = find_slots("Europe/London", {SUN: ["00:30-03"]}, of=("2026-03-28", "2026-03-30"))
        assert starts_of(answer) == ["03-29 00:30", "03-29 01:00", "03-29 01:30"]

    def test_e02_a_fold_counts_twice(self) -> None:
        answer = find_slots("Europe/London", {SUN: ["00:30-03"]}, of=("2026-10-24", "2026-10-26"))
        assert starts_of(answer) == [
            "10-24 23:30",
            "10-25 00:00",
            "10-25 00:30",
            "10-25 01:00",
            "10-25 01:30",
            "10-25 02:00",
            "10-25 02:30",
        ]

    def test_e03_a_row_that_begins_in_the_gap_opens_when_the_clock_resumes(self) -> None:
        answer = find_slots("America/New_York", {SUN: ["02:30-05"]}, of=("2026-03-08", "2026-03-09"))
        assert times_of(answer) == ["07:00", "07:30", "08:00", "08:30"]

    def test_e04_the_wall_clock_stays_when_the_offset_moves(self) -> None:
        answer = find_slots(
            "America/New_York",
            {day: ["09-10"] for day in WEEKDAYS},
            of=("2026-03-06", "2026-03-10"),
            minutes=60,
        )
        assert starts_of(answer) == ["03-06 14:00", "03-09 13:00"]

    def test_e06_chatham_ends_its_summer_time_at_a_quarter_to(self) -> None:
        answer = find_slots(
            "Pacific/Chatham",
            {day: ["02-05"] for day in EVERY_DAY},
            of=("2026-04-04 12:00", "2026-04-05 16:00"),
        )
        assert starts_of(answer) == [
            *(f"04-04 {hour}:{minute}" for hour in (12, 13, 14, 15) for minute in (15, 45)),
            *(f"04-05 {hour}:{minute}" for hour in (13, 14, 15) for minute in (15, 45)),
        ]

    def test_e07_lord_howe_moves_by_half_an_hour(self) -> None:
        answer = find_slots("Australia/Lord_Howe", {SUN: ["01-04"]}, of=("2026-10-03", "2026-10-04"))
        assert starts_of(answer) == [
            "10-03 14:30",
            "10-03 15:00",
            "10-03 15:30",
            "10-03 16:00",
            "10-03 16:30",
        ]

    def test_e14_an_override_across_the_gap(self) -> None:
        answer = find_slots(
            "Europe/Paris",
            {SUN: ["09-17"]},
            overrides=on_date("2026-03-29", "01-04"),
            of=("2026-03-28 12:00", "2026-03-29 12:00"),
            minutes=60,
        )
        assert times_of(answer) == ["00:00", "01:00"]

    def test_a_night_goes_on_after_the_clock_changed_in_it(self) -> None:
        answer = find_slots("Europe/London", {SAT: ["23-04"]}, of=("2026-03-28", "2026-03-30"), minutes=60)
        assert starts_of(answer) == ["03-28 23:00", "03-29 00:00", "03-29 01:00", "03-29 02:00"]

    def test_a_grid_of_hours_returns_to_the_full_hour_after_a_half_hour_change(self) -> None:
        answer = find_slots(
            "Australia/Lord_Howe",
            {SUN: ["01:45-06"]},
            of=("2026-10-03", "2026-10-04"),
            minutes=60,
        )
        assert starts_of(answer) == ["10-03 16:00", "10-03 17:00", "10-03 18:00"]


class TestZones:
    def test_e05_a_zone_of_five_hours_and_three_quarters(self) -> None:
        answer = find_slots("Asia/Kathmandu", {MON: ["09-12"]}, of=("2026-06-01", "2026-06-02"), minutes=60)
        assert times_of(answer) == ["03:15", "04:15", "05:15"]

    def test_e11_monday_in_apia_is_sunday_in_utc(self) -> None:
        answer = find_slots("Pacific/Apia", {MON: ["09-11"]}, of=("2026-06-07", "2026-06-08"), minutes=60)
        assert starts_of(answer) == ["06-07 20:00", "06-07 21:00"]

    def test_e13_the_29th_of_february(self) -> None:
        answer = find_slots("Europe/Paris", {TUE: ["09-10"]}, of=("2028-02-29", "2028-03-01"))
        assert starts_of(answer) == ["02-29 08:00", "02-29 08:30"]

    def test_e20_the_day_is_the_mentors_whoever_looks(self) -> None:
        kolkata_midnights = ("2026-06-01 18:30", "2026-06-02 18:30")
        answer = find_slots(
            "Europe/London", {day: ["09-17"] for day in WEEKDAYS}, of=kolkata_midnights, minutes=60
        )
        assert times_of(answer) == [f"{hour:02}:00" for hour in range(8, 16)]


class TestNights:
    def test_e08_an_evening_that_runs_past_midnight(self) -> None:
        answer = find_slots("Europe/Berlin", {FRI: ["22-02"]}, of=("2026-06-05", "2026-06-07"), minutes=60)
        assert times_of(answer) == ["20:00", "21:00", "22:00", "23:00"]

    def test_e09_its_tail_ends_at_midnight_when_the_next_date_is_off(self) -> None:
        answer = find_slots(
            "Europe/Berlin",
            {FRI: ["22-02"]},
            overrides=on_date("2026-06-06"),
            of=("2026-06-05", "2026-06-07"),
            minutes=60,
        )
        assert times_of(answer) == ["20:00", "21:00"]

    def test_e10_rows_that_touch_at_midnight_are_one_run(self) -> None:
        answer = find_slots(
            "Europe/London",
            {MON: ["23-24"], TUE: ["00-00:30"]},
            of=("2026-06-01", "2026-06-03"),
            minutes=90,
        )
        assert starts_of(answer) == ["06-01 22:00"]


class TestNoticeWindowAndCap:
    HOURLY = {day: ["09-17"] for day in EVERY_DAY}

    def test_e15_notice_that_is_just_kept(self) -> None:
        answer = find_slots(
            "UTC",
            self.HOURLY,
            of=("2026-06-01", "2026-06-02"),
            now="2026-06-01 09:00:00",
            minutes=60,
            notice=120,
        )
        assert times_of(answer)[0] == "11:00"

    def test_e16_notice_that_is_missed_by_a_second(self) -> None:
        answer = find_slots(
            "UTC",
            self.HOURLY,
            of=("2026-06-01", "2026-06-02"),
            now="2026-06-01 09:00:01",
            minutes=60,
            notice=120,
        )
        assert times_of(answer)[0] == "12:00"
        assert answer.why_not(seconds_at("2026-06-01 11:00")) is Cause.NOTICE

    def test_e18_a_cap_counts_the_mentors_own_days(self) -> None:
        monday_in_utc = seconds_at("2026-06-01 23:30")  # Tuesday morning in Auckland
        answer = find_slots(
            "Pacific/Auckland",
            {TUE: ["09-17"], WED: ["09-17"]},
            of=("2026-06-01", "2026-06-04"),
            booked=[(monday_in_utc, monday_in_utc + 1800)],
            counted=[CountedSession(monday_in_utc)],
            caps=[Cap(1)],
        )
        assert starts_of(answer)[0] == "06-02 21:00"
        assert answer.why_not(seconds_at("2026-06-02 01:00")) is Cause.CAP

    def test_the_window_ends_with_the_mentors_day(self) -> None:
        answer = find_slots(
            "Pacific/Auckland",
            {day: ["09-10"] for day in EVERY_DAY},
            of=("2026-06-01", "2026-06-10"),
            now="2026-06-01 13:00",  # already the 2nd in Auckland
            window_days=2,
            minutes=60,
        )
        assert starts_of(answer) == ["06-01 21:00", "06-02 21:00", "06-03 21:00"]
        assert answer.why_not(seconds_at("2026-06-04 21:00")) is Cause.WINDOW

    def test_a_window_that_ended_before_the_query_leaves_nothing(self) -> None:
        answer = find_slots(
            "UTC", self.HOURLY, of=("2026-06-01", "2026-06-02"), now="2026-01-01", window_days=30
        )
        assert not answer.starts

    def test_fixed_dates_are_the_mentors_and_include_both_ends(self) -> None:
        answer = find_slots(
            "Pacific/Auckland",
            {day: ["09-10"] for day in EVERY_DAY},
            of=("2026-06-01", "2026-06-10"),
            minutes=60,
            first_day=day_of("2026-06-03"),
            last_day=day_of("2026-06-04"),
        )
        assert starts_of(answer) == ["06-02 21:00", "06-03 21:00"]
        assert answer.why_not(seconds_at("2026-06-01 21:00")) is Cause.WINDOW
        assert answer.why_not(seconds_at("2026-06-04 21:00")) is Cause.WINDOW

    @pytest.mark.parametrize(
        ("period", "free"),
        [
            (CapPeriod.DAY, ["05-29", "05-30", "05-31", "06-02", "06-03", "06-07", "06-08"]),
            (CapPeriod.WEEK, ["05-29", "05-30", "05-31", "06-08"]),
            (CapPeriod.MONTH, ["05-29", "05-30", "05-31"]),
        ],
    )
    def test_a_cap_is_of_a_day_a_week_from_monday_or_a_month(
        self, period: CapPeriod, free: list[str]
    ) -> None:
        answer = find_slots(
            "UTC",
            {day: ["09-10"] for day in (MON, TUE, WED, FRI, SAT, SUN)},
            of=("2026-05-29", "2026-06-09"),
            minutes=60,
            counted=[CountedSession(seconds_at(f"2026-06-{day} 09:00"), 60) for day in ("01", "05", "06")],
            caps=[Cap(1, period)],
        )
        assert [start[:5] for start in starts_of(answer)] == free

    def test_a_month_counts_sessions_far_outside_the_query(self) -> None:
        counted = [CountedSession(seconds_at("2026-06-01 00:30"))]
        answers = [
            find_slots(
                zone, {TUE: ["09-10"]}, of=("2026-06-30", "2026-07-01"), counted=counted, caps=[MONTHLY]
            )
            for zone in ("UTC", "America/New_York")
        ]
        assert [len(answer.starts) for answer in answers] == [0, 2]  # in New York it was still May

    def test_a_cap_in_minutes_leaves_room_for_what_still_fits(self) -> None:
        def starts(minutes: int, **cap: Any) -> int:
            answer = find_slots(
                "UTC",
                {MON: ["09-12"]},
                of=("2026-06-01", "2026-06-02"),
                minutes=minutes,
                counted=[CountedSession(seconds_at("2026-06-01 15:00"), 60, is_same_type=False)],
                caps=[Cap(90, in_minutes=True, **cap)],
            )
            return len(answer.starts)

        assert starts(30, over_all_types=True) == 6
        assert starts(45, over_all_types=True) == 0
        assert starts(45) == 4


class TestTimeOffAndTravel:
    OFFICE = {day: ["09-11"] for day in range(1, 8)}

    def test_time_off_beats_overrides_and_ends_the_night_before(self) -> None:
        answer = find_slots(
            "Europe/Berlin",
            {day: ["22-02"] for day in EVERY_DAY},
            of=("2026-06-01", "2026-06-05"),
            minutes=60,
            overrides=on_date("2026-06-03", "9-12"),
            time_off=[TimeOff(day_of("2026-06-02"), day_of("2026-06-03"), "At the sea", "ada")],
        )
        assert starts_of(answer) == [
            "06-01 20:00",
            "06-01 21:00",
            "06-04 20:00",
            "06-04 21:00",
            "06-04 22:00",
            "06-04 23:00",
        ]
        noon = seconds_at("2026-06-03 08:00")
        assert answer.why_not(noon) is Cause.BLOCKED
        off = answer.time_off_in(noon, noon + 1800)
        assert off is not None
        assert off.note == "At the sea"

    def test_wall_hours_follow_to_tokyo_and_back(self) -> None:
        answer = find_slots(
            "Europe/London",
            self.OFFICE,
            of=("2026-06-08", "2026-06-13"),
            minutes=120,
            travel=[Travel(day_of("2026-06-10"), day_of("2026-06-11"), ZoneInfo("Asia/Tokyo"))],
        )
        assert starts_of(answer) == [
            "06-08 08:00",
            "06-09 08:00",
            "06-10 00:00",
            "06-11 00:00",
            "06-12 08:00",
        ]

    def test_a_clock_that_changes_where_they_are_counts_and_at_home_it_does_not(self) -> None:
        answer = find_slots(
            "Europe/London",
            {SUN: ["00:30-03"]},
            of=("2026-03-28", "2026-03-30"),
            travel=[Travel(day_of("2026-03-28"), day_of("2026-03-30"), ZoneInfo("Asia/Tokyo"))],
        )
        assert starts_of(answer) == [
            "03-28 15:30",
            "03-28 16:00",
            "03-28 16:30",
            "03-28 17:00",
            "03-28 17:30",
        ]

    def test_a_date_is_lived_once(self) -> None:
        """Back from Tokyo at three in the afternoon, London has the rest of a date that is over."""
        answer = find_slots(
            "Europe/London",
            {day: ["09-18"] for day in EVERY_DAY},
            of=("2026-06-11 12:00", "2026-06-12 00:00"),
            minutes=60,
            travel=[Travel(day_of("2026-06-10"), day_of("2026-06-11"), ZoneInfo("Asia/Tokyo"))],
        )
        assert starts_of(answer) == []

    def test_a_later_journey_takes_over_at_once(self) -> None:
        answer = find_slots(
            "UTC",
            self.OFFICE,
            of=("2026-06-10", "2026-06-13"),
            minutes=120,
            travel=[
                Travel(day_of("2026-06-12"), day_of("2026-06-12"), ZoneInfo("Asia/Tokyo")),
                Travel(day_of("2026-06-10"), day_of("2026-06-11"), ZoneInfo("America/Los_Angeles")),
            ],
        )
        assert starts_of(answer) == ["06-10 16:00", "06-12 00:00"]


class TestTheGrid:
    AROUND_THE_CLOCK = {day: ["00-24"] for day in EVERY_DAY}

    @pytest.mark.parametrize("first", ["2026-06-01", "2026-06-01 23:59:59", "2026-06-02"])
    def test_e26_the_query_does_not_move_the_grid(self, first: str) -> None:
        answer = find_slots("UTC", self.AROUND_THE_CLOCK, of=(first, "2026-06-03"), minutes=50)
        of_the_second = [text for text in starts_of(answer) if text.startswith("06-02")]
        assert of_the_second[:3] == ["06-02 00:00", "06-02 00:50", "06-02 01:40"]

    def test_e28_now_does_not_move_the_grid(self) -> None:
        answer = find_slots(
            "UTC", {MON: ["09-17"]}, of=("2026-06-01", "2026-06-02"), now="2026-06-01 09:05", minutes=45
        )
        assert times_of(answer)[:2] == ["09:45", "10:30"]

    def test_a_run_begins_on_a_round_minute_of_the_mentors_clock(self) -> None:
        answer = find_slots("Asia/Kathmandu", {MON: ["09:07-11"]}, of=("2026-06-01", "2026-06-02"))
        assert times_of(answer) == ["03:45", "04:15", "04:45"]

    def test_an_odd_interval_begins_on_the_minute(self) -> None:
        answer = find_slots(
            "UTC", {MON: ["09:07-10"]}, of=("2026-06-01", "2026-06-02"), minutes=30, interval=7
        )
        assert times_of(answer) == ["09:07", "09:14", "09:21", "09:28"]

    def test_a_run_after_a_booking_has_an_anchor_of_its_own(self) -> None:
        booked = [(seconds_at("2026-06-01 09:10"), seconds_at("2026-06-01 10:10"))]
        answer = find_slots("UTC", {MON: ["09-12"]}, of=("2026-06-01", "2026-06-02"), booked=booked)
        assert times_of(answer) == ["10:30", "11:00", "11:30"]

    def test_a_25_hour_day_keeps_its_grid_for_a_query_at_its_end(self) -> None:
        late = find_slots(
            "Europe/London", self.AROUND_THE_CLOCK, of=("2026-10-25 23:30", "2026-10-26"), minutes=50
        )
        whole = find_slots(
            "Europe/London", self.AROUND_THE_CLOCK, of=("2026-10-24", "2026-10-26"), minutes=50
        )
        assert late.starts == [start for start in whole.starts if start >= late.query[0]]


class TestBusyTime:
    MONDAY = {MON: ["09-12"]}
    OF = ("2026-06-01", "2026-06-02")

    def test_sessions_may_be_back_to_back(self) -> None:
        booked = [(seconds_at("2026-06-01 10:00"), seconds_at("2026-06-01 10:30"))]
        answer = find_slots("UTC", self.MONDAY, of=self.OF, booked=booked)
        assert times_of(answer) == ["09:00", "09:30", "10:30", "11:00", "11:30"]

    def test_buffers_of_both_sessions_add_up(self) -> None:
        held = [(seconds_at("2026-06-01 10:00"), seconds_at("2026-06-01 10:40"))]  # 30 minutes and 10 after
        answer = find_slots("UTC", self.MONDAY, of=self.OF, booked=held, buffer_before=20, buffer_after=30)
        assert times_of(answer) == ["09:00", "11:00", "11:30"]
        assert answer.why_not(seconds_at("2026-06-01 10:00")) is Cause.BOOKED
        assert answer.why_not(seconds_at("2026-06-01 09:30")) is Cause.BUFFER

    def test_a_hold_that_ends_within_a_minute_takes_the_whole_minute(self) -> None:
        held = [(seconds_at("2026-06-01 09:00:30"), seconds_at("2026-06-01 09:29:30"))]
        assert times_of(find_slots("UTC", self.MONDAY, of=self.OF, booked=held))[0] == "09:30"

    def test_the_learners_own_sessions_filter_but_do_not_move_the_grid(self) -> None:
        own = [(seconds_at("2026-06-01 09:40"), seconds_at("2026-06-01 10:05"))]
        answer = find_slots("UTC", self.MONDAY, of=self.OF, own=own)
        assert times_of(answer) == ["09:00", "10:30", "11:00", "11:30"]
        assert answer.why_not(seconds_at("2026-06-01 09:30")) is Cause.OWN


class TestCauses:
    def test_a_date_with_hours_of_its_own_blocks_the_usual_ones(self) -> None:
        answer = find_slots(
            "UTC",
            {MON: ["09-12"]},
            overrides=on_date("2026-06-01", "11-14"),
            of=("2026-06-01", "2026-06-02"),
        )
        assert answer.why_not(seconds_at("2026-06-01 09:00")) is Cause.BLOCKED
        assert answer.why_not(seconds_at("2026-06-01 12:00")) is None
        assert answer.why_not(seconds_at("2026-06-01 15:00")) is Cause.CLOSED

    def test_a_start_between_two_offers_is_off_the_grid(self) -> None:
        answer = find_slots("UTC", {MON: ["09-12"]}, of=("2026-06-01", "2026-06-02"))
        assert answer.why_not(seconds_at("2026-06-01 09:10")) is Cause.GRID

    def test_every_removed_piece_says_what_took_it(self) -> None:
        booked = [(seconds_at("2026-06-01 10:00"), seconds_at("2026-06-01 10:30"))]
        answer = find_slots("UTC", {MON: ["09-12"]}, of=("2026-06-01", "2026-06-02"), booked=booked)
        pieces = [(f"{to_datetime(p.start):%H:%M}", p.cause) for p in answer.removed if p.cause == "booked"]
        assert pieces == [("10:00", Cause.BOOKED)]


class TestNearest:
    def test_offers_the_three_closest_in_order(self) -> None:
        answer = find_slots("UTC", {MON: ["09-12"]}, of=("2026-06-01", "2026-06-02"))
        near = answer.nearest(seconds_at("2026-06-01 10:10"))
        assert [f"{to_datetime(start):%H:%M}" for start in near] == ["09:30", "10:00", "10:30"]

    def test_offers_what_there_is(self) -> None:
        answer = find_slots("UTC", {MON: ["09-10"]}, of=("2026-06-01", "2026-06-02"))
        assert len(answer.nearest(seconds_at("2026-06-01 15:00"))) == 2

    def test_pieces_that_end_before_they_begin_take_nothing(self) -> None:
        nine = seconds_at("2026-06-01 09:00")
        answer = find_slots(
            "UTC",
            {MON: ["9-10"]},
            of=("2026-06-01", "2026-06-02"),
            booked=[(nine, nine), (nine + 1800, nine)],
            own=[(nine + 3000, nine)],
        )
        assert times_of(answer) == ["09:00", "09:30"]


class TestIntervals:
    def test_pieces_that_touch_are_merged(self) -> None:
        assert merge([(5, 7), (1, 3), (3, 4), (6, 6)]) == [(1, 4), (5, 7)]

    def test_one_taken_piece_may_cut_two(self) -> None:
        assert subtract([(0, 10), (12, 20)], [(8, 14)]) == [(0, 8), (14, 20)]

    def test_what_two_lists_share(self) -> None:
        assert intersect([(0, 10), (12, 20)], [(8, 14)]) == [(8, 10), (12, 14)]

    def test_segments_meet_at_the_exact_second_of_the_change(self) -> None:
        first, second = offset_segments(
            ZoneInfo("Europe/London"), seconds_at("2026-03-28"), seconds_at("2026-03-31")
        )
        assert (first.end, second.start) == (seconds_at("2026-03-29 01:00"), seconds_at("2026-03-29 01:00"))
        assert second.offset - first.offset == timedelta(hours=1).total_seconds()
