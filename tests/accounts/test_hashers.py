"""Passwords are hashed well, and at a cost that sign-ins at the same moment can share."""

import resource
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from config.settings import PASSWORD_HASHERS
from tests.accounts.builders import confirmed
from tests.conftest import PASSWORD

AT_ONCE = 16
MOST_MEGABYTES = 19 * AT_ONCE + 40  # and what the threads themselves take


@pytest.fixture(autouse=True)
def real_passwords(settings: Settings, quick_passwords: None) -> None:
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS


def test_a_password_is_hashed_as_owasp_asks() -> None:
    assert make_password(PASSWORD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_sixteen_people_who_sign_in_at_once_share_the_memory_of_the_process() -> None:
    hashed = make_password(PASSWORD)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert all(threads.map(lambda _: check_password(PASSWORD, hashed), range(AT_ONCE)))

    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MOST_MEGABYTES


def test_a_password_hashed_before_still_works_and_is_hashed_anew(learner: User, client: Client) -> None:
    confirmed(learner)
    User.objects.filter(pk=learner.pk).update(password=Argon2PasswordHasher().encode(PASSWORD, "former-salt"))

    answer = client.post("/accounts/login/", {"login": learner.email, "password": PASSWORD})

    learner.refresh_from_db()
    assert answer.status_code == 302
    assert "m=19456" in learner.password
