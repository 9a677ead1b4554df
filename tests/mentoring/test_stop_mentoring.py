"""Stopping to be a mentor, having said what happens to the sessions to come."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from mentoring.models import Mentor, SessionType, WaitingEntry
from mentoring.operations import NotApproved, list_profile, stop_mentoring
from notices.models import Notice
from tests.mentoring.builders import a_booking, a_session_type


@pytest.mark.parametrize(("cancels", "state"), [(True, "cancelled"), (False, "confirmed")])
def test_coming_sessions_are_cancelled_or_held(
    call: SessionType, learner: User, now: datetime, *, cancels: bool, state: str
) -> None:
    booking = a_booking(call, learner, now=now)
    stop_mentoring(mentor=call.mentor, cancels=cancels, reason="I move on.", now=now)
    booking.refresh_from_db()
    assert booking.state == state
    told = Notice.objects.filter(person=learner, kind="mentoring.session_cancelled")
    assert told.count() == cancels


def test_requests_are_declined(mentor: Mentor, learner: User, now: datetime) -> None:
    asked = a_booking(a_session_type(mentor, needs_confirmation=True), learner, now=now)
    stop_mentoring(mentor=mentor, cancels=False, reason="", now=now)
    asked.refresh_from_db()
    assert asked.state == "declined"


def test_waiting_lists_end(call: SessionType, learner: User, now: datetime) -> None:
    a_booking(call, learner, now=now)
    WaitingEntry.objects.create(
        person=learner,
        session_type=call,
        from_on=now.date(),
        until_on=now.date() + timedelta(days=2),
        zone="UTC",
    )
    stop_mentoring(mentor=call.mentor, cancels=True, reason="", now=now)
    assert not WaitingEntry.objects.waiting().exists()


def test_coming_back_begins_with_an_application(call: SessionType, now: datetime) -> None:
    stop_mentoring(mentor=call.mentor, cancels=False, reason="", now=now)
    with pytest.raises(NotApproved):
        list_profile(mentor=call.mentor)


def test_the_page_says_what_is_to_come_first(
    browser: Client, call: SessionType, learner: User, now: datetime
) -> None:
    a_booking(call, learner, now=now)
    assert "These sessions are booked" in browser.get("/mentoring/stop/").text
    assert browser.post("/mentoring/stop/").status_code == 422
    answer = browser.post("/mentoring/stop/", {"coming": "keep", "reason": ""}, follow=True)
    assert "You are no mentor any more" in answer.text
    assert browser.get("/mentoring/stop/").status_code == 404
    assert browser.get("/mentoring/application/").status_code == 200


def test_the_api_stops(browser: Client, call: SessionType, now: datetime) -> None:
    url, kind = "/api/v1/me/mentor/stop/", "application/json"
    assert browser.post(url, {"cancels": False}, content_type=kind).status_code == 204
    call.mentor.refresh_from_db()
    assert call.mentor.approved_at is None
