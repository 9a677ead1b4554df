"""Days and weeks as people live them."""

from datetime import UTC, date, datetime
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from core.clock import local_date, shift_of_weeks, week_of, weekdays_between
from core.zones import WEEK_BEGINS_ON, first_weekday_in

MONDAY, SATURDAY, SUNDAY = 1, 6, 7
NOT_IN_CLDR = {"AQ", "BQ", "BV", "HM", "TF"}  # nobody, or nearly nobody, lives there


def test_an_evening_in_london_is_already_tomorrow_in_kolkata() -> None:
    evening = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)

    assert local_date(evening, ZoneInfo("Europe/London")) == date(2026, 11, 24)
    assert local_date(evening, ZoneInfo("Asia/Kolkata")) == date(2026, 11, 25)


def test_a_week_begins_on_the_chosen_day() -> None:
    assert week_of(date(2026, 11, 23), MONDAY) == date(2026, 11, 23)
    assert week_of(date(2026, 11, 29), MONDAY) == date(2026, 11, 23)
    assert week_of(date(2027, 1, 1), MONDAY) == date(2026, 12, 28)
    assert week_of(date(2026, 11, 23), SUNDAY) == date(2026, 11, 22)
    assert week_of(date(2026, 11, 27), SATURDAY) == date(2026, 11, 21)


FIRST_WEEKDAYS = st.sampled_from((MONDAY, SATURDAY, SUNDAY))
DAYS = st.dates(date(2000, 1, 10), date(2199, 12, 1))


@given(day=DAYS, first=FIRST_WEEKDAYS)
def test_a_week_has_seven_days_of_which_the_first_is_the_chosen_one(day: date, first: int) -> None:
    begin = week_of(day, first)

    assert begin.isoweekday() == first
    assert 0 <= (day - begin).days < 7


@given(day=DAYS, old=FIRST_WEEKDAYS, new=FIRST_WEEKDAYS)
def test_a_week_that_begins_on_another_day_keeps_most_of_its_days(day: date, old: int, new: int) -> None:
    week = week_of(day, old)
    shifted = week + shift_of_weeks(old, new)

    assert shifted.isoweekday() == new
    assert abs(shifted - week).days == len(weekdays_between(old, new)) <= 3


@given(path=st.lists(FIRST_WEEKDAYS, min_size=1), day=DAYS)
def test_choosing_back_and_forth_leads_back_to_the_same_weeks(path: list[int], day: date) -> None:
    week = week_of(day, path[0])
    for old, new in pairwise([*path, path[0]]):
        week += shift_of_weeks(old, new)

    assert week == week_of(day, path[0])


@given(day=DAYS, old=FIRST_WEEKDAYS, new=FIRST_WEEKDAYS)
def test_only_the_weekdays_between_change_their_week(day: date, old: int, new: int) -> None:
    stays = week_of(day, old) + shift_of_weeks(old, new) == week_of(day, new)

    assert stays == (day.isoweekday() not in weekdays_between(old, new))


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Europe/London", MONDAY),
        ("America/New_York", SUNDAY),
        ("Asia/Kolkata", SUNDAY),
        ("Asia/Calcutta", SUNDAY),
        ("Africa/Cairo", SATURDAY),
        ("UTC", MONDAY),
        ("Etc/GMT+5", MONDAY),
    ],
)
def test_the_country_of_a_zone_says_when_weeks_begin(zone: str, first: int) -> None:
    assert first_weekday_in(zone) == first


def test_countries_begin_their_weeks_as_cldr_says() -> None:
    listed = {code: day for day, codes in WEEK_BEGINS_ON.items() for code in codes.split()}
    table = (files("tzdata.zoneinfo") / "iso3166.tab").read_text(encoding="utf-8")
    codes = [line[:2] for line in table.splitlines() if not line.startswith("#")]
    known = {code: Locale.parse(f"und_{code}") for code in codes if code not in NOT_IN_CLDR}

    differing = [
        code
        for code, locale in known.items()
        if locale.first_week_day + 1 in (MONDAY, SATURDAY, SUNDAY)
        and locale.first_week_day + 1 != listed.get(code, MONDAY)
    ]
    assert not differing
