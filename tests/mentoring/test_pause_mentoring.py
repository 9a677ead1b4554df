"""A mentor takes no new sessions for a while; what is booked stays."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from mentoring.models import Mentor, SessionType
from mentoring.operations import PauseIsOver, TooFar, pause_mentoring, resume_mentoring
from tests.mentoring.builders import a_booking

DAY = timedelta(days=1)


def test_nothing_is_booked_until_they_say_so(call: SessionType, learner: User, now: datetime) -> None:
    pause_mentoring(mentor=call.mentor, until=None, now=now)
    call = SessionType.objects.select_related("mentor__user").get()
    with pytest.raises(TooFar):
        a_booking(call, learner, now=now)
    resume_mentoring(mentor=call.mentor)
    a_booking(SessionType.objects.get(), learner, now=now)


def test_times_from_the_last_day_on_can_be_booked(call: SessionType, learner: User, now: datetime) -> None:
    pause_mentoring(mentor=call.mentor, until=now.date() + 3 * DAY, now=now)
    call = SessionType.objects.get()
    with pytest.raises(TooFar):
        a_booking(call, learner, now + 2 * DAY, now=now)
    a_booking(call, learner, (now + 3 * DAY).replace(hour=9), now=now)


def test_a_pause_with_a_last_day_ends_by_itself(mentor: Mentor, now: datetime) -> None:
    pause_mentoring(mentor=mentor, until=now.date() + DAY, now=now)
    mentor.refresh_from_db()
    assert mentor.is_paused_at(now)
    assert not mentor.is_paused_at(now + 2 * DAY)


def test_a_last_day_is_to_come(mentor: Mentor, now: datetime) -> None:
    with pytest.raises(PauseIsOver):
        pause_mentoring(mentor=mentor, until=now.date(), now=now)


def test_what_is_booked_stays(call: SessionType, learner: User, now: datetime) -> None:
    booking = a_booking(call, learner, now=now)
    pause_mentoring(mentor=call.mentor, until=None, now=now)
    booking.refresh_from_db()
    assert booking.state == "confirmed"


def test_everybody_is_told_kindly(browser: Client, client: Client, call: SessionType, now: datetime) -> None:
    page = browser.post("/mentoring/pause/", {"until": "2026-12-03"}, follow=True).text
    assert "nobody can book you before" in page
    assert "Takes no new sessions before" in client.get("/mentors/").text
    assert "takes a break from new sessions" in client.get(call.mentor.get_absolute_url()).text
    browser.post("/mentoring/pause/", {"end": "yes"})
    assert "Takes no new sessions" not in browser.get("/mentors/").text


def test_the_api_pauses_and_resumes(browser: Client, now: datetime) -> None:
    url, kind = "/api/v1/me/mentor/pause/", "application/json"
    paused = browser.put(url, {"is_paused": True, "resumes_on": "2026-12-03"}, content_type=kind)
    assert paused.json() == {"is_paused": True, "resumes_on": "2026-12-03"}
    late = browser.put(url, {"is_paused": True, "resumes_on": str(date(2026, 1, 1))}, content_type=kind)
    assert (late.status_code, late.json()["code"]) == (409, "pause_is_over")
    assert browser.put(url, {"is_paused": False}, content_type=kind).json()["resumes_on"] is None
