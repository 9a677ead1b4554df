"""What remains of a session, over the API: the acts of its page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, Review, SessionType
from mentoring.operations import record_outcome, review_session
from tests.conftest import person
from tests.mentoring.builders import HOUR, a_booking

pytestmark = pytest.mark.usefixtures("at_now")
DAY = timedelta(days=1)
JSON = "application/json"


@pytest.fixture
def past(call: SessionType, learner: User, now: datetime) -> Booking:
    """A session that ended before the tests' `now`, about which nobody has said anything."""
    return a_booking(call, learner, now - 2 * HOUR, now=now - DAY)


@pytest.fixture
def held(past: Booking, mentor_user: User, now: datetime) -> Booking:
    return record_outcome(booking=past, by=mentor_user, outcome=BookingState.COMPLETED, now=now - HOUR)


def test_both_write_notes_and_tick_what_was_agreed(past: Booking, lena: Client, browser: Client) -> None:
    url = f"/api/v1/bookings/{past.pk}"
    body = {"notes": "# Plan", "agreed": [{"text": "Derive it.", "due_on": "2026-12-04"}]}
    assert browser.put(f"{url}/notes/", body, content_type=JSON).status_code == 200
    (item,) = lena.get(f"{url}/notes/").json()["agreed"]
    assert (item["place"], item["text"], item["done_at"]) == (1, "Derive it.", None)
    ticked = lena.put(f"{url}/agreed/1/", {"is_done": True}, content_type=JSON).json()
    assert ticked["done_at"] is not None


def test_four_things_are_too_many(past: Booking, lena: Client) -> None:
    body = {"notes": "", "agreed": [{"text": "A"}] * 4}
    answer = lena.put(f"/api/v1/bookings/{past.pk}/notes/", body, content_type=JSON)
    assert answer.status_code == 400


def test_an_absence_is_said_and_contested(past: Booking, lena: Client, browser: Client) -> None:
    url = f"/api/v1/bookings/{past.pk}"
    assert [each["person"] for each in lena.post(f"{url}/absence/").json()] == ["mira"]
    contested = browser.post(f"{url}/contest/", {"contest": "I waited."}, content_type=JSON)
    assert (contested.json()["contest"], contested.json()["upheld"]) == ("I waited.", None)
    again = browser.post(f"{url}/contest/", {"contest": "Again."}, content_type=JSON)
    assert (again.status_code, again.json()["code"]) == (409, "not_contestable")


def test_neither_reads_the_others_review_first(held: Booking, lena: Client, browser: Client) -> None:
    url = f"/api/v1/bookings/{held.pk}/review/"
    body = {"usefulness": 4, "words": "Thank you.", "is_public": True}
    assert lena.post(url, body, content_type=JSON).json()["own"]["usefulness"] == 4
    assert browser.get(url).json() == {"own": None, "other": None}
    assert browser.post(url, {"usefulness": 3}, content_type=JSON).json()["other"]["words"] == "Thank you."


def test_a_mentor_replies_once(held: Booking, learner: User, browser: Client, now: datetime) -> None:
    review = review_session(booking=held, by=learner, usefulness=4, words="", is_public=True, now=now)  # type: ignore[arg-type]
    Review.objects.filter(pk=review.pk).update(given_at=now - 3 * DAY)
    url = f"/api/v1/reviews/{review.pk}/reply/"
    assert browser.post(url, {"reply": "Thank you."}, content_type=JSON).json()["reply"] == "Thank you."
    assert browser.post(url, {"reply": "And …"}, content_type=JSON).status_code == 409


def test_public_reviews_begin_at_three(call: SessionType, client: Client, now: datetime) -> None:
    for number in range(3):
        assert client.get("/api/v1/mentors/mira/reviews/").json()["results"] == []
        author = person(f"Ann{number}", "UTC")
        booking = a_booking(call, author, now - (number + 4) * DAY, now=now - 9 * DAY)
        Booking.objects.filter(pk=booking.pk).update(state=BookingState.COMPLETED)
        done = Booking.objects.with_people().get(pk=booking.pk)
        review_session(booking=done, by=author, usefulness=4, words="", is_public=True, now=now - 3 * DAY)  # type: ignore[arg-type]
    assert len(client.get("/api/v1/mentors/mira/reviews/").json()["results"]) == 3


@pytest.mark.parametrize("act", ["notes", "agreed/1", "absence", "contest", "review"])
def test_a_stranger_finds_nothing(
    past: Booking, other_learner: User, signed_in: Callable[[User], Client], act: str
) -> None:
    stranger: Any = signed_in(other_learner)
    assert stranger.get(f"/api/v1/bookings/{past.pk}/{act}/").status_code in (404, 405)
    assert stranger.post(f"/api/v1/bookings/{past.pk}/{act}/", {}, content_type=JSON).status_code in (
        *(400, 404, 405),
    )
