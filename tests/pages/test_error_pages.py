"""Pages for when something is not as it should be."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory


@pytest.mark.django_db
def test_an_unknown_address_is_told_kindly_and_keeps_the_navigation(client: Client) -> None:
    response = client.get("/no-such-place/")
    assert response.status_code == 404
    assert "not on this map" in response.content.decode()
    assert "/roadmaps/" in response.content.decode()


def test_the_page_for_faults_needs_no_context_and_no_database() -> None:
    page = render_to_string("500.html")
    assert "Something broke" in page
    assert "/static/css/tokens.css" in page


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
