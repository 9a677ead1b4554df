"""Whom a mentor has met: how often, when, and what was agreed; never whoever does not show their name."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, Mentor, SessionType
from mentoring.operations import (
    About,
    Agreed,
    block_person,
    cancel_booking,
    record_outcome,
    show_name,
    write_notes,
)
from mentoring.people_met import PersonMet, find_people_met, read_sessions_with, select_people_met
from tests.mentoring.builders import HOUR, a_booking, a_session_type
from tests.roadmaps.builders import published, step

DAY = timedelta(days=1)
API = "/api/v1/me/mentor/people/"


def meet(session_type: SessionType, learner: User, days: int, *, now: datetime, **more: Any) -> Booking:
    """A session so many days before `now` that was held."""
    at = now - days * DAY
    booking = a_booking(session_type, learner, at, now=at - DAY, **more)
    by = session_type.mentor.user
    return record_outcome(booking=booking, by=by, outcome=BookingState.COMPLETED, now=at + HOUR)


def people_of(mentor: Mentor, now: datetime) -> list[PersonMet]:
    return find_people_met(list(select_people_met(mentor, now=now).order_by("-last_at")), mentor)


@pytest.fixture
def theory(mentor: Mentor) -> SessionType:
    return a_session_type(mentor, slug="theory", kind="mock_interview", rubric_key="ml-theory")


def test_counts_what_was_held_and_says_when_last_and_next(
    call: SessionType, learner: User, other_learner: User, now: datetime
) -> None:
    for days in (20, 9):
        meet(call, learner, days, now=now)
    meet(call, other_learner, 3, now=now)
    coming = a_booking(call, learner, now=now)
    found = [(each.person, each.sessions, each.last_at, each.next_at) for each in people_of(call.mentor, now)]
    assert found == [
        (other_learner, 1, now - 3 * DAY, None),
        (learner, 2, now - 9 * DAY, coming.starts_at),
    ]


def test_shows_what_was_agreed_in_the_latest_session_that_had_that(
    call: SessionType, learner: User, now: datetime
) -> None:
    for days, text in ((20, "Old"), (9, "New")):
        write_notes(booking=meet(call, learner, days, now=now), notes="", agreed=[Agreed(text)], now=now)
    meet(call, learner, 3, now=now)
    (met,) = people_of(call.mentor, now)
    assert [each.text for each in met.agreed] == ["New"]


def test_nobody_is_met_by_booking_or_by_cancelling(
    call: SessionType, learner: User, other_learner: User, now: datetime
) -> None:
    a_booking(call, learner, "10:00", now=now)
    gone = a_booking(call, other_learner, "11:00", now=now)
    cancel_booking(booking=gone, by=call.mentor.user, reason="Ill.", now=now)
    assert not people_of(call.mentor, now)


def test_a_session_without_a_name_counts_once_the_name_is_shown(
    theory: SessionType, learner: User, now: datetime
) -> None:
    booking = meet(theory, learner, 5, now=now, about=About(is_anonymous=True))
    write_notes(booking=booking, notes="", agreed=[Agreed("Read it")], now=now)
    assert not people_of(theory.mentor, now)
    show_name(booking=booking, by=learner)
    (met,) = people_of(theory.mentor, now)
    assert (met.sessions, [each.text for each in met.agreed]) == (1, ["Read it"])


def test_named_sessions_say_nothing_of_the_one_without_a_name(
    theory: SessionType, call: SessionType, learner: User, now: datetime
) -> None:
    hidden = meet(theory, learner, 5, now=now, about=About(is_anonymous=True))
    write_notes(booking=hidden, notes="", agreed=[Agreed("Read it")], now=now)
    meet(call, learner, 9, now=now)
    (met,) = people_of(call.mentor, now)
    assert (met.sessions, met.last_at, met.agreed) == (1, now - 9 * DAY, [])
    assert [each.booking.session_type_id for each in read_sessions_with(learner, call.mentor)] == [call.pk]


def test_a_block_after_a_session_without_a_name_does_not_tell_whose_it_was(
    theory: SessionType, call: SessionType, learner: User, now: datetime
) -> None:
    meet(call, learner, 9, now=now)
    hidden = meet(theory, learner, 5, now=now, about=About(is_anonymous=True))
    block_person(by=call.mentor.user, person=learner, cancels=False, met_in=hidden, now=now)
    assert [each.person for each in people_of(call.mentor, now)] == [learner]


class TestPages:
    @pytest.fixture
    def both(self, call: SessionType, learner: User, other_learner: User, now: datetime) -> None:
        for number, person in enumerate((learner, other_learner)):
            held = meet(call, person, 3 + number, now=now)
            write_notes(booking=held, notes="", agreed=[Agreed("Read it")], now=now)

    def test_the_list_names_everybody_in_six_queries(
        self, both: None, browser: Client, django_assert_max_num_queries: Any
    ) -> None:
        browser.get("/mentoring/people/")
        with django_assert_max_num_queries(6):
            page = browser.get("/mentoring/people/").text
        assert "Lena" in page
        assert "Luis" in page
        assert page.count("Read it") == 2

    def test_it_says_so_when_there_is_nobody(self, browser: Client) -> None:
        assert "Nobody yet" in browser.get("/mentoring/people/").text

    def test_the_page_of_somebody_has_what_they_wrote_asked_about_and_agreed(
        self, call: SessionType, learner: User, browser: Client, now: datetime
    ) -> None:
        published(step("torch", title="Write a training loop"), slug="ml")
        held = meet(call, learner, 3, now=now, about=About("My loss is flat.", "ml", "torch"))
        write_notes(booking=held, notes="A **smaller** rate.", agreed=[Agreed("Read it")], now=now)
        page = browser.get("/mentoring/people/lena/").text
        for text in ("My loss is flat.", "Write a training loop", "<strong>smaller</strong>", "Read it"):
            assert text in page

    @pytest.mark.parametrize("address", ["/mentoring/people/lena/", f"{API}lena/"])
    def test_whom_one_has_not_met_is_not_found(
        self, call: SessionType, learner: User, browser: Client, now: datetime, address: str
    ) -> None:
        a_booking(call, learner, now=now)
        assert browser.get(address).status_code == 404


class TestApi:
    def test_lists_them_in_an_order(
        self, call: SessionType, learner: User, other_learner: User, browser: Client, now: datetime
    ) -> None:
        for days in (20, 9):
            held = meet(call, learner, days, now=now)
        write_notes(booking=held, notes="", agreed=[Agreed("Read it")], now=now)
        meet(call, other_learner, 3, now=now)

        def handles(query: str) -> list[str]:
            return [each["handle"] for each in browser.get(f"{API}{query}").json()["results"]]

        assert handles("") == ["luis", "lena"]
        assert handles("?order=-sessions") == ["lena", "luis"]
        first = browser.get(f"{API}?order=name&page_size=1").json()
        assert first["results"][0] | {"last_at": None} == {
            "handle": "lena",
            "name": "Lena",
            "sessions": 2,
            "last_at": None,
            "next_at": None,
            "agreed": [{"text": "Read it", "due_on": None, "done_at": None}],
        }
        second = browser.get(first["next"]).json()
        assert [each["handle"] for each in second["results"]] == ["luis"]

    def test_sessions_with_somebody(
        self, call: SessionType, learner: User, browser: Client, now: datetime
    ) -> None:
        held = meet(call, learner, 3, now=now, about=About("My loss is flat."))
        (session,) = browser.get(f"{API}lena/").json()
        assert (session["booking"], session["about"], session["state"]) == (
            str(held.pk),
            "My loss is flat.",
            "completed",
        )

    def test_a_learner_has_no_such_list(self, learner: User, signed_in: Callable[[User], Client]) -> None:
        assert signed_in(learner).get(API).status_code == 404
