"""What the health checks of the containers say, as they are run there."""

import os
import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from devtools.site import CHECKOUT
from workers.models import UNHEALTHY_AFTER, Heartbeat

OURS = f"celery@{socket.gethostname()}"
FRESH, OLD = timedelta(), UNHEALTHY_AFTER + timedelta(seconds=5)
WELL, NOT_WELL = 0, 1

pytestmark = pytest.mark.django_db(transaction=True)


def check(service: str, *, host: str = "") -> int:
    here = settings.DATABASES["default"]
    url = f"postgres://{here['USER']}@/{connection.settings_dict['NAME']}?host={host or here['HOST']}"
    return subprocess.run(  # noqa: S603
        [sys.executable, "deploy/healthcheck.py", service],
        cwd=CHECKOUT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        check=False,
    ).returncode


def heard(worker: str, ago: timedelta) -> None:
    Heartbeat.objects.create(worker=worker, seen_at=timezone.now() - ago)


@pytest.mark.parametrize(("ago", "is_well"), [(FRESH, WELL), (OLD, NOT_WELL)])
def test_a_worker_is_well_when_it_answered_the_roll_lately(ago: timedelta, is_well: int) -> None:
    heard(OURS, ago)
    assert check("worker") == is_well


def test_a_worker_is_not_well_because_another_one_is() -> None:
    heard("celery@elsewhere", FRESH)
    assert check("worker") == NOT_WELL


@pytest.mark.parametrize(("ago", "is_well"), [(FRESH, WELL), (OLD, NOT_WELL)])
def test_beat_is_well_when_any_worker_heard_of_it(ago: timedelta, is_well: int) -> None:
    heard("celery@elsewhere", ago)
    assert check("beat") == is_well


def test_nobody_is_restarted_because_postgresql_is_away() -> None:
    assert check("worker", host="/nowhere") == WELL


def test_an_unknown_service_is_a_mistake() -> None:
    assert check("dancer") == 2
