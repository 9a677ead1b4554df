"""Times and amounts in the words that templates use."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from core.formats import NBSP
from core.templatetags.ui import duration, hours, moment


@time_machine.travel("2026-11-24T12:00Z")
def test_a_moment_names_its_zone() -> None:
    with timezone.override(ZoneInfo("Europe/London")):
        assert moment(datetime(2026, 11, 24, 18, 0, tzinfo=UTC)) == "Tue 24 Nov, 18:00 (London)"
    with timezone.override(ZoneInfo("America/New_York")):
        assert moment(datetime(2026, 11, 24, 18, 0, tzinfo=UTC)) == "Tue 24 Nov, 13:00 (New York)"


@time_machine.travel("2026-11-24T12:00Z")
def test_a_moment_of_another_year_names_the_year() -> None:
    with timezone.override(ZoneInfo("UTC")):
        assert moment(datetime(2027, 1, 5, 9, 30, tzinfo=UTC)) == "Tue 5 Jan 2027, 09:30 (UTC)"


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0 h"), (390, "6.5 h"), (600, "10 h"), (1522 * 60, "1,522 h"), (None, "0 h")]
)
def test_hours_are_rounded_to_a_tenth(minutes: int | None, text: str) -> None:
    assert hours(minutes).replace(NBSP, " ") == text


@pytest.mark.parametrize(
    ("minutes", "text"), [(90, "1 h 30 min"), (60, "1 h"), (45, "45 min"), (0, "0 min"), (None, "0 min")]
)
def test_a_duration_has_only_the_parts_it_needs(minutes: int | None, text: str) -> None:
    assert duration(minutes).replace(NBSP, " ") == text


def test_a_number_and_its_unit_never_part() -> None:
    assert hours(1392 * 60) == f"1,392{NBSP}h"
    assert duration(90) == f"1{NBSP}h 30{NBSP}min"
