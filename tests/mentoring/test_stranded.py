"""Which sessions an edit of hours would leave outside, before it is saved."""

from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from availability.models import Schedule
from availability.operations import add_schedule
from mentoring.models import Mentor, SessionType
from tests.mentoring.builders import a_booking, schedule_of

MORNINGS = {"zone": "UTC", "save": "yes", "3-0-start": "09:00", "3-0-end": "10:00"}  # a Wednesday


@pytest.fixture
def at_ten(call: SessionType, learner: User, now: datetime) -> Schedule:
    """Somebody booked tomorrow, a Wednesday, at ten."""
    a_booking(call, learner, "10:00", now=now)
    return schedule_of(call.mentor)


def test_a_week_that_strands_a_session_names_it_and_is_saved_once_that_is_meant(
    browser: Client, at_ten: Schedule
) -> None:
    answer = browser.post("/mentoring/hours/", MORNINGS)
    assert (answer.status_code, at_ten.weekly_hours.count()) == (422, 7)
    assert "1 session would be outside your hours" in answer.content.decode()

    assert browser.post("/mentoring/hours/", MORNINGS | {"agreed": "yes"}).status_code == 303
    assert at_ten.weekly_hours.count() == 1


def test_it_is_said_while_the_week_is_typed(browser: Client, at_ten: Schedule) -> None:
    typed = MORNINGS | {"draft": "yes"}
    del typed["save"]
    page = browser.post("/mentoring/hours/", typed)
    assert (page.status_code, len(page.context["stranded"])) == (200, 1)
    page = browser.post("/mentoring/hours/", typed | {"3-0-end": "11:00"})
    assert page.context["stranded"] == []


def test_another_zone_strands_too(browser: Client, at_ten: Schedule) -> None:
    typed = {"zone": "Asia/Tokyo", "save": "yes", "3-0-start": "09:00", "3-0-end": "17:00"}
    assert browser.post("/mentoring/hours/", typed).status_code == 422


def test_hours_by_which_nothing_was_booked_strand_nothing(browser: Client, at_ten: Schedule) -> None:
    other = add_schedule(user=at_ten.user, name="Evenings", copied_from=at_ten)
    assert browser.post(f"/mentoring/hours/{other.pk}/", MORNINGS).status_code == 303


def test_what_lies_outside_already_is_not_named_again(
    browser: Client, at_ten: Schedule, mentor: Mentor
) -> None:
    browser.post("/mentoring/hours/", MORNINGS | {"agreed": "yes"})
    assert browser.post("/mentoring/hours/", MORNINGS | {"3-0-end": "09:30"}).status_code == 303


def test_a_date_that_strands_a_session_asks_too(browser: Client, at_ten: Schedule) -> None:
    typed = {"on": "2026-11-25", "start": "14:00", "end": "16:00"}
    assert browser.post("/mentoring/dates/new/", typed).status_code == 422
    assert browser.post("/mentoring/dates/new/", typed | {"agreed": "yes"}).status_code == 303
    assert at_ten.overrides.get().ranges.count() == 1
