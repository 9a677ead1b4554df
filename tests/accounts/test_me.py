"""`/api/v1/me/`: the same act as the settings page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def patch(browser: Client, **changes: Any) -> Any:
    return browser.patch("/api/v1/me/", changes, content_type="application/json")


def test_strangers_get_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/me/")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_tells_who_one_is(signed_in: Browser, learner: User) -> None:
    answer = signed_in(learner).get("/api/v1/me/").json()
    assert (answer["handle"], answer["zone"], answer["language"]) == ("lena", "Europe/London", "en-gb")


def test_changes_what_is_given(signed_in: Browser, learner: User) -> None:
    assert patch(signed_in(learner), zone="Asia/Tokyo").json()["zone"] == "Asia/Tokyo"
    learner.refresh_from_db()
    assert learner.zone.key == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "../../etc/passwd"),
        ("zone", {"a": 1}),
        ("handle", "luis"),
        ("handle", "admin"),
        ("weekly_goal_hours", 0),
        ("starting_point", "moon"),
        ("language", "tlh"),
        ("clock", "10"),
        ("display_name", ""),
    ],
)
def test_says_what_is_wrong(
    signed_in: Browser, learner: User, other_learner: User, field: str, value: object
) -> None:
    answer = patch(signed_in(learner), **{field: value})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_the_address_is_not_changed_here(signed_in: Browser, learner: User) -> None:
    patch(signed_in(learner), email="evil@example.org", is_staff=True)
    learner.refresh_from_db()
    assert (learner.email, learner.is_staff) == ("lena@example.org", False)
