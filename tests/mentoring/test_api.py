"""The API of mentoring: the same acts as the pages, with refusals as problem details."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring.models import Booking, Mentor, SessionType
from tests.mentoring.builders import HOUR, a_booking, a_mentor, a_session_type, tomorrow

TEN = "2026-11-25T10:00:00Z"


pytestmark = pytest.mark.usefixtures("at_now")


def post_booking(client: Client, key: str = "", **wish: Any) -> Any:
    body = {"mentor": "mira", "session_type": "call", "starts_at": TEN} | wish
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/v1/bookings/", body, content_type="application/json", headers=headers)


class TestMentors:
    def test_anybody_may_list_them(self, call: SessionType, client: Client) -> None:
        (found,) = client.get("/api/v1/mentors/").json()["results"]
        assert (found["handle"], found["session_types"][0]["slug"]) == ("mira", "call")

    def test_filters_are_those_of_the_page(self, call: SessionType, client: Client) -> None:
        assert client.get("/api/v1/mentors/?language=ja").json()["results"] == []
        assert len(client.get("/api/v1/mentors/?kind=call&q=mira").json()["results"]) == 1

    def test_one_by_handle(self, call: SessionType, client: Client) -> None:
        assert client.get("/api/v1/mentors/mira/").json()["name"] == "Mira"

    def test_who_is_not_listed_is_not_found(self, mentor_user: User, client: Client) -> None:
        a_mentor(mentor_user, is_listed=False)
        assert client.get("/api/v1/mentors/mira/").status_code == 404

    def test_a_list_costs_the_same_for_one_and_many(
        self,
        call: SessionType,
        learner: User,
        client: Client,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        a_session_type(a_mentor(learner))
        with django_assert_max_num_queries(4):
            client.get("/api/v1/mentors/")


class TestSlots:
    url = "/api/v1/mentors/mira/session-types/call/slots/"

    def test_gives_the_free_starts_of_a_span(
        self, call: SessionType, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_max_num_queries(4):
            answer = client.get(self.url, {"from": "2026-11-25T09:00:00Z", "to": "2026-11-25T10:01:00Z"})
        assert answer.json()["starts"] == [
            "2026-11-25T09:00:00Z",
            "2026-11-25T09:30:00Z",
            "2026-11-25T10:00:00Z",
        ]

    @pytest.mark.parametrize(
        "query",
        [
            {"from": "2026-11-25T09:00:00"},
            {"from": "soon"},
            {"from": "2026-11-25T09:00:00Z", "to": "2026-11-24T09:00:00Z"},
            {"from": "2026-11-25T00:00:00Z", "to": "2027-02-25T00:00:01Z"},
            {"from": "9999-12-31T00:00:00Z"},
            {"from": "2199-12-31T23:59:59Z"},
        ],
    )
    def test_refuses_what_it_can_not_answer(self, call: SessionType, client: Client, query: Any) -> None:
        answer = client.get(self.url, query)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")

    def test_exactly_92_days_are_answered(self, call: SessionType, client: Client) -> None:
        query = {"from": "2026-11-25T00:00:00Z", "to": "2027-02-25T00:00:00Z"}
        assert client.get(self.url, query).status_code == 200

    def test_an_unknown_session_type_is_not_found(self, call: SessionType, client: Client) -> None:
        assert client.get(self.url.replace("call", "nonsense")).status_code == 404


class TestBookings:
    def test_a_stranger_is_asked_who_they_are(self, call: SessionType, client: Client) -> None:
        assert post_booking(client).status_code == 401

    def test_books(self, call: SessionType, lena: Client) -> None:
        answer = post_booking(lena, about="Help.")
        assert answer.status_code == 201
        assert (answer.json()["state"], answer.json()["starts_at"]) == ("confirmed", TEN)

    def test_the_same_key_gets_the_first_answer(self, call: SessionType, lena: Client) -> None:
        assert post_booking(lena, key="one").json() == post_booking(lena, key="one").json()
        assert Booking.objects.count() == 1

    def test_the_same_key_with_another_request_is_refused(self, call: SessionType, lena: Client) -> None:
        post_booking(lena, key="one")
        answer = post_booking(lena, key="one", starts_at="2026-11-25T11:00:00Z")
        assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")

    def test_a_taken_time_names_the_nearest(
        self, call: SessionType, lena: Client, other_learner: User, now: datetime
    ) -> None:
        a_booking(call, other_learner, "10:00", now=now)
        problem = post_booking(lena).json()
        assert problem["code"] == "slot_taken"
        assert len(problem["data"]["nearest"]) == 3

    @pytest.mark.parametrize(
        "wish",
        [
            {"starts_at": "2026-11-25T10:00:00"},
            {"starts_at": 0},
            {"mentor": "nobody"},
            {"session_type": "nonsense"},
            {"step": "no/where"},
            {"about": "x" * 2_001},
        ],
    )
    def test_refuses_what_makes_no_booking(
        self, call: SessionType, lena: Client, wish: dict[str, Any]
    ) -> None:
        answer = post_booking(lena, **wish)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")

    def test_a_key_that_is_too_long_is_refused(self, call: SessionType, lena: Client) -> None:
        assert post_booking(lena, key="k" * 201).status_code == 400

    def test_lists_only_ones_own(
        self,
        call: SessionType,
        lena: Client,
        other_learner: User,
        signed_in: Callable[[User], Client],
        now: datetime,
    ) -> None:
        a_booking(call, other_learner, now=now)
        assert lena.get("/api/v1/bookings/").json()["results"] == []
        assert len(signed_in(call.mentor.user).get("/api/v1/bookings/").json()["results"]) == 1

    @pytest.mark.parametrize("path", ["", "cancellation/", "outcome/"])
    def test_a_stranger_finds_nothing(
        self, call: SessionType, lena: Client, other_learner: User, now: datetime, path: str
    ) -> None:
        booking = a_booking(call, other_learner, now=now)
        url = f"/api/v1/bookings/{booking.pk}/{path}"
        send = lena.post if path else lena.get
        data = {"outcome": "completed"} if path else {}
        assert send(url, data, content_type="application/json").status_code == 404

    def test_cancels(self, call: SessionType, learner: User, lena: Client, now: datetime) -> None:
        booking = a_booking(call, learner, now=now)
        answer = lena.post(
            f"/api/v1/bookings/{booking.pk}/cancellation/", {"reason": "Ill."}, "application/json"
        )
        assert (answer.json()["state"], answer.json()["cancel_reason"]) == ("cancelled", "Ill.")

    def test_the_mentor_settles_it(
        self,
        call: SessionType,
        learner: User,
        mentor_user: User,
        signed_in: Callable[[User], Client],
        now: datetime,
    ) -> None:
        booking = a_booking(call, learner, now=now)
        with time_machine.travel(tomorrow("11:00"), tick=False):
            answer = signed_in(mentor_user).post(
                f"/api/v1/bookings/{booking.pk}/outcome/", {"outcome": "no_show"}, "application/json"
            )
        assert answer.json()["state"] == "no_show"

    def test_an_id_that_is_none_finds_nothing(self, call: SessionType, lena: Client) -> None:
        for path in ("", "cancellation/", "outcome/"):
            send = lena.post if path else lena.get
            data = {"outcome": "completed"} if path else {}
            url = f"/api/v1/bookings/nonsense/{path}"
            assert send(url, data, content_type="application/json").status_code == 404


class TestMove:
    def test_moves(self, call: SessionType, learner: User, lena: Client, now: datetime) -> None:
        booking = a_booking(call, learner, now=now)
        body = {"starts_at": "2026-11-25T13:00:00Z", "reason": "A train."}
        answer = lena.post(f"/api/v1/bookings/{booking.pk}/move/", body, content_type="application/json")
        assert (answer.status_code, answer.json()["sequence"]) == (200, 1)
        booking.refresh_from_db()
        assert booking.starts_at == tomorrow("13:00")

    def test_a_taken_time_names_the_nearest(
        self, call: SessionType, learner: User, other_learner: User, lena: Client, now: datetime
    ) -> None:
        booking = a_booking(call, learner, now=now)
        a_booking(call, other_learner, "13:00", now=now)
        body = {"starts_at": "2026-11-25T13:00:00Z"}
        answer = lena.post(f"/api/v1/bookings/{booking.pk}/move/", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")
        assert len(answer.json()["data"]["nearest"]) == 3


class TestRequests:
    @pytest.fixture
    def request_(self, mentor: Mentor, learner: User, now: datetime) -> Booking:
        return a_booking(a_session_type(mentor, needs_confirmation=True), learner, now=now)

    def test_a_booking_may_be_a_request(self, request_: Booking, lena: Client) -> None:
        found = lena.get(f"/api/v1/bookings/{request_.pk}/").json()
        assert (found["state"], found["expires_at"] is not None) == ("requested", True)

    def test_the_mentor_accepts(self, request_: Booking, browser: Client) -> None:
        answer = browser.post(
            f"/api/v1/bookings/{request_.pk}/acceptance/", {}, content_type="application/json"
        )
        assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")

    def test_the_mentor_declines(self, request_: Booking, browser: Client) -> None:
        answer = browser.post(
            f"/api/v1/bookings/{request_.pk}/refusal/", {"reason": "Away."}, content_type="application/json"
        )
        assert (answer.json()["state"], answer.json()["cancel_reason"]) == ("declined", "Away.")

    @pytest.mark.parametrize("act", ["acceptance", "refusal"])
    def test_the_learner_can_not_answer(self, request_: Booking, lena: Client, act: str) -> None:
        url = f"/api/v1/bookings/{request_.pk}/{act}/"
        assert lena.post(url, {}, content_type="application/json").status_code == 404

    def test_what_is_answered_is_not_answered_again(self, request_: Booking, browser: Client) -> None:
        browser.post(f"/api/v1/bookings/{request_.pk}/acceptance/", {}, content_type="application/json")
        url = f"/api/v1/bookings/{request_.pk}/refusal/"
        answer = browser.post(url, {}, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_asked")


class TestScorecards:
    draft: ClassVar[dict[str, Any]] = {
        "scores": [{"dimension": "depth", "evidence": "Stopped at “why?”.", "level": 2}],
        "keep": "You said what you assumed.",
        "change": "Draw first.",
    }

    @pytest.fixture
    def interview(self, mentor: Mentor, learner: User, now: datetime) -> Booking:
        """It ended half an hour before the tests' `now`."""
        theory = a_session_type(mentor, slug="theory", kind="mock_interview", rubric_key="ml-theory")
        return a_booking(theory, learner, now - HOUR, now=now - 24 * HOUR)

    def put(self, client: Client, interview: Booking, **more: Any) -> Any:
        url = f"/api/v1/bookings/{interview.pk}/scorecard/"
        return client.put(url, self.draft | more, content_type="application/json")

    def test_from_draft_to_answer(self, interview: Booking, browser: Client, lena: Client) -> None:
        url = f"/api/v1/bookings/{interview.pk}/scorecard"
        assert self.put(browser, interview).json()["shared_at"] is None
        assert lena.get(f"{url}/").json()["scores"] == []
        assert self.put(browser, interview, share=True).status_code == 200
        rated = lena.post(
            f"/api/v1/bookings/{interview.pk}/self-rating/", {"levels": {}}, content_type="application/json"
        )
        assert [each["level"] for each in rated.json()["scores"]] == [2]
        answered = lena.post(f"{url}-answer/", {"answer": "Thank you."}, content_type="application/json")
        assert answered.json()["answer"] == "Thank you."

    @pytest.mark.parametrize(
        "wrong",
        [
            {"scores": [{"dimension": "charm", "level": 2}]},
            {"scores": [{"dimension": "depth", "level": 9, "evidence": "x"}]},
            {"scores": [{"dimension": "depth"}, {"dimension": "depth"}]},
            {"overall": 7},
        ],
    )
    def test_refuses_what_is_on_no_rubric(
        self, interview: Booking, browser: Client, wrong: dict[str, Any]
    ) -> None:
        assert self.put(browser, interview, **wrong).status_code == 400

    def test_a_draft_with_holes_is_not_shared(self, interview: Booking, browser: Client) -> None:
        answer = self.put(browser, interview, keep="", share=True)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_whole")

    def test_a_learner_does_not_write_it(self, interview: Booking, lena: Client) -> None:
        assert self.put(lena, interview).status_code == 404

    def test_a_call_has_none(self, call: SessionType, learner: User, browser: Client, now: datetime) -> None:
        assert self.put(browser, a_booking(call, learner, now=now)).status_code == 404
