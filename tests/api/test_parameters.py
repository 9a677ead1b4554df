"""What stands behind the question mark is what the reference says, or it is refused by name."""

import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
LISTS = ["roadmaps", "articles", "mentors", "bookings", "enrolments", "study-entries", "me/notices"]


@pytest.mark.parametrize("name", LISTS)
def test_an_unknown_filter_is_refused_by_name(client: Client, learner: User, name: str) -> None:
    client.force_login(learner)
    answer = client.get(f"/api/v1/{name}/?seris=typo")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["seris"])


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("size", ["0", "101", "-1", "many", "", "٣"])
def test_a_page_size_out_of_bounds_is_refused(client: Client, learner: User, name: str, size: str) -> None:
    client.force_login(learner)
    answer = client.get(f"/api/v1/{name}/", {"page_size": size})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["page_size"])


@pytest.mark.parametrize("name", LISTS)
def test_the_largest_page_is_served(client: Client, learner: User, name: str) -> None:
    client.force_login(learner)
    assert client.get(f"/api/v1/{name}/?page_size=100").status_code == 200


def test_what_has_its_own_address_takes_no_filters(client: Client, learner: User) -> None:
    client.force_login(learner)
    assert client.get("/api/v1/articles/any/?q=x").status_code == 400


def test_a_kind_of_session_that_there_is_not_is_refused(client: Client) -> None:
    answer = client.get("/api/v1/mentors/?kind=seance")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["kind"])
