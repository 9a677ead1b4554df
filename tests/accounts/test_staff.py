"""The admin: the same door as for everybody, and people can be found there."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from pytest_django import Settings

from accounts.models import ApiToken, User
from accounts.operations import create_token
from tests.accounts.builders import confirmed, sign_in
from tests.system.routes import every_route

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture
def superuser(staff: User) -> User:
    staff.is_superuser = True
    staff.save()
    return staff


def test_the_admin_has_no_door_of_its_own(client: Client) -> None:
    answer = client.get("/staff/login/?next=/staff/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=%2Fstaff%2F")


def test_who_is_not_staff_does_not_get_in(signed_in: Browser, learner: User) -> None:
    assert signed_in(learner).get("/staff/login/").status_code == 403


def test_people_are_found_by_name_and_address(signed_in: Browser, superuser: User, learner: User) -> None:
    page = signed_in(superuser).get("/staff/accounts/user/?q=lena@example")
    assert "Lena" in page.content.decode()


def test_somebody_can_be_looked_at_and_added(signed_in: Browser, superuser: User, learner: User) -> None:
    browser = signed_in(superuser)
    for address in (f"/staff/accounts/user/{learner.pk}/change/", "/staff/accounts/user/add/"):
        assert browser.get(address).status_code == 200


def test_staff_sign_somebody_out_of_every_browser(signed_in: Browser, superuser: User, learner: User) -> None:
    there = Client()
    sign_in(there, confirmed(learner))
    there.get("/dashboard/")
    chosen = {"action": "end_sessions", "_selected_action": learner.pk}
    signed_in(superuser).post("/staff/accounts/user/", chosen)
    assert there.get("/dashboard/").status_code == 302


def test_staff_make_no_tokens(signed_in: Browser, superuser: User) -> None:
    assert signed_in(superuser).get("/staff/accounts/apitoken/add/").status_code == 403
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("address", ["/staff/", "/staff/accounts/user/", "/outbox/"])
def test_staff_without_a_second_factor_are_led_to_set_one_up(
    signed_in: Browser, superuser: User, settings: Settings, address: str
) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True
    answer = signed_in(superuser).get(address)
    assert (answer.status_code, answer["Location"]) == (303, "/accounts/2fa/")


def test_recovery_codes_alone_are_no_second_factor(
    signed_in: Browser, superuser: User, settings: Settings
) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True
    Authenticator.objects.create(user=superuser, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert signed_in(superuser).get("/staff/").status_code == 303


def test_staff_with_a_second_factor_get_in(signed_in: Browser, superuser: User, settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True
    Authenticator.objects.create(user=superuser, type=Authenticator.Type.TOTP, data={})
    assert signed_in(superuser).get("/staff/").status_code == 200


@pytest.mark.parametrize("by_token", [False, True])
def test_the_api_for_staff_says_where_to_set_up_a_second_factor(
    signed_in: Browser,
    staff: User,
    settings: Settings,
    by_token: bool,  # noqa: FBT001
) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True
    browser = signed_in(staff)
    if by_token:
        _row, token = create_token(
            user=staff, name="desk", scopes=["read"], lifetime=timedelta(days=1), now=timezone.now()
        )
        browser = Client(headers={"Authorization": f"Bearer {token}"})
    routes = [route for route in every_route(get_resolver()) if route.startswith("api/v1/outbox/")]
    assert len(routes) > 4
    for route in routes:
        answer = browser.get("/" + re.sub(r"<[^>]*>", str(UUID(int=1)), route))
        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json"), route
        assert "Passkeys and two-factor" in answer.json()["title"]
