"""Dates and amounts as a language writes them, by the names of formats."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from core.formats import (
    NBSP,
    format_date,
    format_hours,
    format_moment,
    format_number,
    format_percent,
    format_time,
    format_wall_time,
    showing_clock,
)

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DAY_FORMAT", "Tue 24 Nov"),
        ("DAY_OF_YEAR_FORMAT", "Tue 24 Nov 2026"),
        ("SHORT_DAY_FORMAT", "24 Nov"),
        ("WEEKDAY_FORMAT", "Tue"),
        ("DATE_FORMAT", "24 November 2026"),
        ("YEAR_MONTH_FORMAT", "November 2026"),
    ],
)
def test_a_format_has_a_name(name: str, text: str) -> None:
    assert format_date(date(2026, 11, 24), name) == text


def test_a_language_without_formats_of_its_own_has_djangos() -> None:
    with translation.override("de"):
        assert format_date(date(2026, 11, 24), "DAY_FORMAT") == "Di, 24. November"
        assert format_date(date(2026, 11, 24), "WEEKDAY_FORMAT") == "Di"


def test_an_instant_is_of_the_day_that_the_reader_has() -> None:
    with timezone.override(ZoneInfo("Pacific/Auckland")):
        assert format_date(EVENING, "DAY_FORMAT") == "Wed 25 Nov"
        assert format_time(EVENING) == "07:00"


@pytest.mark.parametrize(
    ("language", "clock", "text"),
    [
        ("en-gb", "", "18:00"),
        ("en-gb", "12", f"6:00{NBSP}PM"),
        ("en-gb", "24", "18:00"),
        ("en-us", "24", "18:00"),
        ("de", "", "18:00"),
    ],
)
def test_a_clock_has_the_hours_that_its_reader_chose(language: str, clock: str, text: str) -> None:
    with translation.override(language), showing_clock(clock):
        assert format_time(EVENING) == format_wall_time(EVENING.time()) == text
        assert text in format_moment(EVENING)
    assert format_time(EVENING) == "18:00"


def test_nothing_is_written_as_nothing() -> None:
    assert (format_date(None, "DAY_FORMAT"), format_time(None), format_number(None)) == ("", "", "0")


def test_a_number_has_the_separators_of_the_language() -> None:
    assert format_number(1522) == "1,522"
    assert format_hours(390) == f"6.5{NBSP}h"
    with translation.override("de"):
        assert format_number(1522) == "1.522"
        assert format_number(6.5, 1) == "6,5"


def test_a_share_is_written_with_its_sign() -> None:
    assert format_percent(41) == "41%"
