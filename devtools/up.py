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

from devtools import setup
from devtools.console import Console
from devtools.embedded import address, servers
from devtools.embedded.family import Family
from devtools.embedded.trouble import Trouble

CHECKOUT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
HOST = "127.0.0.1"
READY_SECONDS = 120.0  # on a busy machine; two or three are usual
SIGN_INS = "lena@example.org (learner), mira@… (mentor), noor@… (author) or sam@… (staff)"
WATCHED = re.compile(r"\.(html|py|txt|yaml)$")
UNWATCHED_FOLDERS = {"docs", "static", "staticfiles", "tests", "var"}
# Of a worker that runs as root or, in a container, as nobody known: here it serves this machine alone.
CELERYS_WARNINGS = ("You're running the worker with superuser privileges", "An entry for the specified gid")

WEB = (
    "granian --interface wsgi --workers 1 --blocking-threads 4 --log-level warning "
    "--access-log --access-log-fmt '%(method)s %(path)s %(status)d in %(dt_ms).0f ms'"
)
WORKER = (
    "celery --app config --quiet worker --concurrency 2 --loglevel INFO "
    "--without-gossip --without-mingle --without-heartbeat"
)

Child = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Changed:
    """Files are no longer what processes have loaded that were started before then."""

    at: float  # time.monotonic()


@dataclass(frozen=True)
class Ended:
    name: str
    child: Child


def up(arguments: list[str]) -> int:
    options = _options(arguments)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt), servers.kept(address.data_folder()) as (family, told):
        _refuse_if_busy(options.port)  # now that nothing of a killed predecessor can hold it
        house = House(family, told, port=options.port, with_demo=not options.empty)
        try:
            house.live()
        finally:
            for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(ending, signal.SIG_IGN)  # once is enough
            house.close()
    return 0


@dataclass
class House:
    """The processes of one `./dev up`. `told` is the environment that leads to our own servers."""

    family: Family
    told: dict[str, str]
    port: int
    with_demo: bool
    console: Console = field(default_factory=Console)
    news: "SimpleQueue[Changed | Ended]" = field(default_factory=SimpleQueue)
    living: dict[str, Child] = field(default_factory=dict)
    loaded_at: float = 0.0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        path = f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        ours = {
            "CELERY_SKIP_CHECKS": "true",  # the web process reads the same code
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "LONGROAD_DEV": "true",
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": ",".join(f"ignore:{opening}" for opening in CELERYS_WARNINGS),
            "SITE_URL": self.url,
        }
        return {**ours, **os.environ, **self.told, "PATH": path}

    def live(self) -> None:
        """Until a signal comes. Raises Trouble when something can't be started."""
        self._open()
        self._welcome()
        Thread(target=self._watch, daemon=True).start()
        while True:
            match self.news.get():
                case Changed(at) if at > self.loaded_at:
                    self._reload()
                case Ended(name, child) if self.living.get(name) is child:
                    self._say(f"{name} ended with code {child.wait()} and starts again when a file changes")
                case _:
                    pass  # a change that was taken up with an earlier one, or a process that was asked to end

    def close(self) -> None:
        """Ask all at once; the family waits for each, and stops the servers after them."""
        self._say("stopping …")
        for child in self.living.values():
            child.terminate()

    def _open(self) -> None:
        """Serve as soon as the tables stand; the demo community moves in meanwhile."""
        embedded, note = address.database(self.told), address.data_folder() / "set-up"
        if embedded and setup.is_done(note, embedded):
            self._start_all()
            self._wait_until_served()
            return
        self._say("setting up the database …")
        self._succeed(self._start("setup", "python manage.py migrate --skip-checks --verbosity 0"))
        self._start_all()
        demo = embedded is not None and self.with_demo  # never in a database of somebody else
        planting = self._start("setup", f"python -m devtools.plant {'--demo' if demo else ''}")
        self._wait_until_served()
        self._succeed(planting)
        if embedded and demo:
            setup.write_down(note, embedded)

    def _start_all(self) -> None:
        self._start_web()
        self._start_worker()

    def _start_web(self) -> None:
        self.living["web"] = self._start(
            "web", f"{WEB} --host {HOST} --port {self.port} config.wsgi:application"
        )

    def _start_worker(self) -> None:
        """With beat inside: one process fewer to boot. In production beat is a process of its own."""
        schedule = shlex.quote(str(address.data_folder() / "beat"))
        self.living["worker"] = self._start("worker", f"{WORKER} --beat --schedule {schedule}")

    def _start(self, name: str, command: str) -> Child:
        """Start a program of this checkout's environment, its output in our log under this name."""
        child = self.family.start(
            shlex.split(command), env=self.environment, cwd=CHECKOUT, output=subprocess.PIPE
        )
        assert child.stdout
        self.console.follow(name, child.stdout, at_end=partial(self.news.put, Ended(name, child)))
        return child

    def _succeed(self, child: Child) -> None:
        if child.wait() != 0:
            raise Trouble("The database could not be set up: the lines marked “setup” above say why.")

    def _wait_until_served(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_served():
            for name, child in self.living.items():
                if child.poll() is not None:
                    raise Trouble(f"The {name} could not start: its lines above say why.")
            if time.monotonic() > deadline:
                raise Trouble(f"The site did not answer at {self.url} within {READY_SECONDS:.0f} seconds.")
            time.sleep(0.05)

    def _is_served(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    def _welcome(self) -> None:
        self._say(f"Longroad is at {self.url}")
        if "LONGROAD_PG_SOCKETS" in self.told and self.with_demo:
            self._say(f"sign in as {SIGN_INS}, with the password “longroad”")
        if "EMAIL_URL" not in os.environ:
            self._say(f"mail is caught at {self.url}/dev/mail/")
        self._say("Ctrl-C stops everything")

    def _watch(self) -> None:
        folders = [path for path in CHECKOUT.iterdir() if path.is_dir() and not path.name.startswith(".")]
        ours = [path for path in folders if path.name not in UNWATCHED_FOLDERS]
        for _ in watchfiles.watch(*ours, watch_filter=lambda _, path: bool(WATCHED.search(path))):
            self.news.put(Changed(time.monotonic()))

    def _reload(self) -> None:
        """Start both anew. Granian's own reload waits for ever when the old worker is still booting."""
        self._say("reloading")
        self.loaded_at = time.monotonic()
        for name, start in (("web", self._start_web), ("worker", self._start_worker)):
            self.family.stop(self.living.pop(name))
            start()

    def _say(self, line: str) -> None:
        self.console.say("dev", line)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev up", description="The whole site, reloading on change.")
    parser.add_argument("--port", type=int, default=8000, help="of this machine only (default: %(default)s)")
    parser.add_argument("--empty", action="store_true", help="a site without the demo community")
    return parser.parse_args(arguments)


def _refuse_if_busy(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Trouble(
                f"Port {port} can't be had ({os.strerror(error.errno or 0).lower()}): "
                f"choose another one, as in ./dev up --port {port + 1}."
            ) from error
