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
from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import watchfiles

from devtools import setup_record
from devtools.console import Console
from devtools.embedded import address, servers
from devtools.embedded.setup_error import SetupError

CHECKOUT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
NAME = "localhost"  # browsers allow no passkey on an address of numbers
RESTARTS, RESTARTS_WITHIN_SECONDS = 3, 60.0
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
BEAT = "-m celery --app config --quiet beat --loglevel WARNING --pidfile ''"

MIGRATE = "manage.py migrate --skip-checks --verbosity 0"

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
        servers.persistent(address.data_folder()) as running,
    ):
        _check_port_is_free(options.port)  # now that no process of a killed predecessor can use it
        site = DevServer(running, port=options.port, with_demo=not options.empty)
        try:
            site.run()
        finally:
            for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(ending, signal.SIG_IGN)  # once is enough
            site.stop()
    return 0


def few_moments() -> deque[float]:
    return deque(maxlen=RESTARTS)


def find_migrations() -> set[Path]:
    return set(CHECKOUT.glob("*/migrations/[0-9]*.py"))


@dataclass
class DevServer:
    """The processes of one `./dev up`, on these servers."""

    servers: servers.Running
    port: int
    with_demo: bool
    console: Console = field(default_factory=Console)
    events: "SimpleQueue[Changed | Ended]" = field(default_factory=SimpleQueue)
    running: dict[str, Child] = field(default_factory=dict)
    restarts: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(few_moments))
    loaded_at: float = 0.0
    migrations: set[Path] = field(default_factory=find_migrations)

    @property
    def url(self) -> str:
        return f"http://{NAME}:{self.port}"

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
        return {**ours, **os.environ, **self.servers.environment}

    def run(self) -> None:
        """Until a signal comes. Raises SetupError when something can't be started."""
        self._start_up()
        self._print_addresses()
        for name, server in self.servers.servers.items():
            self._watch_for_end(name, server.process)
        Thread(target=self._watch, daemon=True).start()
        while True:
            match self.events.get():
                case Changed(at) if at > self.loaded_at:
                    self._reload()
                case Ended(name, child) if self.running.get(name) is child:
                    self._go_on_after(name, child)
                case Ended(name, child) if name in self.servers.servers:
                    self._restart_server(name, child)
                case _:
                    pass  # a change that an earlier reload included, or a process that was asked to end

    def stop(self) -> None:
        """Ask all at once; the process group waits for each, and stops the servers after them."""
        self._print("stopping …")
        for child in self.running.values():
            child.terminate()

    def _start_up(self) -> None:
        """Serve as soon as the tables exist; demo data is added meanwhile."""
        embedded, note = address.database(self.servers.environment), address.data_folder() / "set-up"
        if embedded and setup_record.is_current(note, embedded):
            self._start_all()
            self._wait_until_ready()
            return
        self._print("setting up the database …")
        self._wait_for_success(self._start("setup", MIGRATE))
        self._start_all()
        demo = embedded is not None and self.with_demo  # never in a database that we did not start
        seeding = self._start("setup", f"-m devtools seed {'--demo' if demo else ''}")
        self._wait_until_ready()
        self._wait_for_success(seeding)
        if embedded and demo:
            setup_record.write(note, embedded)

    def _start_all(self) -> None:
        for name in self._commands():
            self._start_one(name)

    def _commands(self) -> dict[str, str]:
        schedule = shlex.quote(str(address.data_folder() / "beat"))
        return {
            "web": f"{WEB} --host {HOST} --port {self.port} config.wsgi:application",
            "worker": WORKER,
            "beat": f"{BEAT} --schedule {schedule}",
        }

    def _start_one(self, name: str) -> None:
        self.running[name] = self._start(name, self._commands()[name])
        self._watch_for_end(name, self.running[name])

    def _go_on_after(self, name: str, child: Child) -> None:
        """Restart what something killed; what ends by itself has a fault, which a changed file may mend."""
        del self.running[name]
        code = self.servers.group.stop(child)  # with what is left of its own children
        if code < 0 and self._may_restart(name):
            self._print(f"{name} was killed by signal {-code}: starting it again")
            self._start_one(name)
        else:
            self._print(f"{name} ended with code {code} and will restart when a file changes")

    def _restart_server(self, name: str, child: Child) -> None:
        """Or stop everything, clearly, when that does not help."""
        server, code = self.servers.servers[name], self.servers.group.stop(child)
        if not self._may_restart(name):
            raise SetupError(f"{name} ended with code {code} again and again: {server.log} says why.")
        self._print(f"{name} ended with code {code}: starting it again")
        server.start()
        server.wait()
        self._watch_for_end(name, server.process)
        self._print(f"{name} runs again")

    def _may_restart(self, name: str) -> bool:
        """A few times a minute."""
        now, former = time.monotonic(), self.restarts[name]
        is_too_often = len(former) == RESTARTS and now - former[0] < RESTARTS_WITHIN_SECONDS
        former.append(now)
        return not is_too_often

    def _watch_for_end(self, name: str, child: Child) -> None:
        """Its output may go on after it: of its own children."""

        def wait() -> None:
            child.wait()
            self.events.put(Ended(name, child))

        Thread(target=wait, daemon=True).start()

    def _start(self, name: str, arguments: str) -> Child:
        """Start Python with these arguments, its output in our log under this name."""
        child = self.servers.group.start(
            [sys.executable, *shlex.split(arguments)],
            env=self.environment,
            cwd=CHECKOUT,
            output=subprocess.PIPE,
        )
        assert child.stdout
        self.console.print_output(name, child.stdout)
        return child

    def _wait_for_success(self, child: Child) -> None:
        if child.wait() != 0:
            raise SetupError(
                "The database could not be set up: the lines marked “setup” above say why. If they name an"
                " inconsistent history, it was made before the migrations began again at 0001: start with an"
                f" empty database, here by removing {address.data_folder()}."
            )

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
        if "LONGROAD_PG_SOCKETS" in self.servers.environment and self.with_demo:
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
        """Restart all. Granian's own reload waits for ever when the old worker is still booting."""
        self._print("reloading")
        self.loaded_at = time.monotonic()
        for name in list(self.running):
            self.servers.group.stop(self.running.pop(name))
        if self.migrations != (found := find_migrations()):
            self._print("migrating the database …")
            self.migrations = found
            if self._start("setup", MIGRATE).wait() != 0:
                self._print("the database could not be migrated: the lines marked “setup” above say why")
        for name in self._commands():
            self._start_one(name)

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
