"""Booking through pages, without a script: pick, say what it is about, booked; and what may go wrong."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring.models import Booking, SessionType
from mentoring.operations import cancel_booking
from tests.mentoring.builders import a_booking, tomorrow

TEN = "2026-11-25T10:00:00+00:00"
ELEVEN = "2026-11-25T11:00:00+00:00"


pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def booking(call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(call, learner, now=now)


def send_form(client: Client, **data: Any) -> Any:
    form = {"session_type": "call", "start": TEN, "key": str(uuid4()), "about": "Help."} | data
    return client.post("/mentors/mira/bookings/", form)


class TestTheForm:
    url = "/mentors/mira/sessions/call/booking/"

    def test_asks_a_stranger_to_sign_in_and_keeps_the_time(self, call: SessionType, client: Client) -> None:
        answer = client.get(self.url, {"start": TEN})
        assert answer.status_code == 302
        assert "start%3D2026-11-25T10%253A00" in answer["Location"]

    def test_shows_the_chosen_time_in_the_learners_zone(self, call: SessionType, lena: Client) -> None:
        assert "Wed 25 Nov, 10:00 (London)" in lena.get(self.url, {"start": TEN}).content.decode()

    @pytest.mark.parametrize("start", ["", "soon", "2026-11-25T10:00:00", "2026-13-45T99:00:00+00:00"])
    def test_leads_back_to_the_times_without_a_usable_one(
        self, call: SessionType, lena: Client, start: str
    ) -> None:
        answer = lena.get(self.url, {"start": start, "step": "ml/torch"})
        assert answer["Location"] == "/mentors/mira/sessions/call/?step=ml%2Ftorch"


class TestBooking:
    def test_leads_to_the_session(self, call: SessionType, lena: Client) -> None:
        answer = send_form(lena)
        assert answer.status_code == 303
        assert answer["Location"] == Booking.objects.get().get_absolute_url()

    def test_sent_twice_it_books_once(self, call: SessionType, lena: Client) -> None:
        key = str(uuid4())
        assert send_form(lena, key=key)["Location"] == send_form(lena, key=key)["Location"]
        assert Booking.objects.count() == 1

    def test_an_old_form_sent_again_does_not_claim_to_book_what_was_cancelled(
        self, call: SessionType, learner: User, lena: Client, now: datetime
    ) -> None:
        key = str(uuid4())
        send_form(lena, key=key)
        cancel_booking(booking=Booking.objects.get(), by=learner, reason="", now=now)
        lena.get("/bookings/")  # where the first notice is read
        page = lena.get(send_form(lena, key=key)["Location"]).content.decode()
        assert "This booking was cancelled." in page
        assert "on its way to both of you" not in page

    def test_a_lost_race_keeps_what_was_typed_and_names_the_nearest(
        self, call: SessionType, other_learner: User, lena: Client, now: datetime
    ) -> None:
        a_booking(call, other_learner, "10:00", now=now)
        answer = send_form(lena, about="My loss will not go down.")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Someone has just taken that time" in page
        assert "My loss will not go down." in page
        assert [text in page for text in ("09:00 (London)", "09:30 (London)", "10:30 (London)")] == [True] * 3

    @pytest.mark.parametrize(
        "data",
        [
            {"start": "2026-11-25T10:00:00"},
            {"start": ""},
            {"start": "2020-01-01T10:00:00+00:00"},
            {"start": "9999-12-31T23:59:59+00:00"},
            {"start": "2026-11-25T10:07:00+00:00"},
            {"about": "x" * 2_001},
            {"key": "k" * 65},
        ],
    )
    def test_what_can_not_be_booked_shows_the_form_again(
        self, call: SessionType, lena: Client, data: dict[str, Any]
    ) -> None:
        assert send_form(lena, **data).status_code == 422
        assert not Booking.objects.exists()

    @pytest.mark.parametrize("slug", ["nonsense", ""])
    def test_another_session_type_loses_nothing_that_was_typed(
        self, call: SessionType, lena: Client, slug: str
    ) -> None:
        answer = send_form(lena, session_type=slug, about="My loss will not go down.")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "My loss will not go down." in page
        assert TEN in page
        assert '<input type="radio" name="session_type" value="call" required>' in page

    def test_a_form_that_comes_back_and_is_changed_shows_the_booking_and_has_a_fresh_key(
        self, call: SessionType, lena: Client
    ) -> None:
        key = str(uuid4())
        url = send_form(lena, key=key)["Location"]
        answer = send_form(lena, key=key, start=ELEVEN, about="Something else.")
        page = answer.content.decode()
        assert (answer.status_code, Booking.objects.count()) == (422, 1)
        assert f'href="{url}"' in page
        assert "Something else." in page
        assert key not in page

        fresh = answer.context["form"]["key"].value()
        assert send_form(lena, key=fresh, start=ELEVEN).status_code == 303
        assert Booking.objects.count() == 2

    @pytest.mark.usefixtures("booking")
    def test_a_time_that_one_has_booked_is_shown_as_booked(self, call: SessionType, lena: Client) -> None:
        again = lena.get("/mentors/mira/sessions/call/booking/", {"start": TEN}).content.decode()
        sent_again = send_form(lena, about="Other words.").content.decode()
        for page in (again, sent_again):
            assert Booking.objects.get().get_absolute_url() in page
        assert "Other words." in sent_again

    def test_a_switched_zone_travels_all_the_way(self, call: SessionType, lena: Client) -> None:
        there = {"zone": "Asia/Tokyo", "step": "ml/torch"}
        way = "?step=ml%2Ftorch&amp;zone=Asia%2FTokyo"
        mentor = lena.get("/mentors/mira/", there).content.decode()
        assert f"/mentors/mira/sessions/call/{way}" in mentor
        times = lena.get("/mentors/mira/sessions/call/", there).content.decode()
        assert f"/mentors/mira/{way}" in times
        assert '<input type="hidden" name="zone" value="Asia/Tokyo">' in times
        form = lena.get("/mentors/mira/sessions/call/booking/", {"start": TEN, **there}).content.decode()
        assert "19:00 (Tokyo)" in form
        assert 'action="/mentors/mira/bookings/?zone=Asia%2FTokyo"' in form
        assert f"/mentors/mira/sessions/call/{way}" in form
        booked = lena.post(
            "/mentors/mira/bookings/?zone=Asia%2FTokyo",
            {"session_type": "call", "start": TEN, "key": str(uuid4())},
        )
        assert "19:00 (Tokyo)" in lena.get(booked["Location"]).content.decode()

    def test_a_step_that_does_not_exist_is_left_out(self, call: SessionType, lena: Client) -> None:
        send_form(lena, step="ml-engineer/nonsense")
        assert Booking.objects.get().learner_attendance.step_key == ""


class TestTheSession:
    def test_both_sides_see_the_same_page(
        self, booking: Booking, learner: User, mentor_user: User, signed_in: Callable[[User], Client]
    ) -> None:
        for user in (learner, mentor_user):
            page = signed_in(user).get(booking.get_absolute_url())
            assert page.status_code == 200
            assert booking.meeting_url in page.content.decode()

    @pytest.mark.parametrize("path", ["", "session.ics", "cancellation/"])
    def test_a_stranger_finds_nothing(
        self, booking: Booking, other_learner: User, signed_in: Callable[[User], Client], path: str
    ) -> None:
        assert signed_in(other_learner).get(f"/bookings/{booking.pk}/{path}").status_code == 404

    def test_a_stranger_can_not_cancel(
        self, booking: Booking, other_learner: User, signed_in: Callable[[User], Client]
    ) -> None:
        assert signed_in(other_learner).post(f"/bookings/{booking.pk}/cancellation/").status_code == 404

    def test_it_can_be_joined_from_ten_minutes_before(self, booking: Booking, lena: Client) -> None:
        url = booking.get_absolute_url()
        with time_machine.travel(tomorrow("09:49"), tick=False):
            assert "Join the session" not in lena.get(url).content.decode()
        with time_machine.travel(tomorrow("09:50"), tick=False):
            assert "Join the session" in lena.get(url).content.decode()

    def test_the_calendar_file_is_the_session(self, booking: Booking, lena: Client) -> None:
        answer = lena.get(f"/bookings/{booking.pk}/session.ics")
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert b"METHOD:PUBLISH" in answer.content
        assert booking.uid.encode() in answer.content.replace(b"\r\n ", b"")

    def test_cancelling_asks_first_and_then_cancels(self, booking: Booking, lena: Client) -> None:
        url = f"/bookings/{booking.pk}/cancellation/"
        assert "Keep it" in lena.get(url).content.decode()
        assert lena.post(url, {"reason": "I am ill."}).status_code == 303
        assert "I am ill." in lena.get(booking.get_absolute_url()).content.decode()

    def test_cancelling_too_late_says_so_and_keeps_the_reason(self, booking: Booking, lena: Client) -> None:
        with time_machine.travel(tomorrow("09:00"), tick=False):
            asked = lena.get(f"/bookings/{booking.pk}/cancellation/").text
            moving = lena.get(f"/bookings/{booking.pk}/move/").text
            answer = lena.post(f"/bookings/{booking.pk}/cancellation/", {"reason": "I am ill."})
        assert "too late to cancel" in asked
        assert "Cancel the session" not in asked
        assert "too late to move" in moving
        assert answer.status_code == 422
        assert "too late to cancel" in answer.content.decode()
        assert "I am ill." in answer.content.decode()

    def test_only_the_mentor_says_how_it_went(
        self, booking: Booking, lena: Client, mentor_user: User, signed_in: Callable[[User], Client]
    ) -> None:
        url = f"/bookings/{booking.pk}/outcome/"
        with time_machine.travel(tomorrow("11:00"), tick=False):
            assert lena.post(url, {"outcome": "completed"}).status_code == 404
            assert signed_in(mentor_user).post(url, {"outcome": "completed"}).status_code == 303
        booking.refresh_from_db()
        assert booking.state == "completed"

    def test_my_sessions_are_split_into_coming_and_past(self, booking: Booking, lena: Client) -> None:
        assert "Coming up" in lena.get("/bookings/").content.decode()
        with time_machine.travel(tomorrow("11:00"), tick=False):
            assert "Nothing booked" in lena.get("/bookings/").content.decode()

    def test_my_sessions_cost_the_same_for_one_and_for_many(
        self,
        call: SessionType,
        learner: User,
        lena: Client,
        now: datetime,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for at in ("09:00", "10:00", "11:00", "12:00"):
            a_booking(call, learner, at, now=now)
        lena.get("/bookings/")  # the first visit writes the session down
        with django_assert_max_num_queries(7):
            lena.get("/bookings/")


def test_a_time_that_is_not_free_leads_back_to_the_times(
    lena: Client, call: SessionType, other_learner: User, now: datetime
) -> None:
    a_booking(call, other_learner, "10:00", now=now)
    url = f"{call.get_absolute_url()}booking/?start=2026-11-25T10:00:00%2B00:00"
    page = lena.get(url, follow=True)
    assert page.redirect_chain == [(call.get_absolute_url(), 302)]
    assert "Someone has just taken that time." in page.text


def test_what_is_cancelled_is_not_cancelled_again(
    lena: Client, call: SessionType, learner: User, now: datetime
) -> None:
    booking = a_booking(call, learner, "10:00", now=now)
    cancel_booking(booking=booking, by=learner, reason="", now=now)
    page = lena.get(f"/bookings/{booking.pk}/cancellation/").text
    assert "This session is called off already." in page
    assert "Cancel the session" not in page
