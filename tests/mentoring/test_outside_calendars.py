"""Other calendars of a mentor: added, read again and again, and nobody can book what they say."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from availability.slots import Cause, to_datetime, to_seconds
from core.outgoing import AddressNotAllowed
from mentoring.free_times import find_free_times
from mentoring.invitations import CalendarMethod
from mentoring.letters import build_calendar_file
from mentoring.models import Mentor, OutsideBusy, OutsideCalendar, SessionType
from mentoring.operations import (
    MentorBusy,
    TooManyCalendars,
    add_outside_calendar,
    remove_outside_calendar,
)
from mentoring.outside_refresh import refresh
from tests.mentoring.builders import a_booking, a_session_type, tomorrow
from tests.mentoring.test_outside_events import a_file

PAGE = "/mentoring/calendars/"
API = "/api/v1/me/outside-calendars/"
DENTIST = "UID:1\nSUMMARY:Dentist\nDTSTART:20261125T100000Z\nDTEND:20261125T110000Z"


class Elsewhere:
    """A real server with one calendar at every path."""

    def __init__(self) -> None:
        self.body, self.status, self.asked = a_file(DENTIST), 200, list[Any]()
        there = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                there.asked.append(self.headers)
                is_same = self.headers["If-None-Match"] == '"one"'
                self.send_response(304 if is_same else there.status)
                self.send_header("ETag", '"one"')
                body = b"" if is_same else there.body
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/secret-token/basic.ics"


@pytest.fixture
def elsewhere(settings: Settings) -> Iterator[Elsewhere]:
    settings.OUTGOING_LOOPBACK = True
    site = Elsewhere()
    thread = Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield site
    site.server.shutdown()
    site.server.server_close()
    thread.join()


@pytest.fixture
def work(mentor: Mentor, elsewhere: Elsewhere, now: datetime) -> OutsideCalendar:
    """Read once."""
    calendar = add_outside_calendar(person=mentor.user, name="Work", url=elsewhere.url, now=now)
    refresh(calendar.pk, now=now)
    calendar.refresh_from_db()
    return calendar


def again(calendar: OutsideCalendar, now: datetime) -> OutsideCalendar:
    refresh(calendar.pk, now=now)
    calendar.refresh_from_db()
    return calendar


def free(call: SessionType, now: datetime) -> list[str]:
    first = datetime(2026, 11, 25, tzinfo=UTC)
    answer = find_free_times(call, start=first, end=first + timedelta(days=1), now=now)
    return [f"{to_datetime(start):%H:%M}" for start in answer.starts]


def test_nobody_is_offered_what_another_calendar_has(
    call: SessionType, work: OutsideCalendar, now: datetime
) -> None:
    assert free(call, now)[:3] == ["09:00", "09:30", "11:00"]


def test_nobody_can_book_it_either_and_is_told_why(
    call: SessionType, work: OutsideCalendar, learner: User, now: datetime
) -> None:
    with pytest.raises(MentorBusy) as refused:
        a_booking(call, learner, "10:00", now=now)
    assert refused.value.data["cause"] == Cause.OUTSIDE
    assert a_booking(call, learner, "11:00", now=now)


def test_the_pause_around_a_session_is_kept_from_it(
    mentor: Mentor, work: OutsideCalendar, now: datetime
) -> None:
    call = a_session_type(mentor, buffer_before_minutes=15)
    answer = find_free_times(call, start=now, end=now + timedelta(days=2), now=now)
    assert answer.why_not(to_seconds(tomorrow("11:00"))) is Cause.BUFFER


def test_what_it_is_stays_unknown(
    call: SessionType, work: OutsideCalendar, lena: Client, browser: Client
) -> None:
    answer = lena.get(
        "/api/v1/mentors/mira/session-types/call/slots/explanation/", {"at": "2026-11-25T10:00Z"}
    )
    assert answer.json()["cause"] == "outside"
    for page in (lena.get(f"{call.get_absolute_url()}?why=2026-11-25T10:00"), browser.get(PAGE), answer):
        assert "Dentist" not in page.content.decode()
        assert "secret-token" not in page.content.decode()


def test_the_address_is_stored_encrypted(work: OutsideCalendar, elsewhere: Elsewhere) -> None:
    assert work.url == elsewhere.url
    with connection.cursor() as cursor:
        cursor.execute("SELECT outside::text FROM mentoring_outsidecalendar outside")
        assert "secret-token" not in cursor.fetchone()[0]


def test_it_is_asked_only_for_what_has_changed(
    work: OutsideCalendar, elsewhere: Elsewhere, call: SessionType, now: datetime
) -> None:
    later = now + timedelta(minutes=15)
    assert again(work, later).read_at == later
    assert [each["If-None-Match"] for each in elsewhere.asked] == [None, '"one"']
    assert "10:00" not in free(call, now)


def test_even_one_that_has_not_changed_is_worked_out_anew_each_week(
    work: OutsideCalendar, elsewhere: Elsewhere, now: datetime
) -> None:
    again(work, now + timedelta(days=7))
    assert elsewhere.asked[-1]["If-None-Match"] is None


def test_nobody_asks_before_it_is_due(work: OutsideCalendar, elsewhere: Elsewhere, now: datetime) -> None:
    again(work, now + timedelta(minutes=14))
    assert len(elsewhere.asked) == 1


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (500, b"", "fault of its own"),
        (404, b"", "no calendar at that address"),
        (401, b"", "password"),
        (302, b"", "moved"),
        (200, b"<html>", "is no calendar"),
        (200, b"x" * 5_000_001, "too large"),
    ],
)
def test_after_a_failure_the_known_times_stay_and_the_page_says_it(
    elsewhere: Elsewhere, browser: Client, status: int, body: bytes, words: str
) -> None:
    elsewhere.status, elsewhere.body = status, body
    OutsideCalendar.objects.update(etag="")
    work = OutsideCalendar.objects.get()
    later = work.next_read_at
    assert again(work, later).failed_at == later
    assert work.read_at == later - timedelta(minutes=15)
    assert OutsideBusy.objects.filter(calendar=work).exists()
    page = browser.get(PAGE).content.decode()
    assert words in page
    assert "still count" in page


def test_a_server_that_is_gone_is_asked_less_and_less(
    work: OutsideCalendar, elsewhere: Elsewhere, now: datetime
) -> None:
    elsewhere.status = 500
    OutsideCalendar.objects.update(etag="")
    waits, at = [], now + timedelta(minutes=15)
    for _number in range(7):
        again(work, at)
        waits.append((work.next_read_at - at) // timedelta(minutes=1))
        at = work.next_read_at
    assert waits == [15, 30, 60, 120, 240, 360, 360]
    elsewhere.status = 200
    assert again(work, at).failed_with == ""


def test_a_site_does_not_read_a_private_address(
    work: OutsideCalendar, settings: Settings, now: datetime
) -> None:
    settings.OUTGOING_LOOPBACK = False
    assert again(work, now + timedelta(minutes=15)).failed_with == "address_not_allowed"


def test_our_own_sessions_are_counted_once(
    call: SessionType, learner: User, mentor: Mentor, elsewhere: Elsewhere, now: datetime
) -> None:
    """Moved or cancelled here, they must not stand there in their own way."""
    booking = a_booking(call, learner, "10:00", now=now)
    elsewhere.body = build_calendar_file(booking, CalendarMethod.PUBLISH, reader=mentor.user)
    calendar = add_outside_calendar(person=mentor.user, name="Work", url=elsewhere.url, now=now)
    assert again(calendar, now).read_at == now
    assert not OutsideBusy.objects.exists()


def test_a_session_of_others_is_busy_like_anything_else(
    call: SessionType, learner: User, other_learner: User, elsewhere: Elsewhere, now: datetime
) -> None:
    booking = a_booking(call, learner, "10:00", now=now)
    elsewhere.body = build_calendar_file(booking, CalendarMethod.PUBLISH, reader=learner)
    calendar = add_outside_calendar(person=other_learner, name="Work", url=elsewhere.url, now=now)
    again(calendar, now)
    assert OutsideBusy.objects.filter(person=other_learner).count() == 1


def test_an_address_that_is_none_is_refused(mentor: Mentor, now: datetime) -> None:
    with pytest.raises(AddressNotAllowed):
        add_outside_calendar(person=mentor.user, name="Work", url="file:///etc/passwd", now=now)


def test_ten_are_enough(mentor: Mentor, now: datetime) -> None:
    for number in range(10):
        add_outside_calendar(
            person=mentor.user, name=str(number), url="https://calendar.example.org/a.ics", now=now
        )
    with pytest.raises(TooManyCalendars):
        add_outside_calendar(person=mentor.user, name="11", url="https://calendar.example.org/a", now=now)


def test_removing_it_frees_its_times(call: SessionType, work: OutsideCalendar, now: datetime) -> None:
    remove_outside_calendar(calendar=work)
    assert "10:00" in free(call, now)


def test_a_mentor_does_it_all_on_a_page(browser: Client, elsewhere: Elsewhere, lena: Client) -> None:
    assert browser.post(PAGE, {"name": "Work", "url": "http://x"}).status_code in {303, 422}
    OutsideCalendar.objects.all().delete()
    assert browser.post(PAGE, {"name": "Work", "url": "ftp://example.org/"}).status_code == 422
    assert browser.post(PAGE, {"name": "Work", "url": "webcal://example.org/a.ics"}).status_code == 303
    calendar = OutsideCalendar.objects.get()
    assert calendar.url == "https://example.org/a.ics"
    assert lena.post(f"{PAGE}{calendar.pk}/removal/").status_code == 404
    assert lena.post(f"{PAGE}{calendar.pk}/reading/").status_code == 404
    assert browser.post(f"{PAGE}{calendar.pk}/reading/").status_code == 303
    assert browser.post(f"{PAGE}{calendar.pk}/removal/").status_code == 303
    assert not OutsideCalendar.objects.exists()


def test_who_is_no_mentor_has_no_such_page(lena: Client) -> None:
    assert lena.get(PAGE).status_code == 404


def test_a_mentors_own_calendar_shows_when_they_are_busy_elsewhere(
    browser: Client, work: OutsideCalendar
) -> None:
    page = browser.get("/mentoring/calendar/")
    rows = dict(page.context["week"].rows)
    at_ten = next(cells for at, cells in rows.items() if (at.hour, at.minute) == (10, 0))
    assert [cell.kind for cell in at_ten] == ["free", "free", "busy", "free", "free", "free", "free"]
    assert "busy (" in page.content.decode()
    assert "Dentist" not in page.content.decode()


def test_the_api_does_the_same_and_never_shows_the_address(browser: Client, mentor: Mentor) -> None:
    made = browser.post(API, {"name": "Work", "url": "https://example.org/secret.ics"}, "application/json")
    assert made.status_code == 201
    assert made.json()["trouble"] == ""
    assert "secret" not in browser.get(API).content.decode()
    one = f"{API}{made.json()['id']}/"
    assert browser.post(f"{one}reading/").status_code == 202
    assert browser.delete(one).status_code == 204


@pytest.mark.parametrize("days", [1, 90])
def test_times_still_take_two_queries(
    call: SessionType,
    work: OutsideCalendar,
    now: datetime,
    django_assert_num_queries: Any,
    days: int,
) -> None:
    with django_assert_num_queries(2):
        find_free_times(call, start=now, end=now + timedelta(days=days), now=now)
