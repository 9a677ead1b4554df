"""`./dev up`: servers, tables, demo data, web and worker in one process tree, with one log.

Processes are started by the main thread only. Threads read their output and watch the files, and put
what happened into a queue.
"""

import argparse
import contextlib
import http.client
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import watchfiles

from devtools import setup_record
from devtools.console import Console
from devtools.embedded import address, servers
from devtools.embedded.process_group import ProcessGroup
from devtools.embedded.setup_error import SetupError

CHECKOUT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
READY_SECONDS = 120.0  # on a busy machine; two or three are usual
SIGN_INS = "lena@example.org (learner), mira@… (mentor), noor@… (author) or sam@… (staff)"
WATCHED = re.compile(r"\.(html|py|txt|yaml)$")
UNWATCHED_FOLDERS = {"docs", "static", "staticfiles", "tests", "var"}
# About running as root or, in a container, under an unknown user id: harmless on one's own machine.
CELERY_WARNINGS = ("You're running the worker with superuser privileges", "An entry for the specified gid")

WEB = (
    "-m granian --interface wsgi --workers 1 --blocking-threads 4 --log-level warning "
    "--access-log --access-log-fmt '%(method)s %(path)s %(status)d in %(dt_ms).0f ms'"
)
WORKER = (
    "-m celery --app config --quiet worker --concurrency 2 --loglevel INFO "
    "--without-gossip --without-mingle --without-heartbeat"
)

Child = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Changed:
    """Files have changed since; processes that were started before are out of date."""

    at: float  # time.monotonic()


@dataclass(frozen=True)
class Ended:
    name: str
    child: Child


def up(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev up", description="The whole site, reloading on change.")
    parser.add_argument("--port", type=int, default=8000, help="of this machine only (default: %(default)s)")
    parser.add_argument("--empty", action="store_true", help="a site without demo data")
    options = parser.parse_args(arguments)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    with (
        contextlib.suppress(KeyboardInterrupt),
        servers.persistent(address.data_folder()) as (group, endpoints),
    ):
        _check_port_is_free(options.port)  # now that no process of a killed predecessor can use it
        site = DevServer(group, endpoints, port=options.port, with_demo=not options.empty)
        try:
            site.run()
        finally:
            for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(ending, signal.SIG_IGN)  # once is enough
            site.stop()
    return 0


@dataclass
class DevServer:
    """The processes of one `./dev up`. `endpoints` is the environment that leads to our own servers."""

    group: ProcessGroup
    endpoints: dict[str, str]
    port: int
    with_demo: bool
    console: Console = field(default_factory=Console)
    events: "SimpleQueue[Changed | Ended]" = field(default_factory=SimpleQueue)
    running: dict[str, Child] = field(default_factory=dict)
    loaded_at: float = 0.0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            "CELERY_SKIP_CHECKS": "true",  # the web process reads the same code
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "LONGROAD_DEV": "true",
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": ",".join(f"ignore:{opening}" for opening in CELERY_WARNINGS),
            "SITE_URL": self.url,
        }
        return {**ours, **os.environ, **self.endpoints}

    def run(self) -> None:
        """Until a signal comes. Raises SetupError when something can't be started."""
        self._start_up()
        self._print_addresses()
        Thread(target=self._watch, daemon=True).start()
        while True:
            match self.events.get():
                case Changed(at) if at > self.loaded_at:
                    self._reload()
                case Ended(name, child) if self.running.get(name) is child:
                    self._print(f"{name} ended with code {child.wait()} and will restart when a file changes")
                case _:
                    pass  # a change that an earlier reload included, or a process that was asked to end

    def stop(self) -> None:
        """Ask all at once; the process group waits for each, and stops the servers after them."""
        self._print("stopping …")
        for child in self.running.values():
            child.terminate()

    def _start_up(self) -> None:
        """Serve as soon as the tables exist; demo data is added meanwhile."""
        embedded, note = address.database(self.endpoints), address.data_folder() / "set-up"
        if embedded and setup_record.is_current(note, embedded):
            self._start_all()
            self._wait_until_ready()
            return
        self._print("setting up the database …")
        self._wait_for_success(self._start("setup", "manage.py migrate --skip-checks --verbosity 0"))
        self._start_all()
        demo = embedded is not None and self.with_demo  # never in a database that we did not start
        seeding = self._start("setup", f"-m devtools seed {'--demo' if demo else ''}")
        self._wait_until_ready()
        self._wait_for_success(seeding)
        if embedded and demo:
            setup_record.write(note, embedded)

    def _start_all(self) -> None:
        self._start_web()
        self._start_worker()

    def _start_web(self) -> None:
        self.running["web"] = self._start(
            "web", f"{WEB} --host {HOST} --port {self.port} config.wsgi:application"
        )

    def _start_worker(self) -> None:
        """With beat inside: one process fewer to boot. In production beat is a process of its own."""
        schedule = shlex.quote(str(address.data_folder() / "beat"))
        self.running["worker"] = self._start("worker", f"{WORKER} --beat --schedule {schedule}")

    def _start(self, name: str, arguments: str) -> Child:
        """Start Python with these arguments, its output in our log under this name."""
        child = self.group.start(
            [sys.executable, *shlex.split(arguments)],
            env=self.environment,
            cwd=CHECKOUT,
            output=subprocess.PIPE,
        )
        assert child.stdout
        self.console.print_output(name, child.stdout, at_end=partial(self.events.put, Ended(name, child)))
        return child

    def _wait_for_success(self, child: Child) -> None:
        if child.wait() != 0:
            raise SetupError("The database could not be set up: the lines marked “setup” above say why.")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            for name, child in self.running.items():
                if child.poll() is not None:
                    raise SetupError(f"The {name} could not start: its lines above say why.")
            if time.monotonic() > deadline:
                raise SetupError(f"The site did not answer at {self.url} within {READY_SECONDS:.0f} seconds.")
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    def _print_addresses(self) -> None:
        self._print(f"Longroad is at {self.url}")
        if "LONGROAD_PG_SOCKETS" in self.endpoints and self.with_demo:
            self._print(f"sign in as {SIGN_INS}, with the password “longroad”")
        if "EMAIL_URL" not in os.environ:
            self._print(f"mail is caught at {self.url}/dev/mail/")
        self._print("Ctrl-C stops everything")

    def _watch(self) -> None:
        folders = [path for path in CHECKOUT.iterdir() if path.is_dir() and not path.name.startswith(".")]
        ours = [path for path in folders if path.name not in UNWATCHED_FOLDERS]
        for _ in watchfiles.watch(*ours, watch_filter=lambda _, path: bool(WATCHED.search(path))):
            self.events.put(Changed(time.monotonic()))

    def _reload(self) -> None:
        """Restart both. Granian's own reload waits for ever when the old worker is still booting."""
        self._print("reloading")
        self.loaded_at = time.monotonic()
        for name, start in (("web", self._start_web), ("worker", self._start_worker)):
            self.group.stop(self.running.pop(name))
            start()

    def _print(self, line: str) -> None:
        self.console.print_line("dev", line)


def _check_port_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise SetupError(
                f"Port {port} can't be had ({os.strerror(error.errno or 0).lower()}): "
                f"choose another one, as in ./dev up --port {port + 1}."
            ) from error
