"""The page on which mentors see their hours, session types and bookings."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.test import Client

from accounts.models import User
from availability.operations import override_date, set_weekly_hours
from mentoring.models import Mentor, SessionType
from tests.mentoring.builders import a_booking, schedule_of, tomorrow


def test_a_session_that_falls_outside_stays_booked_and_is_named(
    call: SessionType, learner: User, browser: Client, now: datetime
) -> None:
    a_booking(call, learner, "10:00", now=now)
    assert "outside your hours" not in browser.get("/mentoring/").content.decode()
    schedule = schedule_of(call.mentor)
    set_weekly_hours(schedule=schedule, zone=schedule.zone, rows=[])
    assert "1 session is outside your hours" in browser.get("/mentoring/").content.decode()


def test_it_costs_the_same_however_much_is_booked(
    call: SessionType, learner: User, browser: Client, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for at in ("10:00", "11:00"):
        a_booking(call, learner, at, now=now)
    override_date(schedule=schedule_of(call.mentor), on=date(2026, 11, 28), ranges=[(600, 660)])
    browser.get("/mentoring/")  # the first request of a session writes it
    with django_assert_max_num_queries(8):
        browser.get("/mentoring/")


def test_a_date_override_of_the_mentor_is_named_on_their_page(
    browser: Client, mentor: Mentor, now: datetime
) -> None:
    """The dates to come are those in the zone of the schedule."""
    schedule = schedule_of(mentor)
    set_weekly_hours(schedule=schedule, zone=ZoneInfo("America/Los_Angeles"), rows=[])
    override_date(schedule=schedule, on=date(2026, 11, 24), note="My birthday")
    with time_machine.travel(tomorrow("05:00"), tick=False):
        assert "My birthday" in browser.get("/mentoring/").content.decode()
    with time_machine.travel(tomorrow("09:00"), tick=False):
        assert "My birthday" not in browser.get("/mentoring/").content.decode()
