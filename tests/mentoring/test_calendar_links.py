"""Links that fill a session into a calendar on the web, on its page and in the letter."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from accounts.models import User
from mailing.delivery import deliver_due
from mentoring.calendar_links import calendar_links
from mentoring.letters import describe_for_calendar
from mentoring.models import SessionType
from mentoring.operations import About
from tests.mailing.sink import Sink
from tests.mentoring.builders import a_booking


def test_they_name_the_time_in_utc_the_people_and_the_room(
    call: SessionType, learner: User, now: datetime
) -> None:
    booking = a_booking(call, learner, "10:00", now=now, about=About("Plan & <next> steps"))
    google, outlook = calendar_links(describe_for_calendar(booking, reader=learner, stamp=now))
    asked = parse_qs(urlsplit(google.url).query)
    assert asked["dates"] == ["20261125T100000Z/20261125T103000Z"]
    assert asked["text"] == ["Career call with Mira"]
    assert asked["location"] == ["https://video.example.org/usual"]
    assert "Plan & <next> steps" in asked["details"][0]
    asked = parse_qs(urlsplit(outlook.url).query)
    assert (asked["startdt"], asked["enddt"]) == (["2026-11-25T10:00:00Z"], ["2026-11-25T10:30:00Z"])


def test_a_long_description_stays_on_its_page(call: SessionType, learner: User, now: datetime) -> None:
    booking = a_booking(call, learner, "10:00", now=now, about=About("word " * 400))
    for link in calendar_links(describe_for_calendar(booking, reader=learner, stamp=now)):
        assert len(link.url) < 1000
        assert str(booking.pk) in link.url


def test_they_are_on_the_page_and_in_the_letter(
    call: SessionType, learner: User, lena: Client, now: datetime, smtp_sink: Sink
) -> None:
    booking = a_booking(call, learner, "10:00", now=now)
    page = lena.get(booking.get_absolute_url()).content.decode()
    deliver_due(clock=lambda: now)
    letter = next(each for each in smtp_sink.received if each.to == learner.email).html
    for text in (page, letter):
        assert "https://calendar.google.com/calendar/render?" in text
        assert "https://outlook.live.com/calendar/" in text
        assert f"/bookings/{booking.pk}/session.ics" in text
    assert "cancels nothing" in letter
