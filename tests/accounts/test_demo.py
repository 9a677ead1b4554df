"""The people of the demo: always the same, all able to sign in."""

from datetime import datetime
from random import Random

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts import demo
from accounts.models import User
from tests.accounts.builders import sign_in

pytestmark = pytest.mark.django_db


def test_seeds_everybody_with_a_confirmed_address(now: datetime) -> None:
    cast = demo.seed(now=now, rng=Random(1))
    assert (len(cast.learners), len(cast.mentors), len(cast.authors)) == (40, 12, 3)
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == User.objects.count() == 56


def test_the_first_of_each_is_whom_the_documents_name(now: datetime) -> None:
    cast = demo.seed(now=now, rng=Random(1))
    names = [cast.learners[0].email, cast.mentors[0].email, cast.authors[0].email, cast.staff.email]
    assert names == [f"{name}@example.org" for name in ("lena", "mira", "noor", "sam")]


def test_they_sign_in_with_the_password_that_is_printed(client: Client, now: datetime) -> None:
    cast = demo.seed(now=now, rng=Random(1))
    assert sign_in(client, cast.learners[0], password=demo.PASSWORD).url == "/dashboard/"


def test_one_seed_gives_one_community(now: datetime) -> None:
    first = [user.joined_at for user in demo.seed(now=now, rng=Random(1)).learners]
    demo.remove()
    assert not User.objects.exists()
    assert [user.joined_at for user in demo.seed(now=now, rng=Random(1)).learners] == first


def test_everybody_is_valid(now: datetime) -> None:
    demo.seed(now=now, rng=Random(1))
    for user in User.objects.all():
        user.full_clean(exclude=["last_login"])
