"""What somebody is shown stays with them: in no cache, and not in the browser after they signed out."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.mark.parametrize("address", ["/dashboard/", "/study/", "/api/v1/me/", "/bookings/"])
def test_an_answer_for_somebody_is_stored_nowhere(signed_in: Browser, learner: User, address: str) -> None:
    answer = signed_in(learner).get(address)
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


def test_an_answer_to_a_token_is_stored_nowhere(client: Client) -> None:
    answer = client.get("/api/v1/me/", headers={"Authorization": "Bearer lrd_wrong"})
    assert "no-store" in answer["Cache-Control"]


def test_a_strangers_page_stays_public(client: Client) -> None:
    assert "public" in client.get("/")["Cache-Control"]


def test_no_other_site_may_embed_an_answer(client: Client) -> None:
    assert client.get("/")["Cross-Origin-Resource-Policy"] == "same-origin"


def test_signing_out_clears_the_browser(signed_in: Browser, learner: User) -> None:
    browser = signed_in(learner)
    assert "Clear-Site-Data" not in browser.get("/accounts/logout/")
    assert '"storage"' in browser.post("/accounts/logout/")["Clear-Site-Data"]
