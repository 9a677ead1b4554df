"""The API does what its schema says, whatever is sent to it (schemathesis makes it up)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import User
from accounts.operations import create_token
from config.wsgi import application

pytestmark = pytest.mark.django_db
schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
PAGES = ["/api/v1/schema/", "/api/v1/docs/"]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """As Django's own test client does: a request that ends must not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(learner: User) -> str:
    return create_token(
        user=learner,
        name="schemathesis",
        scopes=["read", "write"],
        lifetime=timedelta(days=1),
        now=timezone.now(),
    )[1]


@schema.exclude(path=PAGES).parametrize()
@settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
def test_answers_as_described(case: Any, token: str) -> None:
    plain = {"Accept-Encoding": "identity", "Authorization": f"Bearer {token}"}
    case.call_and_validate(headers=plain, checks=CHECKS)
