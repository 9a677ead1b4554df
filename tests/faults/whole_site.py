"""A site with servers of its own, each of whose processes can be killed, frozen and started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from threading import Event, Thread

import httpx
import psutil
import psycopg

from devtools.embedded import address, postgres, template
from devtools.embedded.postgres import Postgres
from devtools.embedded.process_group import ProcessGroup
from devtools.embedded.valkey import Valkey
from devtools.site import CHECKOUT, free_port
from tests.browser.walks import NOT_PAGES, STRANGER, walk

PASSWORD = "longroad"  # of everybody in the demo community
PATIENCE = 90  # seconds, on a busy machine
PAGES = ("/", "/dashboard/", "/roadmaps/", "/mentors/", "/articles/", "/bookings/", "/search/?q=loss")
OK, FAULT = 200, 500
CELERY = ("-m", "celery", "--app", "config", "--quiet")


@dataclass
class WholeSite:
    """PostgreSQL, Valkey, a web process, a worker and two beats; mail goes to this port."""

    group: ProcessGroup
    home: Path
    smtp_port: int
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    away: str = ""
    outages: int = 0

    def __post_init__(self) -> None:
        cluster = template.migrated_cluster(address.data_folder() / "cache")
        self.postgres = Postgres(self.group, self.home, self.home / "pg", postgres.TEMPORARY, cluster)
        self.valkey = Valkey(self.group, self.home, self.home / "valkey.sock", persistent=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        elsewhere = {"DATABASE_URL", "REDIS_URL", "PYTEST_XDIST_WORKER"}
        return {name: value for name, value in os.environ.items() if name not in elsewhere} | {
            "CELERY_SKIP_CHECKS": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp_port}",
            "LONGROAD_DEV": "1",
            "LONGROAD_PG_SOCKETS": str(self.home / "pg"),
            "LONGROAD_REDIS_SOCKET": str(self.home / "valkey.sock"),
            "LOG_LEVEL": "CRITICAL",
            "SITE_URL": self.url,
        }

    def start(self, *names: str) -> None:
        """By the same options as in docker-compose.yml, but for fewer processes."""
        for name in names:
            match name:
                case "postgres" | "valkey":
                    server: Postgres | Valkey = getattr(self, name)
                    server.start()
                    server.wait()
                    self.running[name] = server.process
                case "web":
                    options = ("--interface", "wsgi", "--workers", "1", "--blocking-threads", "4")
                    respawn = ("--respawn-failed-workers", "--respawn-interval", "0.1")
                    where = ("--log-level", "critical", "--port", str(self.port), "config.wsgi:application")
                    self._run("web", "-m", "granian", *options, *respawn, *where)
                case "worker":
                    self._run("worker", *CELERY, "worker", "--concurrency", "1", "--loglevel", "CRITICAL")
                case _:
                    schedule = str(self.home / name)
                    quiet = ("--pidfile", "", "--loglevel", "CRITICAL")
                    self._run(name, *CELERY, "beat", "--schedule", schedule, *quiet)

    def _run(self, name: str, *arguments: str) -> None:
        with (self.home / "log").open("ab") as log:
            self.running[name] = self.group.start(
                [sys.executable, *arguments], env=self.environment, cwd=CHECKOUT, output=log
            )

    def seed(self) -> None:
        seed = [sys.executable, "-m", "devtools", "seed", "--demo"]
        subprocess.run(seed, cwd=CHECKOUT, env=self.environment, check=True, timeout=PATIENCE)  # noqa: S603

    def forget_heartbeats(self) -> None:
        """As if no worker had answered the roll for ten minutes."""
        statement = "UPDATE workers_heartbeat SET seen_at = now() - interval '10 minutes'"
        with psycopg.connect(host=str(self.home / "pg"), user=address.NAME, dbname=address.NAME) as connected:
            connected.execute(statement)

    def call_roll(self) -> None:
        """As beat does, twice in a minute."""
        call = [sys.executable, "-m", "celery", "--app", "config", "call", "workers.call_roll"]
        subprocess.run(call, cwd=CHECKOUT, env=self.environment, check=True, timeout=PATIENCE)  # noqa: S603

    def signal(self, name: str, number: signal.Signals) -> None:
        """To this process and all of its children."""
        parent = psutil.Process(self.running[name].pid)
        for process in (parent, *parent.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    @contextmanager
    def outage(self, name: str, how: str) -> Iterator[None]:
        """Kill or freeze it, and bring it back at the end, as what watches over a deployment does."""
        self.away, self.outages = name, self.outages + 1
        if how == "frozen":
            self.signal(name, signal.SIGSTOP)
        else:
            self.signal(name, signal.SIGKILL)
            self.running[name].wait()
        try:
            yield
        finally:
            if how == "frozen":
                self.signal(name, signal.SIGCONT)
            else:
                self.start(name)
            self.away = ""

    def state(self) -> dict[str, object]:
        answer: dict[str, object] = httpx.get(f"{self.url}/readyz", timeout=PATIENCE).json()
        return answer


class Page(HTMLParser):
    """What a browser without a script finds in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.hidden: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and values.get("href", "").startswith("/"):
            self.links.append(values["href"].partition("#")[0])
        elif tag == "input" and values.get("type") == "hidden" and "name" in values:
            self.hidden[values["name"]] = values.get("value", "")
        elif tag == "input" and values.get("type") == "radio":
            self.choices.setdefault(values["name"], []).append(values.get("value", ""))


