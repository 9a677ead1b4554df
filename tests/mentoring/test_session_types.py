"""What can be booked with a mentor."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from availability.models import Schedule
from availability.operations import add_schedule
from mentoring.models import Mentor, SessionType
from mentoring.operations import offer_session_type
from mentoring.presets import PRESETS
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, schedule_of

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


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 5},
        {"interval_minutes": 0},
        {"window_days": 1_000},
        {"cap_per_week": 0},
        {"minutes_per_day": 20},
        {"open_from_on": "2026-12-02", "open_until_on": "2026-12-01"},
    ],
)
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


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_is_a_form_that_can_be_saved_as_it_stands(
    browser: Client, mentor: Mentor, name: str
) -> None:
    address = f"/mentoring/session-types/new/?preset={name}"
    form = browser.get(address).context["form"]
    typed = {field.html_name: field.value() for field in form if field.value() not in {None, ""}}
    assert browser.post(address, typed).status_code == 303
    saved, preset = mentor.session_types.get(), PRESETS[name]
    assert (saved.title, saved.minutes, saved.kind) == (str(preset.title), preset.minutes, preset.kind)


def test_a_duplicate_begins_with_the_rules_of_the_first_and_another_title(
    browser: Client, mentor: Mentor
) -> None:
    a_session_type(mentor, minutes=50, cap_per_week=2, price_amount=10, price_currency="EUR")
    form = browser.get("/mentoring/session-types/new/?copy=call").context["form"]
    values = [form[name].value() for name in ("title", "minutes", "cap_per_week", "price_currency")]
    assert values == ["Career call (copy)", 50, 2, "EUR"]
    assert mentor.session_types.count() == 1


def test_nobody_copies_what_is_not_theirs(browser: Client, mentor: Mentor, learner: User) -> None:
    a_session_type(a_mentor(learner), title="Secret")
    form = browser.get("/mentoring/session-types/new/?copy=call").context["form"]
    assert not form["title"].value()


def test_the_hours_are_asked_for_only_when_there_is_a_choice(
    browser: Client, call: SessionType, other_learner: User
) -> None:
    a_mentor(other_learner)
    page = "/mentoring/session-types/call/"
    assert "schedule" not in browser.get(page).context["form"].fields
    usual = schedule_of(call.mentor)
    evenings = add_schedule(user=usual.user, name="Evenings", copied_from=usual)
    browser.post(page, TYPED | {"schedule": evenings.pk})
    call.refresh_from_db()
    assert call.schedule == evenings
    theirs = Schedule.objects.get(user=other_learner)
    assert browser.post(page, TYPED | {"schedule": theirs.pk}).status_code == 422


def test_limits_over_everything_are_the_mentors(browser: Client, mentor: Mentor) -> None:
    assert browser.post("/mentoring/limits/", {"cap_per_week": 5, "minutes_per_day": 120}).status_code == 303
    mentor.refresh_from_db()
    assert (mentor.cap_per_week, mentor.minutes_per_day, mentor.is_listed) == (5, 120, True)
    assert browser.post("/mentoring/limits/", {"cap_per_week": 0}).status_code == 422
