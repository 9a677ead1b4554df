"""Becoming a mentor, and joining and leaving the directory."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from mentoring.models import Mentor, SessionType
from mentoring.operations import NoRoom, NotReady, become_mentor, list_profile, offer_session_type
from roadmaps.models import Area
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, schedule_of


def profile_fields(**more: Any) -> dict[str, Any]:
    Area.objects.get_or_create(slug="maths", defaults={"title": "Maths"})
    area = Area.objects.get(slug="maths")
    return {"headline": "I teach.", "bio": "For years.", "areas": [area.pk], "languages": ["en"]} | more


def test_it_begins_with_an_application(learner: User, signed_in: Callable[[User], Client]) -> None:
    assert signed_in(learner).get("/mentoring/")["Location"] == "/mentoring/application/"


def test_a_new_profile_is_seen_by_nobody_yet(learner: User, signed_in: Callable[[User], Client]) -> None:
    assert signed_in(learner).post("/mentoring/profile/", profile_fields()).status_code == 303
    assert not Mentor.objects.get(user=learner).is_listed


def test_the_week_begins_empty_in_ones_own_zone(learner: User, signed_in: Callable[[User], Client]) -> None:
    signed_in(learner).post("/mentoring/profile/", profile_fields())
    assert str(schedule_of(Mentor.objects.get(user=learner)).zone) == "Europe/London"


@pytest.mark.parametrize("wrong", [{"headline": ""}, {"languages": ["xx"]}, {"areas": []}, {"bio": "\0"}])
def test_what_is_missing_or_wrong_is_asked_for_again(
    learner: User, signed_in: Callable[[User], Client], wrong: dict[str, Any]
) -> None:
    answer = signed_in(learner).post("/mentoring/profile/", profile_fields(**wrong))
    assert answer.status_code == 422
    assert not Mentor.objects.exists()


def test_nobody_joins_the_directory_with_nothing_to_book(learner: User, now: datetime) -> None:
    mentor = become_mentor(user=learner, headline="", bio="", areas=[], languages=[])
    Mentor.objects.update(approved_at=now)
    offer_session_type(mentor=mentor, title="Talk")
    with pytest.raises(NotReady):
        list_profile(mentor=mentor)


@pytest.mark.parametrize(
    ("usual", "of_the_call", "of_the_site"),
    [
        ("", "", ""),
        ("https://video.example.org/usual", "", ""),
        ("", "https://video.example.org/call", ""),
        ("", "", "https://meet.example.org"),
    ],
)
def test_nobody_joins_the_directory_with_nowhere_to_meet(
    mentor_user: User,
    settings: Settings,
    usual: str,
    of_the_call: str,
    of_the_site: str,
) -> None:
    is_listed = any((usual, of_the_call, of_the_site))
    settings.MEETING_URL = of_the_site
    mentor = a_mentor(mentor_user, is_listed=False, meeting_url=usual)
    a_session_type(mentor, meeting_url=of_the_call)
    with nullcontext() if is_listed else pytest.raises(NoRoom):
        list_profile(mentor=mentor)
    mentor.refresh_from_db()
    assert mentor.is_listed == is_listed


def test_leaving_the_directory_keeps_what_is_booked(
    call: SessionType, learner: User, browser: Client, now: datetime
) -> None:
    booking = a_booking(call, learner, now=now)
    browser.post("/mentoring/listing/", {"listed": ""})
    call.mentor.refresh_from_db()
    booking.refresh_from_db()
    assert (call.mentor.is_listed, booking.state) == (False, "confirmed")