class Visitor:
    """A browser without a script: it keeps cookies, follows redirects and sends forms as they are."""

    def __init__(self, site: WholeSite, who: str = STRANGER) -> None:
        self.who = who
        self.client = httpx.Client(base_url=site.url, follow_redirects=True, timeout=PATIENCE)
        self.page: httpx.Response | None = None

    def get(self, path: str) -> httpx.Response:
        self.page = self.client.get(path)
        return self.page

    def send(self, path: str, action: str, **typed: str) -> httpx.Response:
        """Send the form of this page, with what is hidden in it, to this address."""
        hidden = Page(self.get(path).text).hidden
        self.page = self.client.post(action, data=hidden | typed)
        return self.page

    def sign_in(self) -> httpx.Response:
        return self.send("/accounts/login/", "/accounts/login/", login=self.who, password=PASSWORD)

    def links(self) -> list[str]:
        assert self.page is not None
        return [link for link in Page(self.page.text).links if not link.endswith(NOT_PAGES)]

    def walk(self) -> Iterator[httpx.Response]:
        """Each kind of page that this person finds."""
        for path in walk(self.who, self.links):
            yield self.get(path)


@dataclass(frozen=True)
class Answer:
    """What a walker got: 0 is no answer at all, from a web process that is not there."""

    path: str
    status: int
    site_was_whole: bool


@dataclass
class Walkers:
    """People who go on asking for pages, each in a thread, while parts of the site come and go."""

    site: WholeSite
    visitors: list[Visitor]
    answers: list[Answer] = field(default_factory=list)
    is_over: Event = field(default_factory=Event)

    @contextmanager
    def walking(self) -> Iterator["Walkers"]:
        threads = [Thread(target=self._walk, args=[visitor]) for visitor in self.visitors]
        for thread in threads:
            thread.start()
        try:
            self.wait_for_answers()
            yield self
        finally:
            self.is_over.set()
            for thread in threads:
                thread.join(PATIENCE)

    def _walk(self, visitor: Visitor) -> None:
        for path in cycle(PAGES):
            if self.is_over.is_set():
                return
            outages = self.site.outages
            was_whole = not self.site.away
            try:
                status = visitor.get(path).status_code
            except httpx.HTTPError:
                status = 0
                time.sleep(0.05)  # under a shifted clock, Event.wait would wait for its day
            is_whole = was_whole and outages == self.site.outages
            self.answers.append(Answer(path, status, is_whole))

    def wait_for_answers(self, count: int = 10) -> None:
        """Pages as they should be, from now on."""
        seen = len(self.answers)
        eventually(lambda: sum(answer.status == OK for answer in self.answers[seen:]) >= count)

    def faults(self) -> set[Answer]:
        return {answer for answer in self.answers if answer.status >= FAULT}


def eventually(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it did not become true in time"
        time.sleep(0.1)
