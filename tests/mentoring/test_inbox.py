"""The inbox of a mentor: their turn, what comes, what was, and what learners still have to do."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from mentoring.inbox import Inbox, read_inbox
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, Mentor, SessionType, Usefulness
from mentoring.operations import (
    About,
    Agreed,
    DraftScore,
    ScorecardDraft,
    accept_request,
    book_weekly,
    cancel_booking,
    contest_absence,
    record_outcome,
    reply_to_review,
    report_absence,
    review_session,
    share_scorecard,
    tick_action_item,
    write_notes,
)
from tests.mentoring.builders import HOUR, a_booking, a_mentor, a_session_type, tomorrow

DAY = timedelta(days=1)
INBOX = "/mentoring/inbox/"
API = "/api/v1/me/mentor/inbox/"
WHOLE = ScorecardDraft([DraftScore("depth", "Stopped at “why?”.", 2)], "You asked.", "Draw first.")


@pytest.fixture
def read(mentor: Mentor) -> Callable[[datetime], Inbox]:
    return lambda now: read_inbox(mentor, now=now)


Read = Callable[[datetime], Inbox]


@pytest.fixture
def booking(call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(call, learner, now=now)


@pytest.fixture
def over(booking: Booking) -> datetime:
    return booking.ends_at + HOUR


@pytest.fixture
def held(booking: Booking, mentor_user: User, over: datetime) -> Booking:
    return record_outcome(booking=booking, by=mentor_user, outcome=BookingState.COMPLETED, now=over)


@pytest.fixture
def busy(call: SessionType, learner: User, other_learner: User, now: datetime) -> datetime:
    """With two people each: a session over and reviewed, things agreed, another to come. That time."""
    theory = a_session_type(call.mentor, slug="theory", kind="mock_interview", rubric_key="ml-theory")
    for number, person in enumerate((learner, other_learner)):
        first = a_booking(theory, person, f"1{2 * number}:00", now=now)
        a_booking(call, person, now + (6 + number) * DAY, now=now)
        held = record_outcome(
            booking=first, by=call.mentor.user, outcome=BookingState.COMPLETED, now=first.ends_at
        )
        write_notes(booking=held, notes="", agreed=[Agreed("Read it")], now=first.ends_at)
        review(held, person, first.ends_at)
    return now + 4 * DAY + HOUR


def review(booking: Booking, by: User, at: datetime, *, is_public: bool = True) -> Any:
    return review_session(
        booking=booking, by=by, usefulness=Usefulness.USEFUL, words="Clear.", is_public=is_public, now=at
    )


class TestTurns:
    def test_nothing_waits_for_a_new_mentor(self, read: Read, now: datetime) -> None:
        assert read(now).waiting == 0

    def test_requests_wait_until_they_are_answered_the_shortest_time_left_first(
        self, mentor: Mentor, learner: User, other_learner: User, read: Read, now: datetime
    ) -> None:
        asked = a_session_type(mentor, needs_confirmation=True)
        later = a_booking(asked, learner, now + 5 * DAY, now=now)
        sooner = a_booking(asked, other_learner, now + 6 * DAY, now=now - HOUR)
        assert [each.pk for each in read(now).to_answer] == [sooner.pk, later.pk]
        accept_request(booking=sooner, by=mentor.user, now=now)
        found = read(now)
        assert [each.pk for each in found.to_answer] == [later.pk]
        assert [each.pk for each in found.upcoming] == [sooner.pk]

    def test_what_is_asked_for_every_week_is_one_thing(
        self, mentor: Mentor, learner: User, browser: Client, now: datetime
    ) -> None:
        weekly = a_session_type(mentor, needs_confirmation=True, most_weeks=4)
        starts = [tomorrow("10:00") + 7 * number * DAY for number in range(3)]
        book_weekly(learner=learner, session_type=weekly, starts=starts, now=now)
        answer = browser.get(API).json()
        assert (answer["waiting"], [each["starts_at"] for each in answer["to_answer"]]) == (
            1,
            [f"{starts[0]:%Y-%m-%dT%H:%M:%SZ}"],
        )
        assert "1 request to answer" in browser.get("/mentoring/").text

    def test_a_request_of_which_time_is_up_waits_no_longer(
        self, mentor: Mentor, learner: User, read: Read, now: datetime
    ) -> None:
        asked = a_session_type(mentor, needs_confirmation=True)
        booking = a_booking(asked, learner, now + 5 * DAY, now=now)
        assert booking.expires_at is not None
        assert not read(booking.expires_at).to_answer

    def test_a_session_that_is_over_waits_for_a_word_about_it(
        self, booking: Booking, mentor_user: User, read: Read, over: datetime
    ) -> None:
        assert [each.pk for each in read(over).to_settle] == [booking.pk]
        record_outcome(booking=booking, by=mentor_user, outcome=BookingState.COMPLETED, now=over)
        found = read(over)
        assert (found.to_settle, [each.pk for each in found.past]) == ([], [booking.pk])

    def test_a_scorecard_waits_until_it_is_shared(
        self, mentor: Mentor, learner: User, read: Read, now: datetime
    ) -> None:
        theory = a_session_type(mentor, kind="mock_interview", rubric_key="ml-theory")
        interview = a_booking(theory, learner, now=now)
        over = interview.ends_at + HOUR
        assert [each.pk for each in read(over).to_score] == [interview.pk]
        assert not read(over + 15 * DAY).to_score
        share_scorecard(booking=interview, by=mentor.user, draft=WHOLE, now=over)
        assert not read(over).to_score

    def test_an_absence_waits_while_it_can_be_contested(
        self, booking: Booking, learner: User, mentor_user: User, read: Read, over: datetime
    ) -> None:
        report_absence(booking=booking, by=learner, now=over)
        assert [each.pk for each in read(over).to_contest] == [booking.pk]
        assert not read(over + 2 * DAY + HOUR).to_contest
        contest_absence(booking=booking, by=mentor_user, text="I was there.", now=over)
        assert not read(over).to_contest

    def test_the_absence_of_a_learner_is_not_the_mentors_turn(
        self, booking: Booking, mentor_user: User, read: Read, over: datetime
    ) -> None:
        record_outcome(booking=booking, by=mentor_user, outcome=BookingState.NO_SHOW, now=over)
        found = read(over)
        assert (found.to_contest, found.waiting) == ([], 0)

    def test_a_public_review_waits_a_month_for_a_reply(
        self, held: Booking, learner: User, read: Read, over: datetime
    ) -> None:
        said = review(held, learner, over)
        assert not read(over).to_reply  # it is not revealed yet
        assert read(over + 3 * DAY).to_reply == [said]
        assert not read(over + 31 * DAY).to_reply
        reply_to_review(review=said, text="Thank you.", now=over + 3 * DAY)
        assert not read(over + 3 * DAY).to_reply

    def test_a_review_that_is_not_public_waits_for_nothing(
        self, held: Booking, learner: User, read: Read, over: datetime
    ) -> None:
        review(held, learner, over, is_public=False)
        assert not read(over + 3 * DAY).to_reply

    def test_what_was_called_off_is_in_no_list(
        self, booking: Booking, mentor_user: User, read: Read, now: datetime, over: datetime
    ) -> None:
        cancel_booking(booking=booking, by=mentor_user, reason="Ill.", now=now)
        found = read(over)
        assert (found.waiting, found.upcoming, found.past) == (0, [], [])


class TestAgreed:
    def test_what_is_not_ticked_off_is_listed_by_when_it_is_due(
        self, held: Booking, read: Read, over: datetime
    ) -> None:
        agreed = [Agreed("Without a date"), Agreed("On Friday", date(2026, 11, 27))]
        write_notes(booking=held, notes="", agreed=agreed, now=over)
        shown = [(each.item.text, each.due_on, each.is_overdue) for each in read(over + 3 * DAY).agreed]
        assert shown == [
            ("On Friday", date(2026, 11, 27), True),
            ("Without a date", date(2026, 12, 2), False),
        ]

    def test_dates_are_those_of_the_learners_calendar(
        self, held: Booking, learner: User, read: Read, over: datetime
    ) -> None:
        """The session ends at noon in London, which is on the next day in Kiritimati."""
        User.objects.filter(pk=learner.pk).update(zone="Pacific/Kiritimati")
        write_notes(booking=held, notes="", agreed=[Agreed("Read it")], now=over)
        [shown] = read(over + 7 * DAY).agreed
        assert (shown.due_on, shown.is_overdue) == (date(2026, 12, 3), False)
        [shown] = read(over + 8 * DAY).agreed
        assert shown.is_overdue

    def test_what_is_done_or_long_ago_is_not(self, held: Booking, read: Read, over: datetime) -> None:
        write_notes(booking=held, notes="", agreed=[Agreed("Read it")], now=over)
        assert not read(over + 61 * DAY).agreed
        tick_action_item(item=held.action_items.get(), is_done=True, now=over)
        assert not read(over).agreed

    def test_who_does_not_show_their_name_is_not_named(
        self, mentor: Mentor, learner: User, browser: Client, now: datetime
    ) -> None:
        theory = a_session_type(mentor, kind="mock_interview", rubric_key="ml-theory")
        interview = a_booking(theory, learner, now=now, about=About(is_anonymous=True))
        over = interview.ends_at + HOUR
        held = record_outcome(booking=interview, by=mentor.user, outcome=BookingState.COMPLETED, now=over)
        write_notes(booking=held, notes="", agreed=[Agreed("Read it")], now=over)
        with time_machine.travel(over, tick=False):
            page, answer = browser.get(INBOX).text, browser.get(API)
        assert "Anonymous learner" in page
        assert "Lena" not in page
        assert answer.json()["agreed"][0]["learner"] == ""
        assert "lena" not in answer.text


class TestPages:
    def test_it_names_how_much_waits(
        self, mentor: Mentor, learner: User, browser: Client, now: datetime
    ) -> None:
        assert "Nothing waits for you." in browser.get(INBOX).text
        a_booking(a_session_type(mentor, needs_confirmation=True), learner, now=now)
        assert "1 thing waits for you." in browser.get(INBOX).text
        assert "1 request to answer" in browser.get("/mentoring/").text

    def test_a_reply_from_the_inbox_leads_back_to_it(
        self, held: Booking, learner: User, browser: Client, over: datetime
    ) -> None:
        said = review(held, learner, over)
        with time_machine.travel(over + 3 * DAY, tick=False):
            assert "Clear." in browser.get(INBOX).text
            typed = {"reply": "Thank you.", "then": "inbox"}
            answer = browser.post(f"/reviews/{said.pk}/reply/", typed)
            assert answer["Location"] == INBOX
            assert "Clear." not in browser.get(INBOX).text

    def test_eight_queries_whatever_is_in_it(
        self, busy: datetime, browser: Client, django_assert_max_num_queries: Any
    ) -> None:
        with time_machine.travel(busy, tick=False):
            browser.get(INBOX)
            with django_assert_max_num_queries(8):
                page = browser.get(INBOX).text
        for text in ("Scorecards to write", "Reviews without a reply", "Agreed and still open", "Luis"):
            assert text in page

    def test_somebody_without_a_profile_begins_by_applying(
        self, learner: User, signed_in: Callable[[User], Client]
    ) -> None:
        lena = signed_in(learner)
        for page in (INBOX, "/mentoring/people/", "/mentoring/statistics/"):
            assert lena.get(page)["Location"] == "/mentoring/application/"
        assert lena.get(API).status_code == 404


class TestApi:
    def test_it_answers_with_all_lists(
        self, booking: Booking, held: Booking, learner: User, browser: Client, over: datetime
    ) -> None:
        said = review(held, learner, over)
        write_notes(booking=held, notes="", agreed=[Agreed("Read it")], now=over)
        with time_machine.travel(over + 3 * DAY, tick=False):
            answer = browser.get(API).json()
        assert (answer["waiting"], answer["to_answer"], answer["upcoming"]) == (1, [], [])
        assert [each["id"] for each in answer["to_reply"]] == [str(said.pk)]
        assert [(each["id"], each["learner"]) for each in answer["past"]] == [(str(held.pk), "lena")]
        assert answer["agreed"] == [
            {
                "booking": str(held.pk),
                "place": 1,
                "learner": "lena",
                "text": "Read it",
                "due_on": "2026-12-02",
                "is_overdue": False,
            }
        ]

    def test_nobody_reads_anothers(
        self, held: Booking, other_learner: User, signed_in: Callable[[User], Client], over: datetime
    ) -> None:
        a_mentor(other_learner)
        with time_machine.travel(over, tick=False):
            answer = signed_in(other_learner).get(API).json()
        assert (answer["past"], answer["waiting"]) == ([], 0)
