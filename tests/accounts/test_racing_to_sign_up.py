"""Newcomers at the same instant: two who are called the same, and one who presses the button twice."""

from collections import Counter

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.builders import sign_up
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_newcomers_with_one_name_at_one_instant_each_get_a_handle() -> None:
    def attempt(number: int) -> int:
        return int(sign_up(Client(), email=f"nadia{number}@example.org").status_code)

    assert at_once(*(lambda number=number: attempt(number) for number in range(4))) == [302] * 4
    handles = {"nadia-petrova", *(f"nadia-petrova-{number}" for number in range(2, 5))}
    assert set(User.objects.values_list("handle", flat=True)) == handles


def test_whoever_signs_up_twice_at_once_has_one_account() -> None:
    """The second is told to go slower, as whoever signs up again within three minutes is."""
    answers = at_once(*[lambda: int(sign_up(Client()).status_code)] * 3)

    assert Counter(answers) == {302: 1, 429: 2}
    assert User.objects.count() == 1


@pytest.mark.parametrize("page", ["github/login/", "google/login/callback/"])
def test_a_site_that_nobody_set_up_is_not_found(client: Client, page: str) -> None:
    assert client.get(f"/accounts/{page}").status_code == 404
