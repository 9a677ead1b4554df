"""/livez and /readyz: who is asked, and what an outage makes of it. tests/faults has the outages."""

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from workers.models import Heartbeat


@pytest.fixture
def worker(db: None) -> Heartbeat:
    return Heartbeat.objects.create(worker="celery@one", seen_at=timezone.now())


def test_alive_is_who_answers_without_asking_anybody(client: Client) -> None:
    """No database is allowed here."""
    assert client.get("/livez").status_code == 200


def test_ready_is_who_has_postgresql_and_its_tables(client: Client, worker: Heartbeat) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["failed"] == answer.json()["degraded"] == []


def test_not_ready_before_the_migrations_ran(client: Client, worker: Heartbeat) -> None:
    MigrationRecorder.Migration.objects.filter(app="mailing").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failed"]) == (503, ["migrations"])


def test_without_valkey_or_workers_the_site_serves_and_says_so(
    client: Client, db: None, settings: Settings
) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["degraded"]) == (200, ["workers", "valkey"])


@pytest.mark.parametrize("page", ["/livez", "/readyz"])
def test_no_cache_keeps_the_answer(client: Client, worker: Heartbeat, page: str) -> None:
    assert "no-store" in client.get(page)["Cache-Control"]
