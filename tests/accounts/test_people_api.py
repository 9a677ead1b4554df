"""Members see each other by the API as on a person's page."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_members_see_nothing_private(
    signed_in: Callable[[User], Client], learner: User, other_learner: User
) -> None:
    seen = signed_in(learner).get("/api/v1/people/luis/").json()
    assert seen == {
        "handle": "luis",
        "display_name": "Luis",
        "joined_in": f"{other_learner.joined_at:%Y-%m}",
        "blocks": [],
    }


def test_closed_accounts_are_not_found_and_strangers_sign_in_first(
    client: Client, signed_in: Callable[[User], Client], learner: User, other_learner: User
) -> None:
    User.objects.filter(pk=other_learner.pk).update(is_active=False)
    assert signed_in(learner).get("/api/v1/people/luis/").status_code == 404
    assert client.get("/api/v1/people/lena/").status_code == 401
