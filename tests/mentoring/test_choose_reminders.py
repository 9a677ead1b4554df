"""Each person is reminded of sessions when they chose; what was owed before is recalled."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from mailing.models import Letter, LetterState
from mentoring.models import Booking, ReminderChoice, SessionType
from mentoring.notice_kinds import SESSION_NEAR
from mentoring.operations import (
    NoSuchReminder,
    TooManyReminders,
    cancel_booking,
    choose_reminders,
    move_booking,
)
from notices.models import Notice
from tests.mentoring.builders import a_booking, tomorrow
from tests.mentoring.conftest import Arrived

pytestmark = pytest.mark.django_db
DAY, HOUR = 24 * 60, 60


@pytest.fixture
def booking(call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(call, learner, tomorrow("10:00") + timedelta(days=2), now=now)


def ahead(booking: Booking, person: User) -> list[int]:
    """How many minutes before the start letters and notices are owed, which must agree."""
    booking.refresh_from_db()
    letters = Letter.objects.filter(recipient=person, template="mentoring.reminder", state=LetterState.OWED)
    told = Notice.objects.filter(person=person, kind=SESSION_NEAR.name, taken_back_at=None)
    due = sorted(letters.values_list("due_at", flat=True))
    assert due == sorted(told.values_list("at", flat=True))
    return [int((booking.starts_at - at).total_seconds() // 60) for at in due]


def test_whoever_chose_is_reminded_then_and_the_other_as_usual(
    call: SessionType, learner: User, mentor_user: User, now: datetime
) -> None:
    choose_reminders(person=learner, minutes=[10, 2 * HOUR, 2 * DAY], now=now)
    booking = a_booking(call, learner, tomorrow("10:00") + timedelta(days=2), now=now)
    assert ahead(booking, learner) == [2 * DAY, 2 * HOUR, 10]
    assert ahead(booking, mentor_user) == [DAY, HOUR]


def test_sessions_that_are_booked_already_follow(
    booking: Booking, learner: User, mentor_user: User, now: datetime
) -> None:
    choose_reminders(person=learner, minutes=[HOUR, 10], now=now)
    assert ahead(booking, learner) == [HOUR, 10]
    assert ahead(booking, mentor_user) == [DAY, HOUR]


def test_what_was_chosen_before_can_be_chosen_again(booking: Booking, learner: User, now: datetime) -> None:
    for minutes in ([], [DAY, HOUR], [10], [HOUR]):
        choose_reminders(person=learner, minutes=minutes, now=now)
        assert ahead(booking, learner) == minutes


def test_a_time_that_is_past_is_not_owed(booking: Booking, learner: User) -> None:
    choose_reminders(person=learner, minutes=[DAY, 10], now=booking.starts_at - timedelta(hours=3))
    letters = Letter.objects.filter(recipient=learner, template="mentoring.reminder")
    assert letters.filter(key__contains="PT24H.1").count() == 0
    assert letters.filter(key__contains="PT10M.1", state=LetterState.OWED).count() == 1


def test_a_move_and_a_cancellation_take_them_along(booking: Booking, learner: User, now: datetime) -> None:
    choose_reminders(person=learner, minutes=[30], now=now)
    moved = move_booking(
        booking=booking, starts_at=booking.starts_at + timedelta(hours=3), by=learner, now=now
    )
    assert ahead(moved, learner) == [30]
    cancel_booking(booking=moved, by=learner, reason="", now=now)
    assert ahead(moved, learner) == []


def test_after_an_outage_only_the_last_reminder_comes(
    booking: Booking, learner: User, arrived: Arrived, now: datetime
) -> None:
    arrived(now)
    arrived(booking.starts_at - timedelta(minutes=30))
    mine = Letter.objects.filter(recipient=learner, template="mentoring.reminder").order_by("due_at")
    assert [each.state for each in mine] == [LetterState.DROPPED, LetterState.SENT]


def test_refuses_a_fourth_one(learner: User, now: datetime) -> None:
    with pytest.raises(TooManyReminders):
        choose_reminders(person=learner, minutes=[10, 30, HOUR, DAY], now=now)


def test_refuses_a_time_that_nobody_offers(learner: User, now: datetime) -> None:
    with pytest.raises(NoSuchReminder):
        choose_reminders(person=learner, minutes=[17], now=now)


class TestThePage:
    def test_it_shows_the_usual_ones_first(self, lena: Client) -> None:
        form = lena.get("/settings/reminders/").context["form"]
        assert form.initial["minutes"] == [DAY, HOUR]

    def test_it_saves(self, lena: Client, learner: User) -> None:
        assert lena.post("/settings/reminders/", {"minutes": ["10", "60"]}).status_code == 303
        assert ReminderChoice.objects.get(person=learner).minutes == [HOUR, 10]

    def test_without_a_tick_nobody_is_reminded(self, lena: Client, learner: User) -> None:
        lena.post("/settings/reminders/", {})
        assert ReminderChoice.objects.get(person=learner).minutes == []
        assert lena.get("/settings/reminders/").context["form"].initial["minutes"] == []

    def test_it_says_that_four_are_too_many(self, lena: Client) -> None:
        answer = lena.post("/settings/reminders/", {"minutes": ["10", "30", "60", "120"]})
        assert (answer.status_code, answer.context["form"].errors.as_data()["minutes"][0].code) == (
            422,
            "too_many_reminders",
        )


class TestTheApi:
    def test_it_says_and_changes_them(self, lena: Client) -> None:
        assert lena.get("/api/v1/me/reminders/").json() == {"minutes": [DAY, HOUR]}
        put = lena.put("/api/v1/me/reminders/", {"minutes": [10]}, content_type="application/json")
        assert (put.status_code, put.json()) == (200, {"minutes": [10]})

    def test_it_refuses_what_the_page_does(self, lena: Client) -> None:
        for minutes in ([17], [10, 30, HOUR, DAY]):
            put = lena.put("/api/v1/me/reminders/", {"minutes": minutes}, content_type="application/json")
            assert put.status_code == 400
