"""What people are told of their sessions: at once, before they begin, and when they are cancelled."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mailing.models import Letter, LetterState
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, SessionType
from mentoring.notice_kinds import SESSION_BOOKED, SESSION_CANCELLED, SESSION_NEAR
from mentoring.operations import (
    TO_ANSWER,
    accept_request,
    cancel_booking,
    decline_request,
    expire_unanswered,
    move_booking,
    record_outcome,
)
from notices.lines import describe_notices
from notices.models import Channel, Notice
from notices.operations import choose_channels
from tests.mentoring.builders import HOUR, a_booking, a_mentor, a_session_type

IN_THREE_DAYS = datetime(2026, 11, 27, 10, tzinfo=UTC)
Queries = Callable[[int], Any]


@pytest.fixture
def booking(call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(call, learner, IN_THREE_DAYS, now=now)


def told_sentences(person: User, at: datetime) -> list[str]:
    """The sentences of a person's list, newest first."""
    listed = Notice.objects.of(person).listed(at).newest_first()
    return [each.line.text for each in describe_notices(listed)]


def unread_kinds(person: User, at: datetime) -> list[str]:
    return list(Notice.objects.of(person).listed(at).unread().values_list("kind", flat=True))


class TestBooking:
    def test_the_mentor_is_told_who_booked_what_for_when(
        self, booking: Booking, mentor_user: User, now: datetime
    ) -> None:
        assert told_sentences(mentor_user, now) == [
            "Lena booked “Career call” with you for Fri 27 Nov, 10:00 (UTC)."
        ]
        assert unread_kinds(mentor_user, now) == [SESSION_BOOKED.name]

    def test_what_the_learner_did_is_listed_but_no_news_to_them(
        self, booking: Booking, learner: User, now: datetime
    ) -> None:
        assert told_sentences(learner, now) == [
            "You booked “Career call” with Mira for Fri 27 Nov, 10:00 (UTC)."
        ]
        assert unread_kinds(learner, now) == []

    def test_both_are_reminded_a_day_and_an_hour_before(
        self, booking: Booking, learner: User, mentor_user: User
    ) -> None:
        day_ahead, hour_ahead = IN_THREE_DAYS - 24 * HOUR, IN_THREE_DAYS - HOUR
        for person in (learner, mentor_user):
            assert SESSION_NEAR.name not in unread_kinds(person, day_ahead - timedelta(seconds=1))
            assert unread_kinds(person, day_ahead).count(SESSION_NEAR.name) == 1
            assert unread_kinds(person, hour_ahead).count(SESSION_NEAR.name) == 2
        assert told_sentences(learner, day_ahead)[0] == (
            "You meet Mira for “Career call” on Fri 27 Nov, 10:00 (UTC)."
        )

    def test_each_letter_has_a_key_that_calendars_and_readers_make_unique(
        self, booking: Booking, learner: User, mentor_user: User
    ) -> None:
        keys = {
            f"booking:{booking.pk}:0:{what}:{person.pk}"
            for person in (learner, mentor_user)
            for what in ("invitation", "reminder:PT24H", "reminder:PT1H")
        }
        assert set(Letter.objects.values_list("key", flat=True)) == keys

    def test_a_booking_takes_twelve_statements_with_its_savepoint(
        self, call: SessionType, learner: User, now: datetime, django_assert_num_queries: Queries
    ) -> None:
        a_booking(call, learner, IN_THREE_DAYS - HOUR, now=now, key="first")
        with django_assert_num_queries(12):
            a_booking(call, learner, IN_THREE_DAYS, now=now, key="second")


