"""Pages for when something is not as it should be."""

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from pytest_django import Settings

from core.log import OutageFilter


@pytest.mark.django_db
def test_an_unknown_address_is_told_kindly_and_keeps_the_navigation(client: Client) -> None:
    response = client.get("/no-such-place/")
    assert response.status_code == 404
    assert "not on this map" in response.content.decode()
    assert "/roadmaps/" in response.content.decode()


@pytest.mark.parametrize(
    ("template", "heading"),
    [
        ("400.html", "That request made no sense to us"),
        ("500.html", "Something broke, and it was not you"),
        ("503.html", "Longroad is away for a moment"),
    ],
)
def test_the_page_for_faults_needs_no_context_and_no_database(template: str, heading: str) -> None:
    page = render_to_string(template)
    assert page.count("<h1>") == 1
    assert heading in page
    assert "/static/css/tokens.css" in page
    assert 'href="/"' in page


class Fault:
    """A middleware that fails as it is told to."""

    error: Exception = KeyError("a bug")

    def __init__(self, get_response: object) -> None:
        pass

    def __call__(self, request: HttpRequest) -> HttpResponse:
        raise self.error


@pytest.fixture
def failing(settings: Settings) -> Client:
    settings.MIDDLEWARE = [f"{__name__}.{Fault.__name__}"]
    return Client(raise_request_exception=False)


def test_a_bug_is_a_500(failing: Client) -> None:
    page, problem = failing.get("/"), failing.get("/api/v1/roadmaps/")
    assert (page.status_code, problem.status_code) == (500, 500)
    assert "Something broke" in page.content.decode()
    assert problem["Content-Type"] == "application/problem+json"
    assert problem.json()["code"] == "server_error"
    assert "a bug" not in problem.content.decode()


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_a_database_that_is_away_is_a_503(
    failing: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(Fault, "error", error)
    page, problem = failing.get("/"), failing.get("/api/v1/roadmaps/")
    assert (page.status_code, problem.status_code) == (503, 503)
    assert page["Retry-After"] == problem["Retry-After"] == "10"
    assert problem.json()["code"] == "unavailable"


@pytest.mark.parametrize(
    ("error", "has_traceback"), [(OperationalError("gone\nto lunch"), False), (KeyError("a bug"), True)]
)
def test_the_log_has_a_line_for_an_outage_and_a_traceback_for_a_bug(
    failing: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    *,
    has_traceback: bool,
) -> None:
    caplog.handler.addFilter(OutageFilter())
    monkeypatch.setattr(Fault, "error", error)
    failing.get("/")
    assert str(error).partition("\n")[0] in caplog.text
    assert ("Traceback" in caplog.text) is has_traceback


def test_a_host_that_is_not_ours_is_a_400(client: Client) -> None:
    page = client.get("/", headers={"host": "evil.example"})
    problem = client.get("/api/v1/roadmaps/", headers={"host": "evil.example"})
    assert (page.status_code, problem.status_code) == (400, 400)
    assert "made no sense" in page.content.decode()
    assert problem.json()["code"] == "bad_request"


@pytest.mark.django_db
@pytest.mark.parametrize("template", ["403.html", "403_csrf.html", "404.html", "429.html"])
def test_every_error_page_has_one_title_and_a_way_on(template: str) -> None:
    page = render_to_string(template, request=RequestFactory().get("/"))
    assert page.count("<h1>") == 1
    assert 'href="/"' in page


@pytest.mark.django_db
def test_a_form_grown_old_is_told_so() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "lena@example.org"})
    assert response.status_code == 403
    assert "grown too old" in response.content.decode()
