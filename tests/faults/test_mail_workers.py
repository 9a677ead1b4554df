"""Workers are killed while they deliver: no letter is lost, and none is sent under two Message-IDs."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import psutil
import psycopg
import pytest
from django.db import connection, connections
from django.utils import timezone

from devtools.site import CHECKOUT, connection_parameters, site_environment
from mailing.delivery import deliver_due
from mailing.leases import Lease, recover_expired
from mailing.models import Letter, LetterKind, LetterState
from mailing.operations import owe, owe_each
from mailing.tasks import deliver
from tests.mailing.conftest import Owe
from tests.mailing.sink import Received, Sink

LEASE_SECONDS = 3
PROCESSES = 2
NEWSLETTERS, REMINDERS = 1500, 500
UNSETTLED = (LetterState.OWED, LetterState.CLAIMED, LetterState.SENDING)


@dataclass
class Post:
    """A mail server that nobody kills, and a Celery worker with several processes that is killed often."""

    file: Path
    environment: dict[str, str]
    worker: subprocess.Popen[bytes] | None = None
    kills: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def start_worker(self) -> None:
        self.worker = subprocess.Popen(  # noqa: S603
            [
                *(sys.executable, "-m", "celery", "-A", "config", "worker", "-I", "tests.mailing.letters"),
                *("--concurrency", str(PROCESSES), "--loglevel", "CRITICAL"),
                *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            ],
            cwd=CHECKOUT,
            env=self.environment,
            start_new_session=True,
        )

    def processes(self) -> list[psutil.Process]:
        assert self.worker is not None
        with suppress(psutil.NoSuchProcess):
            return list(psutil.Process(self.worker.pid).children())
        return []

    def kill_a_process(self) -> None:
        """One of the pool, at whatever it is doing; Celery starts another."""
        if processes := self.processes():
            with suppress(psutil.NoSuchProcess):
                self.chance.choice(processes).kill()
                self.kills += 1

    def kill_the_worker(self) -> None:
        """The pool and what manages it, all at once."""
        assert self.worker is not None
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()
        self.kills += PROCESSES

    def accepted_so_far(self) -> int:
        return self.file.read_bytes().count(b"\n")

    def accepted(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()]


@pytest.fixture
def post(transactional_db: None, tmp_path: Path) -> Iterator[Post]:
    file = tmp_path / "accepted"
    file.touch()
    server = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.mailing.sink", str(file)], cwd=CHECKOUT, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    port = int(server.stdout.readline())
    given = {
        "KEY_PREFIX": os.environ.get("KEY_PREFIX", "longroad"),
        "MAIL_LEASE_SECONDS": str(LEASE_SECONDS),
        "CELERY_SKIP_CHECKS": "1",  # a second sooner
    }
    post = Post(file, site_environment(connection.settings_dict["NAME"], 9, port) | given)
    try:
        yield post
    finally:
        if post.worker is not None:
            with suppress(ProcessLookupError):
                os.killpg(post.worker.pid, signal.SIGKILL)
            post.worker.wait()
        server.kill()
        server.wait()


def owe_letters() -> None:
    now = timezone.now()
    owe_each(
        [
            Letter(
                key=f"{kind}:{number}",
                kind=kind,
                to=f"{kind}-{number}@example.org",
                template=template,
                about=f"{kind}:all",
                due_at=now,
            )
            for kind, template, count in (
                (LetterKind.NEWSLETTER, "test.issue", NEWSLETTERS),
                (LetterKind.REMINDER, "test.greeting", REMINDERS),
            )
            for number in range(count)
        ]
    )


def test_killing_workers_loses_nothing_and_repeats_no_newsletter(post: Post) -> None:
    owe_letters()
    post.start_worker()
    give_up_at = time.monotonic() + 180
    kill_at, kill_all_at = 50, 1000  # accepted mails, so that a slow machine is killed as often as a fast one

    while Letter.objects.in_state(*UNSETTLED).exists():
        assert time.monotonic() < give_up_at, Counter(Letter.objects.values_list("state", flat=True))
        deliver.delay()
        progress = post.accepted_so_far()
        if progress >= kill_all_at:
            post.kill_the_worker()
            post.start_worker()
            kill_all_at = NEWSLETTERS + REMINDERS
        elif progress >= kill_at:
            post.kill_a_process()
            kill_at = progress + post.chance.randint(20, 150)
        time.sleep(post.chance.uniform(0.05, 0.25))

    accepted = post.accepted()
    times = Counter(mail["to"] for mail in accepted)
    uncertain = list(Letter.objects.in_state(LetterState.UNCERTAIN))
    sent = Letter.objects.in_state(LetterState.SENT)
    assert sent.count() + len(uncertain) == NEWSLETTERS + REMINDERS
    assert set(sent.values_list("to", flat=True)) <= set(times), "a letter was lost"
    assert len({(mail["to"], mail["message_id"]) for mail in accepted}) == len(times), "two Message-IDs"
    assert all(count == 1 for to, count in times.items() if to.startswith("newsletter")), "a repeat"
    assert all(letter.kind == LetterKind.NEWSLETTER and letter.events.exists() for letter in uncertain)
    assert len(uncertain) + sum(count - 1 for count in times.values()) <= post.kills


# --- Two workers at once, in threads with connections of their own ---


@contextmanager
def in_thread(act: Callable[[], object]) -> Iterator[threading.Thread]:
    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    yield thread
    thread.join(timeout=60)
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work_and_send_nothing_twice(smtp_sink: Sink) -> None:
    now = timezone.now()
    owe_each(
        [
            Letter(
                key=str(number),
                kind=LetterKind.TRANSACTIONAL,
                to=f"{number}@example.org",
                template="test.greeting",
                due_at=now,
            )
            for number in range(250)
        ]
    )

    unhurried = partial(deliver_due, turn=timedelta(minutes=1))
    with in_thread(unhurried), in_thread(unhurried):
        pass

    assert Counter(mail.to for mail in smtp_sink.received) == {f"{n}@example.org": 1 for n in range(250)}
    assert not Letter.objects.exclude(state=LetterState.SENT).exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_connection_lost_while_sending_is_not_the_letters_loss(smtp_sink: Sink) -> None:
    def cut_connection(_mail: Received) -> str:
        if not smtp_sink.received:
            with psycopg.connect(**connection_parameters(database)) as another:
                another.execute(CUT_ALL_OTHERS)
        return "250 Kept"

    database = connection.settings_dict["NAME"]
    smtp_sink.answer_data = cut_connection
    for number in range(3):
        owe(
            key=str(number),
            kind=LetterKind.NEWSLETTER,
            to="lena@example.org",
            template="test.issue",
            due_at=timezone.now(),
        )

    assert deliver_due().sent == 3

    assert len(smtp_sink.received) == 3
    assert Letter.objects.in_state(LetterState.SENT).count() == 3


CUT_ALL_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'
"""


