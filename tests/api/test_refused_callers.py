"""Whoever tries tokens, or sends one unprotected."""

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


def test_wrong_tokens_are_throttled(client: Client) -> None:
    answers = [
        client.get("/api/v1/me/", headers={"Authorization": f"Bearer lrd_{n}"}).status_code for n in range(21)
    ]
    assert (answers[0], answers[-1]) == (401, 429)


def test_a_call_over_plain_http_is_refused_and_not_redirected(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/api/v1/roadmaps/")
    assert (answer.status_code, answer.json()["code"]) == (403, "https_needed")
    assert client.get("/").status_code == 301
    assert client.get("/api/v1/roadmaps/", secure=True).status_code == 200
