"""What every answer says to browsers, whatever it is, on a site as it is deployed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from devtools.check import AS_IN_PRODUCTION

CHECKOUT = Path(__file__).resolve().parents[2]
ASK = """
import json
import sys
import django
from django.conf import settings
django.setup()
from core.messages import COOKIE
print(json.dumps({"messages": COOKIE} | {name: getattr(settings, name) for name in sys.argv[1:]}))
"""
COOKIES = (
    *("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"),
    *("LANGUAGE_COOKIE_NAME", "KNOWN_BROWSER_COOKIE_NAME"),
)
OTHERS = (
    *("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS"),
    *("DEBUG", "SECURE_SSL_REDIRECT", "STAFF_NEED_SECOND_FACTOR"),
)


@pytest.fixture(scope="module")
def deployed() -> dict[str, Any]:
    """The settings of a site, read by a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LONGROAD")}
    done = subprocess.run(
        [sys.executable, "-c", ASK, *COOKIES, *OTHERS],
        cwd=CHECKOUT,
        env=environment | AS_IN_PRODUCTION | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_no_cookie_can_be_set_over_plain_http_or_by_a_sister_site(deployed: dict[str, Any]) -> None:
    for name in ("messages", *COOKIES):
        assert deployed[name].startswith(("__Host-", "__Secure-"))
    assert deployed["SESSION_COOKIE_SECURE"]
    assert deployed["CSRF_COOKIE_SECURE"]


def test_a_site_is_served_over_https_alone_for_a_year(deployed: dict[str, Any]) -> None:
    assert deployed["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert deployed["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert deployed["SECURE_SSL_REDIRECT"]


def test_a_site_shows_no_traces_and_its_staff_need_a_second_factor(deployed: dict[str, Any]) -> None:
    assert not deployed["DEBUG"]
    assert deployed["STAFF_NEED_SECOND_FACTOR"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/nothing/", "/api/v1/", "/accounts/login/", "/static/css/base.css", "/articles/feed/"]
)
def test_an_answer_is_not_framed_guessed_at_or_told_of(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == settings.SECURE_REFERRER_POLICY
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/nothing/", "text/html; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/articles/feed/", "application/atom+xml; charset=utf-8"),
        ("/api/v1/mentors/", "application/json"),
        ("/static/css/base.css", 'text/css; charset="utf-8"'),
    ],
)
def test_an_answer_says_what_it_is_and_how_it_is_encoded(client: Client, path: str, kind: str) -> None:
    assert client.get(path)["Content-Type"] == kind


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/static/", "/static/css/", "/.git/config", "/.env", "/static/../manage.py"]
)
def test_no_folder_and_no_source_is_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_a_page_runs_and_loads_what_is_ours_alone(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    for directive in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "script-src 'self'"):
        assert directive in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/mentors/", "/settings/", "/api/v1/mentors/"])
def test_no_view_answers_trace(client: Client, path: str) -> None:
    assert client.trace(path).status_code == 405
