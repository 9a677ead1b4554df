"""The schema of the API, and the page that is drawn from it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from jsonschema_rs import Draft202012Validator

from accounts.models import User
from api.generated import current_schema
from api.reference import components, operations
from articles.models import Author

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(client: Client) -> dict[str, Any]:
    return dict(client.get("/api/v1/schema/?format=json").json())


@pytest.mark.slow
def test_the_schema_is_valid_and_leaves_nothing_to_guess(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_the_schema_is_drawn_once_for_a_language_whatever_strangers_ask_for(client: Client) -> None:
    usual = client.get("/api/v1/schema/").json()
    assert current_schema() is current_schema()
    assert client.get("/api/v1/schema/?lang=xx&version=9").json() == usual


def test_every_operation_has_a_sentence_of_its_own(schema: dict[str, Any]) -> None:
    sentences = [operation.summary for operation in operations(schema)]
    assert all(sentences)
    assert len(set(sentences)) == len(sentences)


def test_both_ways_to_sign_in_are_described(schema: dict[str, Any]) -> None:
    assert {"token", "cookieAuth"} <= set(schema["components"]["securitySchemes"])


def test_strangers_may_read_what_is_public_and_the_schema_says_so(schema: dict[str, Any]) -> None:
    needs = {(operation.method, operation.path): operation.needs for operation in operations(schema)}
    assert needs["GET", "/api/v1/articles/"] == "nothing"
    assert needs["GET", "/api/v1/me/"] == "token"
    assert needs["GET", "/api/v1/me/tokens/"] == "session"


def test_the_page_shows_every_operation_and_shape(client: Client, schema: dict[str, Any]) -> None:
    page = client.get("/api/v1/docs/").content.decode()
    assert all(f'id="{operation.anchor}"' in page for operation in operations(schema))
    assert all(f'id="{component.name}"' in page for component in components(schema))


def test_the_page_is_public_and_sets_no_cookie(client: Client) -> None:
    answer = client.get("/api/v1/docs/")
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


def test_what_is_not_there_is_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/nothing/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "place", ["articles/%00", "mentors/%00", "roadmaps/%00", "enrolments/%00", "drafts/" + "9" * 5000]
)
def test_what_can_not_be_a_name_is_not_found(
    signed_in: Callable[[User], Client], author_user: User, place: str
) -> None:
    Author.objects.create(user=author_user)
    answer = signed_in(author_user).get(f"/api/v1/{place}/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_every_body_has_an_example_that_fits_it(schema: dict[str, Any]) -> None:
    operations = [operation for item in schema["paths"].values() for operation in item.values()]
    bodies = [
        content
        for operation in operations
        for content in operation.get("requestBody", {}).get("content", {}).values()
    ]
    assert len(bodies) > 20
    for content in bodies:
        described = {**content["schema"], "components": as_sent(schema["components"])}
        Draft202012Validator(described).validate(content["example"])


def as_sent(described: Any) -> Any:
    """What is read only need not be sent (OpenAPI 3.1)."""
    if isinstance(described, list):
        return [as_sent(each) for each in described]
    if not isinstance(described, dict):
        return described
    inner = {name: as_sent(each) for name, each in described.items()}
    if isinstance(inner.get("required"), list) and "properties" in inner:
        read_only = {name for name, field in inner["properties"].items() if field.get("readOnly")}
        inner["required"] = [name for name in inner["required"] if name not in read_only]
    return inner
