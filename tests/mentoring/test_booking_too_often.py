"""Booking and cancelling write to somebody else: one person may do so only so often."""

from collections.abc import Callable
from datetime import datetime

import time_machine
from django.test import Client

from accounts.models import User
from mentoring.models import SessionType
from tests.mentoring.builders import tomorrow


def test_the_page_and_the_api_count_together(
    call: SessionType, learner: User, signed_in: Callable[[User], Client], now: datetime
) -> None:
    browser, start = signed_in(learner), tomorrow("10:00").isoformat()
    typed = {"mentor": "mira", "session_type": "call", "starts_at": start}
    with time_machine.travel(now, tick=False):
        for _ in range(30):
            browser.post("/api/v1/bookings/", typed, content_type="application/json")
        answer = browser.post("/api/v1/bookings/", typed, content_type="application/json")
        page = browser.post("/mentors/mira/bookings/", {"session_type": "call", "start": start})
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert page.status_code == 422
    assert "Wait an hour" in page.content.decode()
