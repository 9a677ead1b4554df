"""A session type that is offered at several lengths."""

from datetime import datetime

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from mentoring.models import Booking, Mentor, SessionType
from mentoring.operations import NotALength
from tests.mentoring.builders import a_booking, a_session_type, tomorrow

TEN = "2026-11-25T10:00:00+00:00"


@pytest.fixture
def talk(mentor: Mentor) -> SessionType:
    """Half an hour, or an hour and a half."""
    return a_session_type(mentor, slug="talk", title="Talk", more_lengths=[90])


def test_it_is_booked_at_one_of_them(talk: SessionType, learner: User, now: datetime) -> None:
    booking = a_booking(talk, learner, "10:00", now=now, minutes=90)
    assert (booking.minutes, booking.ends_at) == (90, tomorrow("11:30"))
    assert a_booking(talk, learner, "12:00", now=now).minutes == 30


@pytest.mark.parametrize("minutes", [45, 1, -30])
def test_it_is_not_booked_at_another(talk: SessionType, learner: User, minutes: int, now: datetime) -> None:
    with pytest.raises(NotALength):
        a_booking(talk, learner, "10:00", now=now, minutes=minutes)


def test_a_longer_one_begins_only_where_it_fits(
    talk: SessionType, learner: User, other_learner: User, lena: Client, now: datetime
) -> None:
    a_booking(talk, other_learner, "11:00", now=now)
    assert f'value="{TEN}"' in lena.get("/mentors/mira/sessions/talk/?from=2026-11-25").content.decode()
    assert (
        f'value="{TEN}"'
        not in lena.get("/mentors/mira/sessions/talk/?from=2026-11-25&minutes=90").content.decode()
    )


def test_the_length_travels_along_to_the_booking(talk: SessionType, lena: Client) -> None:
    times = lena.get("/mentors/mira/sessions/talk/?minutes=90&zone=Asia/Tokyo").content.decode()
    assert '<input type="hidden" name="minutes" value="90">' in times
    form = lena.get("/mentors/mira/sessions/talk/booking/", {"start": TEN, "minutes": "90"})
    assert "1&nbsp;h 30&nbsp;min" in form.content.decode().replace("\N{NO-BREAK SPACE}", "&nbsp;")
    lena.post("/mentors/mira/bookings/", {"session_type": "talk", "start": TEN, "minutes": "90"})
    assert Booking.objects.get().minutes == 90


def test_a_length_that_is_gone_is_said_and_nothing_typed_is_lost(talk: SessionType, lena: Client) -> None:
    sent = {"session_type": "talk", "start": TEN, "minutes": "50", "about": "My words."}
    answer = lena.post("/mentors/mira/bookings/", sent)
    assert (answer.status_code, Booking.objects.count()) == (422, 0)
    assert "not offered at that length" in answer.content.decode()
    assert "My words." in answer.content.decode()


def test_the_api_says_the_lengths_and_answers_for_each(talk: SessionType, lena: Client) -> None:
    mentor = lena.get("/api/v1/mentors/mira/").json()
    assert [each["lengths"] for each in mentor["session_types"]] == [[30, 90]]
    slots = lena.get("/api/v1/mentors/mira/session-types/talk/slots/", {"minutes": "90"})
    assert slots.json()["minutes"] == 90
    refused = lena.get("/api/v1/mentors/mira/session-types/talk/slots/", {"minutes": "45"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_a_length")


def test_the_mentor_types_them_with_commas(mentor: Mentor, talk: SessionType, browser: Client) -> None:
    url = "/mentoring/session-types/talk/"
    form = browser.get(url).context["form"]
    typed = {field.html_name: field.value() for field in form if field.value() not in {None, ""}}
    typed |= {"more_lengths": "60, 45, 30"}
    assert browser.post(url, typed).status_code == 303
    talk.refresh_from_db()
    assert talk.lengths == [30, 45, 60]


def test_the_database_refuses_what_no_session_lasts(mentor: Mentor) -> None:
    with pytest.raises(IntegrityError, match="mentoring_sessiontype_rules_are_sane"):
        a_session_type(mentor, slug="endless", more_lengths=[30, 900])
