"""Time zones to pick from: each place once, and found by its former name too."""

from datetime import date

import pytest

from core.zones import FORMER_NAMES, zone_choices, zone_named

LISTED = {name: label for _region, places in zone_choices(date(2026, 11, 24)) for name, label in places}


def test_each_place_is_listed_once() -> None:
    for former in ("Africa/Asmera", "Asia/Calcutta", "Europe/Kiev", "America/Buenos_Aires", "Asia/Saigon"):
        assert former not in LISTED
    for present in ("Africa/Asmara", "Asia/Kolkata", "Europe/Kyiv", "Europe/Amsterdam", "UTC"):
        assert present in LISTED
    assert set(FORMER_NAMES) <= set(LISTED)


def test_its_former_name_is_beside_it() -> None:
    assert LISTED["Asia/Kolkata"] == "Kolkata, formerly Calcutta (UTC+5:30)"
    assert LISTED["Europe/London"] == "London (UTC+0)"


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Africa/Asmera", "Africa/Asmara"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("US/Eastern", "America/New_York"),
        ("Europe/Amsterdam", "Europe/Amsterdam"),
        ("Etc/GMT+3", "Etc/GMT+3"),
    ],
)
def test_another_name_leads_to_the_one_that_is_listed(name: str, zone: str) -> None:
    assert str(zone_named(name)) == zone


def test_anything_else_is_no_zone() -> None:
    assert zone_named("Mars/Olympus") is None
