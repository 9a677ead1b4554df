"""A newsletter goes out while workers, Valkey and PostgreSQL are killed: to everybody, and to nobody twice.

The suite sends it to a few hundred readers. To five thousand, with twenty workers killed (some minutes):

    LONGROAD_MAIL_READERS=5000 LONGROAD_MAIL_KILLS=20 ./dev test tests/faults/test_mail_outages.py -n 0 -s
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
import pytest

from devtools.embedded import address, postgres
from devtools.embedded.process_group import ProcessGroup
from devtools.site import CHECKOUT
from mailing.lifecycle import LetterKind, LetterState
from mailing.operations import owe_many_sql
from tests.faults.whole_site import WholeSite

pytestmark = pytest.mark.xdist_group("outages")

READERS = int(os.environ.get("LONGROAD_MAIL_READERS", "400"))
KILLS = int(os.environ.get("LONGROAD_MAIL_KILLS", "4"))
PROCESSES = 2
PATIENCE = 600  # seconds
AWAY = 2  # seconds without the server that was killed
UNSETTLED = (LetterState.OWED, LetterState.CLAIMED, LetterState.SENDING)
READERS_SQL = """
SELECT number::text AS suffix, 'reader' || number || '@d' || number %% 20 || '.example' AS "to",
    NULL::bigint AS recipient, '' AS language, '{}'::jsonb AS context
FROM generate_series(1, %s) AS number
"""


@dataclass
class PostOffice:
    """A site whose parts are killed, and a mail server that survives them all."""

    site: WholeSite
    file: Path
    kills: int = 0

    def execute(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        where = {"host": str(self.site.home / "pg"), "user": address.NAME, "dbname": address.NAME}
        with psycopg.connect(**where, autocommit=True) as connected:  # type: ignore[arg-type]
            cursor = connected.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def owe(self, readers: int) -> None:
        statement = owe_many_sql(READERS_SQL, new_id="uuidv7()")
        given = ("issue:7", "example.org", LetterKind.NEWSLETTER.value, "test.issue", "issue:7")
        self.execute(statement, *given, datetime.now(UTC), LetterState.OWED.value, readers)

    def start_worker(self) -> None:
        command = [
            *(sys.executable, "-m", "celery", "-A", "config", "worker", "-I", "tests.mailing.letters"),
            *("--concurrency", str(PROCESSES), "--loglevel", "CRITICAL"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
        environment = self.site.environment | {"MAIL_LEASE_SECONDS": "3"}
        self.site.running["worker"] = self.site.group.start(command, env=environment, cwd=CHECKOUT)

    def kill_a_process(self) -> None:
        """One of the pool, at whatever it is doing; Celery starts another."""
        with suppress(psutil.NoSuchProcess):
            processes = psutil.Process(self.site.running["worker"].pid).children()
            if processes:
                random.Random(self.kills).choice(processes).kill()
                self.kills += 1

    def kill_the_worker(self) -> None:
        """The pool and what manages it, all at once; another is started, as a deployment does."""
        self.site.signal("worker", signal.SIGKILL)
        self.site.running["worker"].wait()
        self.kills += PROCESSES
        self.start_worker()

    def accepted(self) -> list[str]:
        """To whom, in the order of acceptance."""
        return [json.loads(line)["to"] for line in self.file.read_text().splitlines()]

    def letters_in(self, *states: LetterState) -> list[str]:
        found = self.execute('SELECT "to" FROM mailing_letter WHERE state = ANY(%s)', [*map(str, states)])
        return [str(to) for (to,) in found]


@contextmanager
def sink_in_a_process(file: Path) -> Iterator[int]:
    file.touch()
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.mailing.sink", str(file)], cwd=CHECKOUT, stdout=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with (
        tempfile.TemporaryDirectory(prefix="longroad-", dir="/tmp") as home,
        ProcessGroup() as group,
        sink_in_a_process(Path(home) / "accepted") as port,
    ):
        site = WholeSite(group, Path(home), port)
        # As in production: tests' servers may forget the last commits when they are killed.
        site.postgres.options = {**postgres.TEMPORARY, "synchronous_commit": "on"}
        site.start("postgres", "valkey")
        yield PostOffice(site, Path(home) / "accepted")
        for name in site.running:
            site.signal(name, signal.SIGKILL)  # nothing of it is needed any more


def test_nobody_misses_it_and_nobody_gets_it_twice(office: PostOffice) -> None:
    office.owe(READERS)
    office.start_worker()
    office.site.start("beat")
    kill_at = [READERS * number // (KILLS + 1) for number in range(1, KILLS + 1)]
    outages = {READERS // 3: "valkey", READERS * 2 // 3: "postgres"}
    began_at = time.monotonic()

    while office.letters_in(*UNSETTLED):
        assert time.monotonic() < began_at + PATIENCE
        progress = len(office.accepted())
        if kill_at and progress >= kill_at[0]:
            kill_at.pop(0)
            if len(kill_at) % 5 == 4:
                office.kill_the_worker()
            else:
                office.kill_a_process()
        for due in [at for at in outages if progress >= at]:
            with office.site.outage(outages.pop(due), "killed"):
                time.sleep(AWAY)
        time.sleep(0.05)

    times = Counter(office.accepted())
    sent, uncertain = office.letters_in(LetterState.SENT), office.letters_in(LetterState.UNCERTAIN)
    print(
        f"\n{READERS} readers, {office.kills} workers killed, {len(sent)} sent, {len(uncertain)} uncertain,"
        f" {time.monotonic() - began_at:.0f} s"
    )
    assert len(sent) + len(uncertain) == READERS
    assert set(sent) <= set(times), "a letter was lost"
    assert max(times.values()) == 1, "a letter came twice"
    assert not outages, "both servers were away"
    assert len(uncertain) <= office.kills + PROCESSES, "one for each process that was lost with a server"
