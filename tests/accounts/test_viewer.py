"""Who is asking, at what cost, and in which zone they read times."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.middleware import ViewerZoneMiddleware
from accounts.models import User
from accounts.viewer import viewer, zone_of

Browser = Callable[[User], Client]


class NoSession:
    def __getattr__(self, name: str) -> Any:
        raise AssertionError("A stranger's session was touched.")


def zone_in_a_view(path: str) -> str:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(zone_of(request).key)
        return HttpResponse()

    ViewerZoneMiddleware(view)(RequestFactory().get(path))
    return seen[0]


def test_a_request_without_a_cookie_touches_no_session() -> None:
    request = RequestFactory().get("/")
    request.session = NoSession()
    assert viewer(request) is None


def test_a_stranger_reads_utc() -> None:
    assert zone_in_a_view("/") == "UTC"


def test_a_stranger_may_ask_for_a_zone() -> None:
    assert zone_in_a_view("/?zone=Asia/Tokyo") == "Asia/Tokyo"


@pytest.mark.parametrize("zone", ["../../etc/passwd", "%00", "Nowhere"])
def test_what_is_no_zone_is_ignored(zone: str) -> None:
    assert zone_in_a_view(f"/?zone={zone}") == "UTC"


def test_the_zone_ends_with_the_request() -> None:
    zone_in_a_view("/?zone=Asia/Tokyo")
    assert timezone.get_current_timezone_name() == "UTC"


@pytest.mark.django_db
def test_members_read_their_own_zone(signed_in: Browser, other_learner: User) -> None:
    assert "(New York)" in signed_in(other_learner).get("/accounts/sessions/").content.decode()
