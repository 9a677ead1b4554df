"""Calendar invitations, read back by a calendar library and byte by byte (RFC 5545, 5546)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from icalendar import Calendar, Component

from mentoring.invitations import CalendarMethod, CalendarPerson, CalendarSession, build_calendar

SESSION = CalendarSession(
    uid="0a1b@longroad.example",
    sequence=0,
    title="Mock interview; 45 min, with Mira",
    description="Zażółć gęślą jaźń, " * 10 + "\nsecond line; with a semicolon, and a \\ backslash",
    url="https://longroad.example/bookings/0a1b/",
    place="https://video.example/room",
    starts_at=datetime(2026, 11, 25, 10, tzinfo=UTC),
    ends_at=datetime(2026, 11, 25, 10, 45, tzinfo=UTC),
    stamp=datetime(2026, 11, 24, 12, tzinfo=UTC),
    organizer=CalendarPerson("Mira Nowak; PhD", "hello@longroad.example"),
    attendees=[CalendarPerson("Lena", "lena@example.org")],
)


def read_back(data: bytes) -> tuple[Calendar, Component]:
    calendar = Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_a_calendar_reads_back_what_was_written() -> None:
    calendar, event = read_back(build_calendar([SESSION], CalendarMethod.REQUEST))
    assert (calendar["method"], calendar["version"]) == ("REQUEST", "2.0")
    assert (event["summary"], event["description"]) == (SESSION.title, SESSION.description)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (SESSION.starts_at, SESSION.ends_at)
    assert (event["uid"], event["sequence"], event["status"]) == (SESSION.uid, 0, "CONFIRMED")


def test_times_are_utc_so_no_zone_rules_are_sent() -> None:
    data = build_calendar([SESSION], CalendarMethod.REQUEST)
    assert b"DTSTART:20261125T100000Z\r\n" in data
    assert b"DTSTAMP:20261124T120000Z\r\n" in data
    assert b"VTIMEZONE" not in data
    assert b"TZID" not in data


def test_lines_end_in_crlf_and_fold_at_75_octets() -> None:
    data = build_calendar([SESSION], CalendarMethod.REQUEST)
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert data.endswith(b"END:VCALENDAR\r\n")


def test_a_fold_never_cuts_a_character_in_two() -> None:
    for line in build_calendar([SESSION], CalendarMethod.REQUEST).split(b"\r\n"):
        line.decode()


def test_text_is_escaped() -> None:
    unfolded = build_calendar([SESSION], CalendarMethod.REQUEST).replace(b"\r\n ", b"")
    assert b"SUMMARY:Mock interview\\; 45 min\\, with Mira\r\n" in unfolded
    assert b"\\nsecond line\\; with a semicolon\\, and a \\\\ backslash" in unfolded


def test_the_organizer_is_the_platform_under_the_mentors_name() -> None:
    _, event = read_back(build_calendar([SESSION], CalendarMethod.REQUEST))
    assert event["organizer"] == "mailto:hello@longroad.example"
    assert event["organizer"].params["cn"] == "Mira Nowak; PhD"


def test_an_attendee_has_accepted_by_booking() -> None:
    _, event = read_back(build_calendar([SESSION], CalendarMethod.REQUEST))
    attendee = event["attendee"]
    assert attendee == "mailto:lena@example.org"
    assert (attendee.params["partstat"], attendee.params["rsvp"]) == ("ACCEPTED", "FALSE")


def test_a_cancellation_has_the_same_uid_and_says_so() -> None:
    cancelled = replace(SESSION, sequence=1, is_cancelled=True)
    calendar, event = read_back(build_calendar([cancelled], CalendarMethod.CANCEL))
    assert (calendar["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert event["uid"] == SESSION.uid


@pytest.mark.parametrize("title", ["BEGIN:VEVENT\r\nX", "a\r\nATTENDEE:mailto:x@example.org"])
def test_text_can_not_add_lines_of_its_own(title: str) -> None:
    calendar, event = read_back(build_calendar([replace(SESSION, title=title)], CalendarMethod.REQUEST))
    assert len(calendar.walk("VEVENT")) == 1
    assert event["attendee"] == "mailto:lena@example.org"