class TestChannels:
    def test_reminders_can_be_turned_off_by_mail_and_stay_in_the_list(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        choose_channels(person=learner, choices={SESSION_NEAR: {Channel.MAIL: False}}, now=now)
        a_booking(call, learner, IN_THREE_DAYS, now=now)
        reminders = Letter.objects.filter(template="mentoring.reminder")
        assert {letter.recipient_id for letter in reminders} == {call.mentor_id}
        assert unread_kinds(learner, IN_THREE_DAYS) == [SESSION_NEAR.name] * 2

    def test_reminders_can_be_turned_off_in_the_list_and_still_come_by_mail(
        self, call: SessionType, learner: User, now: datetime
    ) -> None:
        choose_channels(person=learner, choices={SESSION_NEAR: {Channel.LIST: False}}, now=now)
        a_booking(call, learner, IN_THREE_DAYS, now=now)
        assert unread_kinds(learner, IN_THREE_DAYS) == []
        assert Letter.objects.filter(template="mentoring.reminder", recipient=learner).count() == 2

    @pytest.mark.parametrize("kind", [SESSION_BOOKED, SESSION_CANCELLED], ids=["booked", "cancelled"])
    def test_what_changes_a_calendar_always_comes_by_mail(
        self, call: SessionType, learner: User, now: datetime, kind: Any
    ) -> None:
        choose_channels(person=learner, choices={kind: {Channel.MAIL: False}}, now=now)
        booking = a_booking(call, learner, IN_THREE_DAYS, now=now)
        cancel_booking(booking=booking, by=learner, reason="", now=now)
        letters = Letter.objects.filter(recipient=learner, template=kind.letter.name)
        assert letters.count() == 1


class TestCancelling:
    def test_only_the_cancellation_is_left_to_tell(
        self, booking: Booking, learner: User, mentor_user: User, now: datetime
    ) -> None:
        cancel_booking(booking=booking, by=learner, reason="", now=now)
        when = "planned for Fri 27 Nov, 10:00 (UTC)."
        assert told_sentences(mentor_user, IN_THREE_DAYS) == [
            f"Lena cancelled “Career call” with you, {when}"
        ]
        assert told_sentences(learner, IN_THREE_DAYS) == [f"You cancelled “Career call” with Mira, {when}"]
        assert (unread_kinds(learner, IN_THREE_DAYS), unread_kinds(mentor_user, IN_THREE_DAYS)) == (
            [],
            [SESSION_CANCELLED.name],
        )

    def test_it_costs_seventeen_statements_two_of_them_for_who_waits(
        self, booking: Booking, learner: User, now: datetime, django_assert_num_queries: Queries
    ) -> None:
        with django_assert_num_queries(17):
            cancel_booking(booking=booking, by=learner, reason="", now=now)


def test_an_outcome_takes_nothing_back(booking: Booking, mentor_user: User, now: datetime) -> None:
    later = booking.starts_at + HOUR
    record_outcome(booking=booking, by=mentor_user, outcome=BookingState.COMPLETED, now=later)
    assert not Notice.objects.exclude(taken_back_at=None).exists()
    assert not Letter.objects.in_state(LetterState.RECALLED).exists()
    assert len(told_sentences(mentor_user, later)) == 3


def test_the_page_of_notices_leads_to_the_session(booking: Booking, lena: Client) -> None:
    page = lena.get("/notices/").content.decode()
    assert f'href="{booking.get_absolute_url()}"' in page
    assert "You booked “Career call” with Mira for Fri 27 Nov, 10:00 (London)." in page


def test_many_sessions_cost_the_page_no_more_queries(
    call: SessionType,
    learner: User,
    now: datetime,
    browser: Client,
    django_assert_max_num_queries: Queries,
) -> None:
    for hours in range(6):
        booking = a_booking(call, learner, IN_THREE_DAYS + hours * HOUR, now=now, key=str(hours))
        if hours % 2:
            cancel_booking(booking=booking, by=learner, reason="", now=now)
    browser.get("/notices/")
    with django_assert_max_num_queries(8):
        browser.get("/notices/")


class TestMoves:
    def test_only_the_new_time_is_said(
        self, booking: Booking, learner: User, mentor_user: User, now: datetime
    ) -> None:
        move_booking(booking=booking, starts_at=IN_THREE_DAYS + HOUR, by=learner, now=now)
        assert told_sentences(mentor_user, now) == [
            "Lena moved “Career call” with you to Fri 27 Nov, 11:00 (UTC)."
        ]
        assert told_sentences(learner, now) == [
            "You moved “Career call” with Mira to Fri 27 Nov, 11:00 (UTC)."
        ]


class TestRequests:
    @pytest.fixture
    def request_(self, mentor_user: User, learner: User, now: datetime) -> Booking:
        asked = a_session_type(a_mentor(mentor_user), needs_confirmation=True)
        return a_booking(asked, learner, IN_THREE_DAYS, now=now)

    def test_the_mentor_is_asked_for_an_answer(
        self, request_: Booking, mentor_user: User, now: datetime
    ) -> None:
        assert told_sentences(mentor_user, now) == [
            "Lena asks you for “Career call” on Fri 27 Nov, 10:00 (UTC). Accept or decline."
        ]

    def test_once_accepted_nobody_is_asked_any_more(
        self, request_: Booking, learner: User, mentor_user: User, now: datetime
    ) -> None:
        accept_request(booking=request_, by=mentor_user, now=now)
        assert told_sentences(learner, now) == [
            "Mira accepted: “Career call” is booked for Fri 27 Nov, 10:00 (UTC)."
        ]
        assert told_sentences(mentor_user, now) == [
            "You accepted “Career call” with Lena for Fri 27 Nov, 10:00 (UTC)."
        ]

    def test_each_way_to_end_without_a_booking_has_its_sentence(
        self, request_: Booking, learner: User, mentor_user: User, now: datetime
    ) -> None:
        decline_request(booking=request_, by=mentor_user, reason="", now=now)
        assert told_sentences(learner, now) == ["Mira declined “Career call” on Fri 27 Nov, 10:00 (UTC)."]
        assert request_.session_type
        again = a_booking(request_.session_type, learner, IN_THREE_DAYS, now=now)
        cancel_booking(booking=again, by=learner, reason="", now=now)
        assert told_sentences(mentor_user, now)[0] == (
            "Lena no longer asks for “Career call” on Fri 27 Nov, 10:00 (UTC)."
        )
        a_booking(request_.session_type, learner, IN_THREE_DAYS, now=now)
        later = now + TO_ANSWER
        expire_unanswered(now=later)
        assert told_sentences(learner, later)[0] == (
            "Nobody answered in time: “Career call” with Mira on Fri 27 Nov, 10:00 (UTC) was not booked."
        )
