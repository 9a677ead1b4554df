"""Redirects after a form, and pages that shared caches may keep."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from core.http import absolute, go_to, public_page


@public_page(max_age=300)
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the same for everybody")


@public_page()
def page_with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("yours alone")
    response.set_cookie("mine", "1")
    return response


def test_a_stranger_gets_a_page_that_caches_may_keep(rf: RequestFactory) -> None:
    response = page(rf.get("/"))

    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=300"}
    assert {"Cookie", "HX-Request"} <= set(response["Vary"].split(", "))


def test_somebody_with_a_session_gets_a_private_page(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "abc"

    assert "private" in page(request)["Cache-Control"]
    assert "public" not in page(request)["Cache-Control"]


def test_a_page_with_a_waiting_notice_is_private(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.COOKIES["messages"] = "You have signed out."

    assert "private" in page(request)["Cache-Control"]


def test_a_page_that_sets_a_cookie_is_never_public(rf: RequestFactory) -> None:
    assert "public" not in page_with_cookie(rf.get("/"))["Cache-Control"]


def test_a_browser_is_sent_on_with_303(rf: RequestFactory) -> None:
    response = go_to(rf.post("/"), "/next/")

    assert (response.status_code, response["Location"]) == (303, "/next/")


def test_htmx_is_told_to_go_there_itself(rf: RequestFactory) -> None:
    response = go_to(rf.post("/", headers={"hx-request": "true"}), "/next/")

    assert (response.status_code, response["HX-Redirect"]) == (204, "/next/")


def test_a_boosted_form_follows_the_redirect_like_a_browser(rf: RequestFactory) -> None:
    response = go_to(rf.post("/", headers={"hx-request": "true", "hx-boosted": "true"}), "/next/")

    assert response.status_code == 303


def test_an_absolute_address_begins_with_the_sites_own() -> None:
    assert absolute("/roadmaps/") == f"{settings.SITE_URL}/roadmaps/"
