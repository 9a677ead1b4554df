"""A running site with a database of its own, for a browser or a load generator: web, worker and beat."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from django.conf import settings
from psycopg import sql

from devtools.embedded import address

CHECKOUT = Path(__file__).resolve().parents[1]
READY_WITHIN = 180  # seconds, on a busy machine; two or three are usual
Data = Literal["nothing", "roadmaps", "demo"]


@dataclass
class Site:
    """`run` runs a command in its environment, `execute` asks its database.

    `clock` is the command that shifts the clock of what is started (devtools.testing.faketime), if any.
    """

    url: str
    database: str
    environment: dict[str, str]
    clock: Sequence[str] = ()
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, *command: str) -> None:
        """Run Python to its end, as in `run("manage.py", "check")`; raises CalledProcessError."""
        subprocess.run(
            [sys.executable, *command],
            cwd=CHECKOUT,
            env=self.environment,
            check=True,
            timeout=600,  # migrating takes minutes on a busy machine
        )

    def start(self, *command: str) -> None:
        """Start `python -m` with this module and its arguments."""
        process = subprocess.Popen(
            [*self.clock, sys.executable, "-m", *command],
            cwd=CHECKOUT,
            env=self.environment,
            # What shifts a clock is the parent of what is started: both get the signals of their group.
            process_group=0 if self.clock else None,
        )
        self.processes.append(process)

    def execute(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """One SQL statement in this site's database; its rows, if it has any."""
        with psycopg.connect(**connection_parameters(self.database), autocommit=True) as connected:
            cursor = connected.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        for process in self.processes:
            self._send(process, signal.SIGTERM)
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            self._send(process, signal.SIGKILL)
        self.processes.clear()

    def _send(self, process: subprocess.Popen[bytes], what: signal.Signals) -> None:
        if self.clock:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, what)
        else:
            process.send_signal(what)


def connection_parameters(database: str) -> dict[str, Any]:
    database_settings = settings.DATABASES["default"]
    given = {
        "host": database_settings["HOST"],
        "port": str(database_settings["PORT"]),
        "user": database_settings["USER"],
        "password": database_settings["PASSWORD"],
    }
    return {"dbname": database, **{name: value for name, value in given.items() if value}}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def temporary_site(name: str, *, smtp_port: int, data: Data = "nothing") -> Iterator[Site]:
    """A site that nothing serves yet, with a database of its own; its mail goes to this port."""
    database = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    port = free_port()
    with psycopg.connect(**connection_parameters("postgres"), autocommit=True) as server:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        server.execute(drop)
        copy_database(server, filled_database(server, data), database)
        site = Site(f"http://127.0.0.1:{port}", database, site_environment(database, port, smtp_port))
        try:
            yield site
        finally:
            site.stop()
            server.execute(drop)


def filled_database(server: psycopg.Connection, data: Data) -> str:
    """The name of a migrated database with this data, which all processes of a test run copy."""
    migrated = os.environ.get(address.TEMPLATE)  # in a test run
    if migrated and data == "nothing":
        return migrated
    name = f"filled_with_{data}"
    server.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
    if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        aside = f"{name}_soon"
        copy_database(server, migrated or "template1", aside)
        making = Site("", aside, site_environment(aside, 0, 0))
        if not migrated:
            making.run("manage.py", "migrate", "--verbosity", "0")
        if data != "nothing":
            making.run("-m", "devtools", "seed", *(["--demo"] if data == "demo" else []))
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        server.execute(rename.format(sql.Identifier(aside), sql.Identifier(name)))
    server.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
    return name


def copy_database(server: psycopg.Connection, template: str, name: str) -> None:
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    server.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))


def start_web(site: Site) -> None:
    """Start the same processes as production, and wait until the first page can be asked for."""
    port = site.url.rpartition(":")[2]
    site.start(
        *("granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4"),
        # A browser that keeps its connection open does not keep the process from ending.
        *("--workers-kill-timeout", "3"),
        *("--log-level", "warning", "--port", port, "config.wsgi:application"),
    )
    wait_until_ready(f"{site.url}/readyz")


def start_worker(site: Site) -> None:
    """Start a Celery worker with beat inside it."""
    schedule = f"/tmp/{site.database}-beat"  # noqa: S108
    for left in Path("/tmp").glob(f"{site.database}-beat*"):  # noqa: S108
        left.unlink()  # of a site whose clock stood elsewhere: its tasks would not be due
    site.start(
        *("celery", "--app", "config", "worker", "--concurrency", "1", "--loglevel", "WARNING"),
        *("--beat", "--schedule", schedule),
    )


def site_environment(database: str, port: int, smtp_port: int) -> dict[str, str]:
    parameters = connection_parameters(database)
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{parameters.get('user', '')}@/{database}",
        "PGHOST": parameters.get("host", ""),
        "REDIS_URL": settings.REDIS_URL,
        "KEY_PREFIX": database,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "LONGROAD_DEV": "1",
    }


def wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        with suppress(URLError, OSError), urlopen(url, timeout=2) as answer:  # noqa: S310
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within {READY_WITHIN} s")
