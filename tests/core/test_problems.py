"""Every error of the API is a problem detail with a stable code (RFC 9457)."""

import pytest
from django.test import Client
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from core.api import handle_error
from core.refusals import Refusal


class GateClosed(Refusal):
    code, message = "gate_closed", "The gate is closed. Come back at nine."


def answer(error: Exception) -> Response:
    response = handle_error(error, {})
    assert response is not None
    return response


def test_a_refusal_is_a_conflict_with_its_name() -> None:
    response = answer(GateClosed(opens_at="09:00"))

    assert response.status_code == 409
    assert response.content_type == "application/problem+json"
    assert response.data == {
        "type": "urn:longroad:problem:gate_closed",
        "title": "The gate is closed. Come back at nine.",
        "status": 409,
        "code": "gate_closed",
        "data": {"opens_at": "09:00"},
    }


def test_invalid_input_is_told_by_field() -> None:
    response = answer(ValidationError({"email": ["This is not an address."]}))

    assert response.status_code == 400
    assert response.data["errors"]["email"] == ["This is not an address."]


def test_a_bug_is_not_dressed_up_as_an_answer() -> None:
    assert handle_error(KeyError("oops"), {}) is None


@pytest.mark.django_db
def test_an_unknown_address_below_the_api_answers_in_json(client: Client) -> None:
    response = client.get("/api/v1/nothing-here/")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
