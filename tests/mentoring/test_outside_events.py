"""When an iCalendar file says that its owner is busy."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.outside_events import NotACalendar, TooManyEvents, find_busy

FIRST, LAST = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 12, 7, tzinfo=UTC)
WARSAW = ZoneInfo("Europe/Warsaw")


def a_file(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\nDTSTAMP:20261101T000000Z\n{each.strip()}\nEND:VEVENT\n" for each in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n{head}{body}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def busy(*events: str, head: str = "", zone: ZoneInfo = WARSAW) -> list[str]:
    found = find_busy(a_file(*events, head=head), zone=zone, first=FIRST, last=LAST)
    lengths = [(each.ends_at - each.starts_at) // timedelta(minutes=1) for each in found]
    starts = [each.starts_at.astimezone(UTC) for each in found]
    return [f"{at:%m-%d %H:%M} {length}" for at, length in zip(starts, lengths, strict=True)]


def test_an_event_takes_its_time() -> None:
    assert busy("UID:1\nDTSTART:20261125T100000Z\nDTEND:20261125T113000Z") == ["11-25 10:00 90"]


def test_a_duration_says_the_end_too() -> None:
    assert busy("UID:1\nDTSTART:20261125T100000Z\nDURATION:PT45M") == ["11-25 10:00 45"]


@pytest.mark.parametrize("free", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "transp:transparent"])
def test_what_is_marked_as_free_or_cancelled_takes_none(free: str) -> None:
    assert busy(f"UID:1\nDTSTART:20261125T100000Z\nDTEND:20261125T110000Z\n{free}") == []


def test_whole_days_are_those_of_the_hours_or_of_the_calendars_own_zone() -> None:
    a_day = "UID:1\nDTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261126"
    assert busy(a_day) == ["11-24 23:00 1440"]
    assert busy(a_day, head="X-WR-TIMEZONE:America/New_York\n") == ["11-25 05:00 1440"]
    assert busy(a_day, head="X-WR-TIMEZONE:Nowhere/Land\n") == ["11-24 23:00 1440"]
    assert busy("UID:1\nDTSTART;VALUE=DATE:20261125") == ["11-24 23:00 1440"]


def test_times_without_a_zone_are_on_the_clock_of_the_hours() -> None:
    assert busy("UID:1\nDTSTART:20261125T100000\nDTEND:20261125T110000") == ["11-25 09:00 60"]


def test_a_series_leaves_out_its_exceptions_and_moves_what_was_moved() -> None:
    series = (
        "UID:1\nDTSTART;TZID=Europe/Warsaw:20261116T100000\nDTEND;TZID=Europe/Warsaw:20261116T110000\n"
        "RRULE:FREQ=DAILY;COUNT=12\nEXDATE;TZID=Europe/Warsaw:20261125T100000"
    )
    moved = (
        "UID:1\nRECURRENCE-ID;TZID=Europe/Warsaw:20261124T100000\n"
        "DTSTART;TZID=Europe/Warsaw:20261124T150000\nDTEND;TZID=Europe/Warsaw:20261124T153000"
    )
    cancelled = (
        "UID:1\nRECURRENCE-ID;TZID=Europe/Warsaw:20261126T100000\nSTATUS:CANCELLED\n"
        "DTSTART;TZID=Europe/Warsaw:20261126T100000\nDTEND;TZID=Europe/Warsaw:20261126T110000"
    )
    assert busy(series, moved, cancelled) == ["11-23 09:00 60", "11-24 14:00 30", "11-27 09:00 60"]


def test_a_series_follows_its_own_clock_over_a_clock_change() -> None:
    found = find_busy(
        a_file(
            "UID:1\nDTSTART;TZID=Europe/Warsaw:20261020T100000\nDTEND;TZID=Europe/Warsaw:20261020T110000\n"
            "RRULE:FREQ=WEEKLY"
        ),
        zone=WARSAW,
        first=datetime(2026, 10, 19, tzinfo=UTC),
        last=datetime(2026, 10, 28, tzinfo=UTC),
    )
    assert [f"{each.starts_at.astimezone(UTC):%d %H}" for each in found] == ["20 08", "27 09"]


def test_only_what_touches_the_span_is_found() -> None:
    assert busy(
        "UID:1\nDTSTART:20261101T100000Z\nDTEND:20261123T010000Z",
        "UID:2\nDTSTART:20261101T100000Z\nDTEND:20261102T100000Z",
        "UID:3\nDTSTART:20261207T000000Z\nDTEND:20261207T010000Z",
    ) == ["11-01 10:00 31140"]


@pytest.mark.parametrize("body", [b"", b"<html>Sign in</html>", b"BEGIN:VCARD\r\nEND:VCARD\r\n", b"\xff\xfe"])
def test_what_is_no_calendar_is_said(body: bytes) -> None:
    with pytest.raises(NotACalendar):
        find_busy(body, zone=WARSAW, first=FIRST, last=LAST)


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=HOURLY", "FREQ=DAILY;BYMINUTE=0,1,2,3,4,5"])
def test_what_repeats_every_hour_or_minute_is_refused(rule: str) -> None:
    with pytest.raises(TooManyEvents):
        busy(f"UID:1\nDTSTART:20000101T100000Z\nDTEND:20000101T100001Z\nRRULE:{rule}")


def test_more_series_than_anybody_has_are_refused() -> None:
    events = (f"UID:{n}\nDTSTART:20261125T100000Z\nRRULE:FREQ=DAILY" for n in range(2001))
    with pytest.raises(TooManyEvents):
        busy(*events)
