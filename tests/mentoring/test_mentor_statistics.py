"""A mentor's numbers: twelve weeks of sessions, absences, requests and steps; and who came back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mentoring.lifecycle import BookingState
from mentoring.mentor_statistics import MentorStatistics, find_statistics
from mentoring.models import Mentor, SessionType
from mentoring.operations import (
    About,
    accept_request,
    decline_request,
    expire_unanswered,
    record_outcome,
    report_absence,
)
from tests.mentoring.builders import HOUR, a_booking, a_session_type
from tests.mentoring.test_people_met import DAY, meet
from tests.roadmaps.builders import published, step

PAGE = "/mentoring/statistics/"


@pytest.fixture
def statistics(mentor: Mentor, now: datetime) -> Any:
    """The numbers as they are when they are asked for."""
    return lambda: find_statistics(mentor, now=now)


def test_sessions_and_their_time_stand_in_their_weeks(
    call: SessionType, learner: User, now: datetime, statistics: Any
) -> None:
    for days in (1, 7, 8):
        meet(call, learner, days, now=now)
    found: MentorStatistics = statistics()
    shown = [(each.first_day, each.sessions, each.minutes) for each in found.weeks[-2:]]
    assert shown == [(date(2026, 11, 16), 2, 60), (date(2026, 11, 23), 1, 30)]
    assert (len(found.weeks), found.sessions, found.minutes) == (12, 3, 90)


def test_a_week_is_that_of_the_mentors_zone(
    call: SessionType, learner: User, now: datetime, statistics: Any
) -> None:
    """Sunday 23:30 UTC is Monday in Warsaw."""
    booking = a_booking(call, learner, now - DAY, now=now - 9 * DAY)
    record_outcome(booking=booking, by=call.mentor.user, outcome=BookingState.COMPLETED, now=now)
    sunday = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    type(booking).objects.filter(pk=booking.pk).update(
        starts_at=sunday, ends_at=sunday + timedelta(minutes=30)
    )
    assert [each.sessions for each in statistics().weeks[-2:]] == [0, 1]


def test_what_is_older_than_twelve_weeks_is_not_counted_but_its_people_are(
    call: SessionType, learner: User, now: datetime, statistics: Any
) -> None:
    meet(call, learner, 90, now=now)
    found = statistics()
    assert (found.sessions, found.people) == (0, 1)


def test_absences_count_once_they_can_not_be_contested(
    call: SessionType, learner: User, other_learner: User, now: datetime, statistics: Any
) -> None:
    for person, by, days in (
        (learner, call.mentor.user, 9),
        (other_learner, other_learner, 8),
        (learner, call.mentor.user, 1),
    ):
        at = now - days * DAY
        report_absence(booking=a_booking(call, person, at, now=at - DAY), by=by, now=at + HOUR)
    found = statistics()
    assert (found.missed_by_learners, found.missed_by_mentor, found.sessions) == (1, 1, 0)


def test_requests_say_what_became_of_them_and_how_soon(
    mentor: Mentor, learner: User, now: datetime, statistics: Any
) -> None:
    asked = a_session_type(mentor, needs_confirmation=True)
    start = now - 20 * DAY
    first, second, third, fourth = (
        a_booking(asked, learner, start + number * DAY, now=start - 5 * DAY) for number in range(4)
    )
    accept_request(booking=first, by=mentor.user, now=start - 5 * DAY + HOUR)
    accept_request(booking=second, by=mentor.user, now=start - 5 * DAY + 2 * HOUR)
    decline_request(booking=third, by=mentor.user, reason="", now=start - 5 * DAY + 9 * HOUR)
    expire_unanswered(now=start)
    fourth.refresh_from_db()
    assert fourth.state == BookingState.EXPIRED
    requests = statistics().requests
    assert (requests.accepted, requests.declined, requests.expired) == (2, 1, 1)
    assert requests.usual_answer_minutes == 120


def test_a_session_that_was_booked_at_once_is_no_request(
    call: SessionType, learner: User, now: datetime, statistics: Any
) -> None:
    meet(call, learner, 3, now=now)
    assert (statistics().requests.total, statistics().requests.usual_answer_minutes) == (0, None)


def test_steps_are_those_that_most_sessions_were_about(
    call: SessionType, learner: User, now: datetime, statistics: Any
) -> None:
    published(step("torch", title="Train"), step("sql", title="Query"), slug="ml")
    for days, key in ((3, "sql"), (4, "torch"), (5, "torch"), (6, "gone")):
        meet(call, learner, days, now=now, about=About("Help.", "ml", key))
    assert [(each.title, number) for each, number in statistics().steps] == [("Train", 2), ("Query", 1)]


def test_people_who_came_back_are_counted_by_the_names_they_showed(
    call: SessionType, learner: User, other_learner: User, now: datetime, statistics: Any
) -> None:
    theory = a_session_type(call.mentor, slug="theory", kind="mock_interview", rubric_key="ml-theory")
    meet(theory, learner, 20, now=now, about=About(is_anonymous=True))
    meet(call, learner, 9, now=now)
    for days in (8, 3):
        meet(call, other_learner, days, now=now)
    found = statistics()
    assert (found.sessions, found.people, found.returning) == (4, 2, 1)


class TestPage:
    def test_has_a_sentence_bars_and_a_table(
        self,
        call: SessionType,
        learner: User,
        browser: Client,
        now: datetime,
        django_assert_max_num_queries: Any,
    ) -> None:
        published(step("torch", title="Train"), slug="ml")
        for days in (3, 8):
            meet(call, learner, days, now=now, about=About("Help.", "ml", "torch"))
        browser.get(PAGE)
        with django_assert_max_num_queries(8):
            page = browser.get(PAGE).text
        assert "You held 2 sessions in twelve weeks, together 1 h." in page.replace("\xa0", " ")
        assert page.count("<tr>") == 13
        assert "1 since you began, 1 of them more than once" in page
        assert "Train" in page

    def test_says_so_while_there_is_nothing(self, browser: Client) -> None:
        assert "No session yet" in browser.get(PAGE).text


def test_the_api_says_the_same(call: SessionType, learner: User, browser: Client, now: datetime) -> None:
    published(step("torch", title="Train"), slug="ml")
    meet(call, learner, 3, now=now, about=About("Help.", "ml", "torch"))
    answer = browser.get("/api/v1/me/mentor/statistics/").json()
    assert (answer["sessions"], answer["minutes"], len(answer["weeks"])) == (1, 30, 12)
    assert answer["steps"] == [{"roadmap": "ml", "key": "torch", "title": "Train", "sessions": 1}]
    assert answer["requests"] == {
        "accepted": 0,
        "declined": 0,
        "expired": 0,
        "usual_answer_minutes": None,
    }
