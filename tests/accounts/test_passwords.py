"""Which passwords may be chosen: any of ten characters that others would not try first."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.accounts.builders import confirmed, sign_in, sign_up
from tests.conftest import PASSWORD


@pytest.mark.parametrize(
    "password",
    [
        "longroad2026",
        "Longroad!!",
        "mentor-mentor",
        "ROADMAP-mentor1",
        "\uff4c\uff4f\uff4e\uff47\uff52\uff4f\uff41\uff441234",
    ],
)
def test_words_of_the_site_are_no_password(password: str) -> None:
    with pytest.raises(ValidationError) as caught:
        validate_password(password)
    assert "own_words" in {error.code for error in caught.value.error_list}


def test_the_name_of_the_site_is_one_of_them(settings: Settings) -> None:
    settings.SITE_NAME = "Lindenhof Academy"
    with pytest.raises(ValidationError):
        validate_password("lindenhof-12")


@pytest.mark.parametrize(
    "password",
    ["my longroad to somewhere", "only small letters here", "1029384756102938", "ß" * 64, "a b" * 21 + "!"],
)
def test_any_other_mixture_is_one_also_a_long_one(password: str) -> None:
    validate_password(password)


@pytest.mark.django_db
def test_a_new_password_asks_for_the_one_before(client: Client, learner: User) -> None:
    sign_in(client, confirmed(learner))
    new = {"password1": "a-longer-way-home", "password2": "a-longer-way-home"}
    for before in ({}, {"oldpassword": "not the one"}):
        assert client.post("/accounts/password/change/", new | before).status_code == 422
    learner.refresh_from_db()
    assert learner.check_password(PASSWORD)


@pytest.mark.django_db
@pytest.mark.parametrize("nearly", [f"{PASSWORD} ", PASSWORD.upper(), PASSWORD[:-1], f" {PASSWORD}"])
def test_a_password_is_what_was_typed_and_nothing_like_it(client: Client, learner: User, nearly: str) -> None:
    assert sign_in(client, confirmed(learner), nearly).status_code == 422
    assert sign_in(client, learner).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/"])
def test_a_password_is_masked_and_filled_in_by_its_manager(client: Client, page: str) -> None:
    fields = re.findall(r"<input[^>]*password[^>]*>", client.get(page).content.decode())
    assert fields
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password', field)
        assert "maxlength" not in field


@pytest.mark.parametrize("password", ["short", "password123", "qwertyuiop", "nadia@example.org"])
@pytest.mark.django_db
def test_what_is_short_has_leaked_or_is_ones_own_name_is_refused(client: Client, password: str) -> None:
    answer = sign_up(client, password1=password)
    assert answer.status_code == 422
    assert not User.objects.exists()
