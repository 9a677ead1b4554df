"""Roll call: every known worker is asked, and those that left are forgotten."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings

from core import valkey
from workers.models import FORGOTTEN_AFTER, Heartbeat
from workers.schedule import call_roll

pytestmark = pytest.mark.django_db


def asked(worker: str) -> int:
    """How many questions wait in the queue of this worker."""
    queue = f"{settings.KEY_PREFIX}:celery:{worker}.dq2"
    waiting = valkey.ask(settings.REDIS_URL, lambda server: server.llen(queue))
    valkey.ask(settings.REDIS_URL, lambda server: server.delete(queue))
    return int(str(waiting))


def test_each_worker_is_asked_through_its_own_queue(now: datetime) -> None:
    for worker in ("celery@one", "celery@two"):
        Heartbeat.objects.create(worker=worker, seen_at=now)
    call_roll()
    assert (asked("celery@one"), asked("celery@two")) == (1, 1)


def test_a_worker_that_left_is_forgotten_and_not_asked(now: datetime) -> None:
    Heartbeat.objects.create(worker="celery@gone", seen_at=now - FORGOTTEN_AFTER - timedelta(seconds=1))
    call_roll()
    assert asked("celery@gone") == 0
    assert not Heartbeat.objects.exists()
