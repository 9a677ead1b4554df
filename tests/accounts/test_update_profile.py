"""Changing what others see, one's language, hours and zone."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.operations import HandleTaken, update_profile

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
HOURS = {"starting_point": "neither", "weekly_goal_hours": 7, "zone": "Asia/Calcutta"}


def test_changes_only_what_is_given(learner: User) -> None:
    update_profile(user=learner, weekly_goal_hours=4)
    learner.refresh_from_db()
    assert (learner.weekly_goal_hours, learner.handle) == (4, "lena")


def test_refuses_a_handle_that_somebody_has(learner: User, other_learner: User) -> None:
    with pytest.raises(HandleTaken):
        update_profile(user=learner, handle=other_learner.handle)
    learner.refresh_from_db()
    assert learner.handle == "lena"


def test_the_profile_page_saves_and_comes_back(signed_in: Browser, learner: User) -> None:
    answer = signed_in(learner).post("/settings/profile/", {"display_name": "Lena H.", "handle": "lena-h"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/profile/")
    learner.refresh_from_db()
    assert (str(learner), learner.handle) == ("Lena H.", "lena-h")


def test_a_site_of_one_language_asks_for_none(signed_in: Browser, learner: User) -> None:
    assert "language" not in signed_in(learner).get("/settings/profile/").context["form"].fields


def test_the_profile_page_offers_each_language_by_its_own_name(
    signed_in: Browser, learner: User, settings: Settings
) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("de", "German")]
    browser = signed_in(learner)
    assert "Deutsch" in browser.get("/settings/profile/").content.decode()

    browser.post("/settings/profile/", {"display_name": "Lena", "handle": "lena", "language": "de"})

    learner.refresh_from_db()
    assert learner.language == "de"
    assert '"/settings/profile/#id_language"' in browser.get("/settings/").content.decode()


@pytest.mark.parametrize("handle", ["luis", "admin", "Not A Slug", "-x", "a/../b", "<b>", "", "x" * 41])
def test_the_profile_page_refuses_a_bad_handle(
    signed_in: Browser, learner: User, other_learner: User, handle: str
) -> None:
    answer = signed_in(learner).post("/settings/profile/", {"display_name": "Lena", "handle": handle})
    assert answer.status_code == 422
    assert "handle" in answer.context["form"].errors


def test_an_old_name_of_a_zone_is_a_zone(signed_in: Browser, learner: User) -> None:
    assert signed_in(learner).post("/settings/hours/", HOURS).status_code == 303
    learner.refresh_from_db()
    assert learner.zone == ZoneInfo("Asia/Calcutta")


@pytest.mark.parametrize(
    "bad", [{"zone": "../../etc/passwd"}, {"zone": ""}, {"weekly_goal_hours": 0}, {"weekly_goal_hours": 81}]
)
def test_the_hours_page_refuses_nonsense(signed_in: Browser, learner: User, bad: dict[str, Any]) -> None:
    answer = signed_in(learner).post("/settings/hours/", HOURS | bad)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(bad)


def test_the_welcome_page_goes_on_to_the_dashboard(signed_in: Browser, learner: User) -> None:
    assert signed_in(learner).post("/settings/welcome/", HOURS).headers["Location"] == "/dashboard/"


def test_somebody_in_utc_is_asked_for_the_zone(signed_in: Browser, learner: User) -> None:
    assert "Set your time zone" not in signed_in(learner).get("/settings/").content.decode()
    update_profile(user=learner, zone=ZoneInfo("UTC"))
    assert "Set your time zone" in signed_in(learner).get("/settings/").content.decode()


@pytest.mark.parametrize("page", ["", "profile/", "hours/", "welcome/", "tokens/"])
def test_strangers_are_asked_to_sign_in(client: Client, page: str) -> None:
    assert client.get(f"/settings/{page}").headers["Location"] == f"/accounts/login/?next=/settings/{page}"


@pytest.mark.parametrize("page", ["", "profile/", "hours/", "tokens/"])
def test_the_settings_are_kept_by_no_cache(signed_in: Browser, learner: User, page: str) -> None:
    assert "no-store" in signed_in(learner).get(f"/settings/{page}")["Cache-Control"]


def test_a_name_is_one_line_by_the_page_and_by_the_api(signed_in: Any, learner: User) -> None:
    browser = signed_in(learner)
    browser.post("/settings/profile/", {"display_name": "Lena\r\nBcc: x", "handle": "lena"})
    assert User.objects.get().display_name == "Lena Bcc: x"

    answer = browser.patch("/api/v1/me/", {"display_name": "Lena\nagain"}, content_type="application/json")
    assert answer.json()["display_name"] == User.objects.get().display_name == "Lena again"

    answer = browser.patch("/api/v1/me/", {"display_name": "\u2028\x01"}, content_type="application/json")
    assert answer.status_code == 400


def test_the_clock_that_somebody_chose_is_on_their_pages(signed_in: Browser, learner: User) -> None:
    browser = signed_in(learner)
    browser.post("/settings/hours/", HOURS | {"clock": "12"})

    learner.refresh_from_db()
    assert learner.clock == "12"
    assert 'value="12"' in browser.get("/settings/hours/").content.decode()


def test_refuses_a_clock_of_ten_hours(signed_in: Browser, learner: User) -> None:
    answer = signed_in(learner).post("/settings/hours/", HOURS | {"clock": "10"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["clock"])
