"""A mentor arranges everything by the API that the pages let them arrange."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from availability.models import Schedule
from mentoring.models import Mentor, SessionType
from mentoring.operations import refresh_next_free
from roadmaps.models import Area
from tests.mentoring.builders import a_booking, a_mentor, a_session_type
from tests.roadmaps.builders import published, step

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def mira(mentor_user: User, now: datetime, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(mentor_user)


@pytest.fixture
def profile() -> dict[str, Any]:
    Area.objects.create(slug="maths", title="Maths")
    return {
        "headline": "ML engineer",
        "bio": "Ten years.",
        "areas": ["maths"],
        "languages": ["en"],
        "meeting_url": "https://video.example.org/usual",
    }


def put(client: Client, path: str, body: Any) -> Any:
    return client.put(f"{API}/{path}", body, "application/json")


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(f"{API}/{path}", body, "application/json")


def test_somebody_becomes_a_mentor_whom_nobody_sees_yet(mira: Client, profile: dict[str, Any]) -> None:
    assert mira.get(f"{API}/me/mentor/").status_code == 404
    answer = put(mira, "me/mentor/", profile)
    assert (answer.status_code, answer.json()) == (200, {**profile, "specialisms": [], "is_listed": False})
    assert Schedule.objects.default().exists()


def test_a_profile_without_an_area_is_refused_as_on_the_page(mira: Client, profile: dict[str, Any]) -> None:
    answer = put(mira, "me/mentor/", {**profile, "areas": []})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["areas"])


def test_the_directory_is_entered_with_something_to_book_and_left_again(
    mira: Client, mentor_user: User
) -> None:
    mentor = a_mentor(mentor_user, is_listed=False)
    early = put(mira, "me/mentor/listing/", {"is_listed": True})
    assert (early.status_code, early.json()["code"]) == (409, "not_ready")
    a_session_type(mentor)
    assert put(mira, "me/mentor/listing/", {"is_listed": True}).json() == {"is_listed": True}
    assert put(mira, "me/mentor/listing/", {"is_listed": False}).json() == {"is_listed": False}
    assert not Mentor.objects.get().is_listed


class TestSessionTypes:
    def test_one_is_offered_with_the_rules_that_a_page_begins_with(
        self, mira: Client, mentor_user: User
    ) -> None:
        a_mentor(mentor_user)
        made = post(mira, "me/session-types/", {"title": "Career call"})
        assert (made.status_code, made.json()["slug"], made.json()["minutes"]) == (201, "career-call", 30)
        assert made.json()["is_offered"]
        assert mira.get(made["Location"]).json() == made.json()

    def test_a_mock_interview_says_which_as_on_the_page(self, mira: Client, mentor_user: User) -> None:
        a_mentor(mentor_user)
        answer = post(mira, "me/session-types/", {"title": "Interview", "kind": "mock_interview"})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["rubric_key"])

    def test_one_is_changed_and_ended(self, mira: Client, mentor_user: User) -> None:
        call = a_session_type(a_mentor(mentor_user))
        path = f"{API}/me/session-types/{call.slug}/"
        changed = mira.patch(path, {"minutes": 45, "is_offered": False}, "application/json").json()
        assert (changed["minutes"], changed["is_offered"], changed["title"]) == (45, False, "Career call")
        assert SessionType.objects.get().minutes == 45

    def test_those_of_others_are_not_found(
        self, mentor_user: User, learner: User, signed_in: Callable[[User], Client]
    ) -> None:
        call = a_session_type(a_mentor(mentor_user))
        lena = signed_in(learner)
        assert lena.get(f"{API}/me/session-types/{call.slug}/").status_code == 404
        assert post(lena, "me/session-types/", {"title": "Call"}).status_code == 404


def test_who_can_help_with_a_step_is_said_to_everybody(
    client: Client, mentor_user: User, now: datetime
) -> None:
    edition = published(step("basics", 10))
    mentor = a_mentor(mentor_user)
    a_session_type(mentor, notice_hours=1)
    mentor.areas.add(edition.steps.get().area)
    refresh_next_free(now=now)
    path = f"{API}/roadmaps/{edition.roadmap.slug}/steps/basics/mentors/"
    (card,) = client.get(path).json()
    assert (card["mentor"]["handle"], card["next_free"]) == ("mira", "2026-11-24T13:00:00Z")
    assert client.get(path.replace("basics", "none")).status_code == 404


class TestCalendar:
    def test_a_session_comes_as_a_file(
        self, mira: Client, mentor_user: User, learner: User, now: datetime
    ) -> None:
        booking = a_booking(a_session_type(a_mentor(mentor_user)), learner, now=now)
        answer = mira.get(f"{API}/bookings/{booking.pk}/session.ics", headers={"accept": "text/calendar"})
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")

    def test_that_of_others_is_a_problem(
        self,
        mentor_user: User,
        learner: User,
        other_learner: User,
        now: datetime,
        signed_in: Callable[[User], Client],
    ) -> None:
        booking = a_booking(a_session_type(a_mentor(mentor_user)), learner, now=now)
        answer = signed_in(other_learner).get(f"{API}/bookings/{booking.pk}/session.ics")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
