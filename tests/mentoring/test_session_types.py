"""What can be booked with a mentor."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mentoring.models import Mentor, SessionType
from mentoring.operations import offer_session_type
from tests.mentoring.builders import a_booking, a_mentor

TYPED = {
    "title": "First talk",
    "kind": "call",
    "minutes": 30,
    "interval_minutes": 30,
    "buffer_before_minutes": 0,
    "buffer_after_minutes": 10,
    "notice_hours": 12,
    "window_days": 30,
    "cancel_hours": 12,
    "is_offered": "on",
}


def test_each_gets_an_address_from_its_title(browser: Client, mentor: Mentor) -> None:
    for _ in range(2):
        browser.post("/mentoring/session-types/new/", TYPED)
    slugs = mentor.session_types.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["first-talk", "first-talk-2"]


def test_a_title_without_letters_gets_one_too(mentor: Mentor) -> None:
    assert offer_session_type(mentor=mentor, title="!!!").slug == "session"


def test_changes_apply_to_new_bookings_only(
    call: SessionType, learner: User, browser: Client, now: datetime
) -> None:
    booking = a_booking(call, learner, now=now)
    browser.post("/mentoring/session-types/call/", TYPED | {"minutes": 60, "interval_minutes": 60})
    booking.refresh_from_db()
    call.refresh_from_db()
    assert (call.minutes, booking.minutes) == (60, 30)


def test_a_change_in_another_window_is_not_overwritten_unseen(call: SessionType, browser: Client) -> None:
    seen = browser.get("/mentoring/session-types/call/").context["form"].as_it_is
    browser.post("/mentoring/session-types/call/", TYPED | {"minutes": 40, "seen": seen})

    answer = browser.post("/mentoring/session-types/call/", TYPED | {"notice_hours": 48, "seen": seen})

    assert answer.status_code == 422
    call.refresh_from_db()
    assert (call.minutes, call.notice_hours) == (40, 12)


@pytest.mark.parametrize("wrong", [{"minutes": 5}, {"interval_minutes": 0}, {"window_days": 1_000}])
def test_rules_that_make_no_sense_are_refused(browser: Client, wrong: dict[str, Any]) -> None:
    assert browser.post("/mentoring/session-types/new/", TYPED | wrong).status_code == 422
    assert not SessionType.objects.exists()


def test_nobody_edits_what_is_not_theirs(
    call: SessionType, learner: User, signed_in: Callable[[User], Client]
) -> None:
    a_mentor(learner)
    assert signed_in(learner).get("/mentoring/session-types/call/").status_code == 404


def test_a_line_break_in_a_title_becomes_a_space(browser: Client, call: SessionType) -> None:
    rules = {
        field: getattr(call, field)
        for field in ("kind", "minutes", "interval_minutes", "buffer_before_minutes")
    } | {"buffer_after_minutes": 0, "notice_hours": 0, "window_days": 60, "cancel_hours": 12}
    for address in ("/mentoring/session-types/call/", "/mentoring/session-types/new/"):
        typed = rules | {"title": "Career\r\ncall", "is_offered": "on"}
        assert browser.post(address, typed).status_code == 303
    assert set(SessionType.objects.values_list("title", flat=True)) == {"Career call"}


def test_a_title_that_nobody_can_see_is_asked_for_again(browser: Client, call: SessionType) -> None:
    assert browser.post("/mentoring/session-types/call/", {"title": "\x01\x02"}).status_code == 422
