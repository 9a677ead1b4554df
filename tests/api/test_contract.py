"""What holds for every operation: named errors, the count of requests, where to find what was made."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from accounts.api_views import ApiView
from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(client: Client) -> dict[str, Any]:
    return dict(client.get("/api/v1/schema/").json())


def test_every_operation_names_its_errors(schema: dict[str, Any]) -> None:
    every = [operation["responses"] for item in schema["paths"].values() for operation in item.values()]
    assert all({"400", "401", "403", "406", "429", "500", "503"} <= set(responses) for responses in every)
    assert not any("default" in responses for responses in every)
    problems = schema["components"]["responses"].values()
    assert all(list(problem["content"]) == ["application/problem+json"] for problem in problems)


def test_says_where_it_is_served_and_how_the_limit_is_told(schema: dict[str, Any]) -> None:
    assert schema["servers"][0]["url"] == "/"
    headers = schema["components"]["responses"]["TooManyRequests"]["headers"]
    assert set(headers) == {"RateLimit", "RateLimit-Policy", "Retry-After"}


def test_a_stranger_is_told_how_many_requests_are_left(client: Client) -> None:
    answers = [client.get("/api/v1/roadmaps/") for _time in range(2)]
    assert [answer["RateLimit-Policy"] for answer in answers] == ['"anon";q=120;w=60'] * 2
    assert [answer["RateLimit"].partition(";t=")[0] for answer in answers] == ['"anon";r=119', '"anon";r=118']


def test_a_member_is_told_even_on_an_error(client: Client, learner: User) -> None:
    client.force_login(learner)
    answer = client.get("/api/v1/bookings/?typo=1")
    assert (answer.status_code, answer["RateLimit"].partition(";t=")[0]) == (400, '"user";r=599')


def test_too_many_requests_say_that_none_are_left(client: Client) -> None:
    for _time in range(120):
        client.get("/api/v1/roadmaps/?typo=1")
    answer = client.get("/api/v1/roadmaps/")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert answer["RateLimit"].startswith('"anon";r=0;t=')
    assert int(answer["Retry-After"]) > 0


def test_what_was_made_has_an_address(client: Client, learner: User) -> None:
    client.force_login(learner)
    body = {"minutes": 30, "studied_on": learner.joined_at.date().isoformat()}
    answer = client.post("/api/v1/study-entries/", body, content_type="application/json")
    assert answer.status_code == 201
    assert client.get(answer["Location"]).json()["id"] == answer.json()["id"]


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("put", {}, 405),
        ("get", {"Accept": "text/html"}, 406),
        ("post", {}, 415),
    ],
)
def test_a_request_of_the_wrong_kind_gets_a_problem(
    client: Client, learner: User, method: str, headers: dict[str, str], status: int
) -> None:
    client.force_login(learner)
    answer = client.generic(method, "/api/v1/bookings/", b"<a/>", "text/xml", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_stands_on_the_one_base() -> None:
    api = next(each for each in get_resolver().url_patterns if str(each.pattern) == "api/v1/")
    views = {view for view in views_below(api) if view.__name__ != "SchemaView"}
    assert views
    assert all(issubclass(view, ApiView) for view in views)


def test_can_be_read_where_it_can_be_edited(schema: dict[str, Any]) -> None:
    edited = {path for path, item in schema["paths"].items() if {"put", "patch", "delete"} & set(item)}
    assert edited
    assert all("get" in schema["paths"][path] for path in edited)


def views_below(resolver: Any) -> list[Any]:
    if isinstance(resolver, URLResolver):
        return [view for each in resolver.url_patterns for view in views_below(each)]
    view = getattr(resolver.callback, "cls", None)
    return [view] if view else []
