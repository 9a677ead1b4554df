"""A whole Longroad of its own for a browser: web, worker and beat as processes, its own database."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from django.conf import settings
from psycopg import sql

from devtools.embedded import address

CHECKOUT = Path(__file__).resolve().parents[1]
READY_WITHIN = 60  # seconds


@dataclass
class House:
    """One running Longroad. `run` calls manage.py in it; `query` asks its database."""

    url: str
    database: str
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, *command: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=CHECKOUT,
            env=self.environment,
            check=True,
            timeout=120,
        )

    def start(self, *command: str) -> None:
        program = str(Path(sys.executable).parent / command[0])
        self.processes.append(subprocess.Popen([program, *command[1:]], cwd=CHECKOUT, env=self.environment))

    def execute(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """One SQL statement in this house's database; its rows, if it has any."""
        with psycopg.connect(**connection(self.database), autocommit=True) as connected:
            cursor = connected.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()
        self.processes.clear()


def connection(database: str) -> dict[str, Any]:
    here = settings.DATABASES["default"]
    given = {
        "host": here["HOST"],
        "port": str(here["PORT"]),
        "user": here["USER"],
        "password": here["PASSWORD"],
    }
    return {"dbname": database, **{name: value for name, value in given.items() if value}}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def house(name: str, *, smtp_port: int) -> Iterator[House]:
    """Migrated, empty and serving; mail goes to an SMTP server on this port. Gone at the end."""
    database = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    port = free_port()
    with psycopg.connect(**connection("postgres"), autocommit=True) as connected:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        connected.execute(drop)
        copied = os.environ.get(address.TEMPLATE, "template1")  # migrated already in a test run
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connected.execute(create.format(sql.Identifier(database), sql.Identifier(copied)))
        built = House(f"http://127.0.0.1:{port}", database, environment(database, port, smtp_port))
        try:
            built.run("migrate", "--verbosity", "0")
            yield built
        finally:
            built.stop()
            connected.execute(drop)


def serve(built: House) -> None:
    """Start the same processes as production, and wait until the first page can be asked for."""
    port = built.url.rpartition(":")[2]
    built.start(
        *("granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4"),
        *("--log-level", "warning", "--port", port, "config.wsgi:application"),
    )
    wait_until_ready(f"{built.url}/healthz")


def deliver(built: House) -> None:
    """Start a Celery worker with beat inside it."""
    schedule = f"/tmp/{built.database}-beat"  # noqa: S108
    built.start(
        "celery",
        "-A",
        "config",
        "worker",
        "--beat",
        "--schedule",
        schedule,
        "--concurrency",
        "1",
        "--loglevel",
        "WARNING",
    )


def environment(database: str, port: int, smtp_port: int) -> dict[str, str]:
    here = connection(database)
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{here.get('user', '')}@/{database}",
        "PGHOST": here.get("host", ""),
        "REDIS_URL": settings.REDIS_URL,
        "KEY_PREFIX": database,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "LONGROAD_DEV": "1",
    }


def wait_until_ready(url: str) -> None:
    give_up_at = time.monotonic() + READY_WITHIN
    while time.monotonic() < give_up_at:
        with suppress(URLError, OSError), urlopen(url, timeout=2) as answer:  # noqa: S310
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within {READY_WITHIN} s")