# --- The crash rule, case by case ---


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_that_was_only_claimed_is_owed_again(owed: Owe, now: datetime, kind: LetterKind) -> None:
    letter = owed(kind=kind)
    Lease(lambda: now).claim(10)

    assert recover_expired(now=now + timedelta(minutes=4)) == 0, "the lease still runs"
    assert recover_expired(now=now + timedelta(minutes=6)) == 1

    letter.refresh_from_db()
    assert (letter.state, letter.lease) == (LetterState.OWED, None)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (LetterKind.SECURITY, LetterState.OWED),
        (LetterKind.TRANSACTIONAL, LetterState.OWED),
        (LetterKind.REMINDER, LetterState.OWED),
        (LetterKind.NEWSLETTER, LetterState.UNCERTAIN),
        (LetterKind.DIGEST, LetterState.UNCERTAIN),
    ],
)
def test_a_letter_on_its_way_is_offered_again_or_uncertain(
    owed: Owe, now: datetime, kind: LetterKind, state: LetterState
) -> None:
    letter = owed(kind=kind)
    lose_while_sending(now)

    recover_expired(now=now + timedelta(minutes=6))

    letter.refresh_from_db()
    assert letter.state == state
    assert letter.events.get().state == state


def test_a_letter_that_kills_every_worker_is_uncertain_in_the_end(owed: Owe, now: datetime) -> None:
    letter = owed(kind=LetterKind.REMINDER)

    for hour in range(5):
        lose_while_sending(now + timedelta(hours=hour))
        recover_expired(now=now + timedelta(hours=hour, minutes=6))

    letter.refresh_from_db()
    assert letter.state == LetterState.UNCERTAIN


def test_a_slow_worker_can_not_mark_what_another_has_taken(owed: Owe, now: datetime) -> None:
    owed(kind=LetterKind.REMINDER)
    slow, letter = lose_while_sending(now)
    recover_expired(now=now + timedelta(minutes=6))
    quick = Lease(lambda: now + timedelta(minutes=6))
    quick.claim(10)

    slow.mark_sent(letter)

    letter.refresh_from_db()
    assert letter.state == LetterState.CLAIMED
    assert quick.begin_sending(letter).confirm()


def test_a_slow_worker_that_comes_back_decides_what_it_left_uncertain(owed: Owe, now: datetime) -> None:
    owed(kind=LetterKind.NEWSLETTER)
    slow, letter = lose_while_sending(now)
    recover_expired(now=now + timedelta(minutes=6))

    slow.mark_sent(letter)

    letter.refresh_from_db()
    assert letter.state == LetterState.SENT


def lose_while_sending(now: datetime) -> tuple[Lease, Letter]:
    lease = Lease(lambda: now)
    [letter] = lease.claim(10)
    assert lease.begin_sending(letter).confirm()
    return lease, letter
