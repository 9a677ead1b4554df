"""Somebody's page: for members only, and nothing private on it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def test_members_see_the_name_and_since_when(signed_in: Browser, learner: User, other_learner: User) -> None:
    page = signed_in(other_learner).get(learner.get_absolute_url()).content.decode()
    assert "Lena" in page
    assert "On the road since" in page


def test_nothing_private_is_there(signed_in: Browser, learner: User, other_learner: User) -> None:
    page = signed_in(other_learner).get(learner.get_absolute_url()).content.decode()
    assert learner.email not in page
    assert learner.zone.key not in page


@pytest.mark.parametrize("handle", ["lena", "nobody"])
def test_strangers_learn_nothing_not_even_who_exists(client: Client, learner: User, handle: str) -> None:
    assert client.get(f"/people/{handle}/").headers["Location"] == f"/accounts/login/?next=/people/{handle}/"


def test_somebody_who_left_is_gone(signed_in: Browser, learner: User, other_learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(is_active=False)
    assert signed_in(other_learner).get("/people/lena/").status_code == 404


def test_a_name_is_text(signed_in: Browser, learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(display_name="<script>alert(1)</script>")
    page = signed_in(learner).get("/people/lena/").content.decode()
    assert "<script>alert" not in page
