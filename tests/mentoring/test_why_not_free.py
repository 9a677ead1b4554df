"""Why is ten o'clock not free? Answered by the engine, on the page for both sides and in the API."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from availability.operations import override_date, take_time_off
from availability.slots import Cause
from mentoring.models import Mentor, SessionType
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, schedule_of, tomorrow

API = "/api/v1/mentors/mira/session-types/call/slots/explanation/"


def why(client: Client, at: datetime | str) -> dict[str, object]:
    text = at if isinstance(at, str) else at.isoformat()
    found: dict[str, object] = client.get(API, {"at": text}).json()
    return found


@pytest.fixture
def full_week(mentor: Mentor, learner: User, now: datetime) -> None:
    """A session tomorrow at ten with a pause after it, a short Thursday, and Friday off."""
    call = a_session_type(mentor, buffer_after_minutes=15, window_days=14)
    a_booking(call, learner, "10:00", now=now)
    override_date(schedule=schedule_of(mentor), on=date(2026, 11, 26), ranges=[(720, 780)])
    friday = date(2026, 11, 27)
    take_time_off(user=mentor.user, first_on=friday, last_on=friday, public_note="A wedding")


@pytest.mark.parametrize(
    ("at", "cause"),
    [
        ("2026-11-25T09:00Z", None),
        ("2026-11-25T10:00Z", Cause.BOOKED),
        ("2026-11-25T09:30Z", Cause.BUFFER),
        ("2026-11-25T20:00Z", Cause.CLOSED),
        ("2026-11-25T12:10Z", Cause.GRID),
        ("2026-11-26T10:00Z", Cause.BLOCKED),
        ("2026-11-27T10:00Z", Cause.BLOCKED),
        ("2026-11-20T10:00Z", Cause.NOTICE),
        ("2026-12-20T10:00Z", Cause.WINDOW),
        ("2027-12-20T10:00Z", Cause.WINDOW),
    ],
)
@pytest.mark.usefixtures("at_now", "full_week")
def test_each_time_has_its_cause(client: Client, at: str, cause: Cause | None) -> None:
    found = why(client, at)
    assert (found["cause"], found["is_free"]) == (cause, cause is None)
    assert found["note"] == ("A wedding" if "11-27" in at else "")
    assert len(found["nearest"]) == (0 if cause is None else 3)  # type: ignore[arg-type]


def test_a_learner_is_told_of_their_own_session(
    call: SessionType, other_learner: User, lena: Client, learner: User, now: datetime
) -> None:
    elsewhere = a_session_type(a_mentor(other_learner))
    a_booking(elsewhere, learner, "10:00", now=now)
    page = lena.get(call.get_absolute_url(), {"why": "2026-11-25T10:00", "zone": "UTC"})
    assert page.context["explanation"].cause is Cause.OWN


def test_the_page_reads_the_time_on_the_clock_that_it_shows(
    at_now: None, call: SessionType, client: Client
) -> None:
    asked = {"why": "2026-11-25T18:00", "zone": "Asia/Tokyo"}
    page = client.get(call.get_absolute_url(), asked)
    explanation = page.context["explanation"]
    assert (explanation.at.astimezone().timestamp(), explanation.cause) == (
        tomorrow("09:00").timestamp(),
        None,
    )
    assert "It is free." in page.content.decode()


def test_the_mentor_asks_beside_their_hours(call: SessionType, browser: Client) -> None:
    asked = {"why": "2026-11-25T20:00", "learners": "UTC"}
    page = browser.get("/mentoring/free-times/", asked).content.decode()
    assert "outside the mentor" in page


@pytest.mark.parametrize("text", ["", "x", "0001-01-01T00:00", "2026-11-25T10:00Z", "9" * 50])
def test_what_is_no_time_is_not_answered(at_now: None, call: SessionType, client: Client, text: str) -> None:
    page = client.get(call.get_absolute_url(), {"why": text})
    assert (page.status_code, page.context["explanation"]) == (200, None)
    assert client.get(API, {"at": text or "x"}).status_code == (200 if text.endswith("Z") else 400)


def test_far_ahead_is_no_fault(at_now: None, call: SessionType, client: Client, now: datetime) -> None:
    assert why(client, now + timedelta(days=30_000))["cause"] == Cause.WINDOW
