"""A resume review: a kind of its own, with a link to the document in what it is about."""

from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from mentoring.models import Attendance, Booking, SessionType
from mentoring.operations import About
from tests.mentoring.builders import a_booking, a_session_type
from tests.mentoring.conftest import Arrived

pytestmark = pytest.mark.django_db
RESUME = "https://docs.example.org/resume"
FORM = "/mentors/mira/sessions/resume/booking/?start=2026-11-25T10:00:00%2B00:00"


@pytest.fixture
def review(call: SessionType) -> SessionType:
    return a_session_type(call.mentor, slug="resume", title="Resume review", kind="resume_review")


@pytest.fixture
def booking(review: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(review, learner, now=now, about=About("Two pages.", document_url=RESUME))


def test_the_form_asks_for_the_link_of_a_resume_review_alone(
    lena: Client, review: SessionType, call: SessionType
) -> None:
    assert "document_url" in lena.get(FORM).context["form"].fields
    assert "document_url" not in lena.get(FORM.replace("resume", "call")).context["form"].fields


def test_it_is_booked_with_the_link(lena: Client, review: SessionType, learner: User) -> None:
    lena.post(
        "/mentors/mira/bookings/",
        {
            "session_type": "resume",
            "start": "2026-11-25T10:00:00+00:00",
            "document_url": "docs.example.org/resume",
        },
    )
    assert Attendance.objects.get(person=learner).document_url == RESUME


def test_both_find_the_link_where_they_look(
    booking: Booking, lena: Client, browser: Client, arrived: Arrived, now: datetime
) -> None:
    for somebody in (lena, browser):
        assert RESUME in somebody.get(f"/bookings/{booking.pk}/").content.decode()
    mails = arrived(now)
    assert RESUME in mails["mira@example.org"].text
    assert lena.get(f"/api/v1/bookings/{booking.pk}/").json()["document_url"] == RESUME


def test_the_learner_changes_it_and_nobody_else(
    booking: Booking, lena: Client, browser: Client, learner: User
) -> None:
    other = "https://docs.example.org/second"
    browser.post(f"/bookings/{booking.pk}/document/", {"document_url": "https://evil.example"})
    assert Attendance.objects.get(person=learner).document_url == RESUME
    lena.post(f"/bookings/{booking.pk}/document/", {"document_url": other})
    assert Attendance.objects.get(person=learner).document_url == other
    address = f"/api/v1/bookings/{booking.pk}/document/"
    answer = lena.post(address, {"document_url": ""}, content_type="application/json")
    assert answer.json()["document_url"] == ""


@pytest.mark.parametrize("url", ["javascript:alert(1)", "not a link", "https://" + "x" * 600 + ".example"])
def test_refuses_what_is_no_link(booking: Booking, lena: Client, learner: User, url: str) -> None:
    lena.post(f"/bookings/{booking.pk}/document/", {"document_url": url})
    assert Attendance.objects.get(person=learner).document_url == RESUME


def test_the_preset_is_of_that_kind(browser: Client) -> None:
    form = browser.get("/mentoring/session-types/new/?preset=resume").context["form"]
    assert form["kind"].value() == "resume_review"


def test_the_directory_finds_those_who_give_one(client: Client, review: SessionType, now: datetime) -> None:
    assert "Mira" in client.get("/mentors/?kind=resume_review").content.decode()
