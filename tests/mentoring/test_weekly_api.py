"""Weekly pairs in the API: the dates, booking them, reading them, calling them off."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from mentoring.models import Booking, Mentor, SessionType, WeeklyPair
from mentoring.operations import book_weekly
from tests.conftest import SignIn
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, tomorrow

WEEK = timedelta(weeks=1)
PAIRS = "/api/v1/weekly-pairs/"


@pytest.fixture
def weekly(mentor: Mentor) -> SessionType:
    return a_session_type(mentor, most_weeks=8)


def dates_url(weekly: SessionType) -> str:
    return f"/api/v1/mentors/{weekly.mentor.user.handle}/session-types/{weekly.slug}/weekly/"


def request_for(weekly: SessionType, weeks: int = 3, **more: Any) -> dict[str, Any]:
    return {
        "mentor": weekly.mentor.user.handle,
        "session_type": weekly.slug,
        "starts": [(tomorrow("10:00") + WEEK * number).isoformat() for number in range(weeks)],
        **more,
    }


def post(client: Client, url: str, body: dict[str, Any]) -> Any:
    return client.post(url, body, content_type="application/json")


class TestDates:
    def test_they_say_what_is_free_and_why_others_are_not(
        self, weekly: SessionType, other_learner: User, lena: Client, now: datetime
    ) -> None:
        a_booking(weekly, other_learner, tomorrow("10:00") + WEEK, now=now)
        answer = lena.get(dates_url(weekly), {"start": tomorrow("10:00").isoformat(), "weeks": "2"})
        free, taken = answer.json()["dates"]
        assert (free["cause"], free["sentence"], free["others"]) == (None, "", [])
        assert (taken["on"], taken["cause"], taken["zone"]) == ("2026-12-02", "booked", "UTC")
        assert "2026-12-02T10:30:00Z" in taken["others"]

    def test_they_warn_of_clocks_that_change_apart(
        self, mentor_user: User, other_learner: User, at_now: None, signed_in: SignIn
    ) -> None:
        polish = a_mentor(mentor_user, zone="Europe/Warsaw")
        weekly = a_session_type(polish, most_weeks=8, window_days=90)
        first = datetime(2027, 2, 23, 15, tzinfo=mentor_user.zone)
        answer = signed_in(other_learner).get(dates_url(weekly), {"start": first.isoformat(), "weeks": "6"})
        there, back = answer.json()["clock_shifts"]
        assert (there["before"], there["after"], there["is_travel"]) == ("09:00", "10:00", False)
        assert (back["before"], back["after"]) == ("10:00", "09:00")

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ({}, 400),
            ({"start": "2026-11-25T10:00:00"}, 400),
            ({"start": "2020-11-25T10:00:00Z"}, 400),
            ({"start": "2190-11-25T10:00:00Z"}, 400),
            ({"start": "2026-11-25T10:00:00Z", "weeks": 13}, 400),
            ({"start": "2026-11-25T10:00:00Z", "weeks": 9}, 409),
            ({"start": "2026-11-25T10:00:00Z", "minutes": 31}, 409),
        ],
    )
    def test_what_cannot_be_asked(
        self, query: dict[str, Any], status: int, weekly: SessionType, lena: Client
    ) -> None:
        assert lena.get(dates_url(weekly), query).status_code == status

    def test_they_are_for_members(self, weekly: SessionType, at_now: None) -> None:
        answer = Client().get(dates_url(weekly), {"start": tomorrow("10:00").isoformat()})
        assert answer.status_code in {401, 403}


class TestBooking:
    def test_all_weeks_are_booked_and_each_is_a_booking(self, weekly: SessionType, lena: Client) -> None:
        answer = post(lena, PAIRS, request_for(weekly, about="Practice"))
        assert answer.status_code == 201
        body = answer.json()
        assert answer["Location"].endswith(f"{PAIRS}{body['id']}/")
        assert (body["mentor"], body["learner"]) == (weekly.mentor.user.handle, "lena")
        assert [each["state"] for each in body["bookings"]] == ["confirmed"] * 3
        one = lena.get(f"/api/v1/bookings/{body['bookings'][1]['id']}/").json()
        assert (one["weekly_pair"], one["about"]) == (body["id"], "Practice")

    def test_one_that_is_taken_refuses_all_and_is_named(
        self, weekly: SessionType, other_learner: User, lena: Client, now: datetime
    ) -> None:
        a_booking(weekly, other_learner, tomorrow("10:00") + WEEK, now=now)
        answer = post(lena, PAIRS, request_for(weekly))
        assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")
        assert "2026-12-02T10:00:00" in str(answer.json())
        assert not WeeklyPair.objects.exists()

    @pytest.mark.parametrize("weeks", [0, 1, 13])
    def test_too_few_or_too_many(self, weeks: int, weekly: SessionType, lena: Client) -> None:
        assert post(lena, PAIRS, request_for(weekly, weeks)).status_code == 400

    def test_more_than_the_mentor_offers(self, weekly: SessionType, lena: Client) -> None:
        answer = post(lena, PAIRS, request_for(weekly, 9))
        assert (answer.status_code, answer.json()["code"]) == (409, "not_weekly")


class TestReading:
    @pytest.fixture
    def pair(self, weekly: SessionType, learner: User, now: datetime) -> WeeklyPair:
        starts = [tomorrow("10:00") + WEEK * number for number in range(4)]
        return book_weekly(learner=learner, session_type=weekly, starts=starts, now=now)

    def test_both_people_read_it_and_nobody_else(
        self, pair: WeeklyPair, lena: Client, browser: Client, other_learner: User, signed_in: SignIn
    ) -> None:
        for client, role in ((lena, "learner"), (browser, "mentor")):
            assert [each["id"] for each in client.get(PAIRS).json()["results"]] == [str(pair.pk)]
            assert len(client.get(f"{PAIRS}?role={role}").json()["results"]) == 1
        assert lena.get(f"{PAIRS}?role=mentor").json()["results"] == []
        stranger = signed_in(other_learner)
        assert stranger.get(f"{PAIRS}{pair.pk}/").status_code == 404
        assert post(stranger, f"{PAIRS}{pair.pk}/cancellation/", {}).status_code == 404

    def test_the_list_takes_as_many_queries_for_several(
        self, pair: WeeklyPair, weekly: SessionType, learner: User, lena: Client, now: datetime
    ) -> None:
        counts = []
        for hour in ("11:00", "12:00", "13:00"):
            starts = [tomorrow(hour) + WEEK * number for number in range(5)]
            book_weekly(learner=learner, session_type=weekly, starts=starts, now=now)
            lena.get(PAIRS)
            with CaptureQueriesContext(connection) as queries:
                lena.get(PAIRS)
            counts.append(len(queries))
        assert len(set(counts)) == 1

    def test_every_second_week_is_called_off(self, pair: WeeklyPair, lena: Client) -> None:
        body = {"every_second": True, "reason": "Less time"}
        answer = post(lena, f"{PAIRS}{pair.pk}/cancellation/", body)
        assert [each["state"] for each in answer.json()["bookings"]] == ["confirmed", "cancelled"] * 2

    def test_the_rest_is_called_off_once(self, pair: WeeklyPair, lena: Client) -> None:
        assert post(lena, f"{PAIRS}{pair.pk}/cancellation/", {}).status_code == 200
        again = post(lena, f"{PAIRS}{pair.pk}/cancellation/", {})
        assert (again.status_code, again.json()["code"]) == (409, "already_settled")
        assert {each.state for each in Booking.objects.all()} == {"cancelled"}


def test_a_mentor_sets_the_weeks_and_learners_read_them(
    weekly: SessionType, browser: Client, lena: Client
) -> None:
    own = f"/api/v1/me/session-types/{weekly.slug}/"
    answer = browser.patch(own, {"most_weeks": 6}, content_type="application/json")
    assert answer.json()["most_weeks"] == 6
    (shown,) = lena.get(f"/api/v1/mentors/{weekly.mentor.user.handle}/").json()["session_types"]
    assert shown["most_weeks"] == 6
    for wrong in ({"most_weeks": 13}, {"most_weeks": 6, "seats": 3}):
        assert browser.patch(own, wrong, content_type="application/json").status_code == 400
