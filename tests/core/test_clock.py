"""Days and weeks as people live them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from core.clock import local_date, week_of


def test_an_evening_in_london_is_already_tomorrow_in_kolkata() -> None:
    evening = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)

    assert local_date(evening, ZoneInfo("Europe/London")) == date(2026, 11, 24)
    assert local_date(evening, ZoneInfo("Asia/Kolkata")) == date(2026, 11, 25)


def test_a_week_begins_on_monday() -> None:
    assert week_of(date(2026, 11, 23)) == date(2026, 11, 23)
    assert week_of(date(2026, 11, 29)) == date(2026, 11, 23)
    assert week_of(date(2027, 1, 1)) == date(2026, 12, 28)
