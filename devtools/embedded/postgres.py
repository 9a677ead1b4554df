"""One PostgreSQL cluster: made, started, waited for, stopped. It listens on a Unix socket only."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import InitVar, dataclass, field
from pathlib import Path

from devtools.embedded import binaries
from devtools.embedded.account import Account, account_for
from devtools.embedded.address import NAME
from devtools.embedded.binaries import PostgresBinaries
from devtools.embedded.process_group import ProcessGroup
from devtools.embedded.setup_error import SetupError

# One person's machine: little memory, and a log that tells what went wrong only.
PERSISTENT = {"max_connections": "100", "shared_buffers": "64MB", "log_min_messages": "warning"}
# Tests: this cluster need not survive a power cut, and races use many connections.
TEMPORARY = {
    **PERSISTENT,
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "1h",
}
START_SECONDS = 30.0
ORPHAN_SECONDS = 10.0


@dataclass
class Postgres:
    """`home` is the folder for its data, `sockets` the one for its socket."""

    group: ProcessGroup
    home: Path
    sockets: Path
    options: Mapping[str, str]
    template: Path | None = None  # a stopped cluster to copy, instead of making an empty one
    programs: PostgresBinaries = field(default_factory=binaries.postgres)
    run_as: InitVar[Account | None] = None  # the first account that can, when none is given

    def __post_init__(self, run_as: Account | None) -> None:
        self.account = run_as or account_for(self.programs["postgres"])
        self.data = self.home / f"postgres-{self.programs.major}"
        self.log = self.home / "postgres.log"

    def start(self) -> None:
        """Return at once; `wait` returns when it answers."""
        self._make_private(self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._stop_orphan()
        with self.log.open("wb") as log:
            self.process = self.group.start(
                [self.programs["postgres"], "-D", str(self.data), *self._settings()],
                run_as=self.account.run_as,
                stop_signal=signal.SIGINT,  # "fast": refuse clients, roll back, write out, end
                output=log,
            )

    def wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SetupError(
                    f"PostgreSQL did not start; the end of {self.log} says:\n{_last_lines(self.log)}"
                )
            time.sleep(0.01)

    def _settings(self) -> Iterator[str]:
        fixed = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
        }
        for name, value in {**fixed, **self.options}.items():
            yield from ("-c", f"{name}={value}")

    def _is_ready(self) -> bool:
        """The eighth line of the lock file is the server's state (miscadmin.h, LOCK_FILE_LINE_PM_STATUS)."""
        lines = self._lock_file()
        return lines[:1] == [str(self.process.pid)] and lines[7:8] == ["ready"]

    def _lock_file(self) -> list[str]:
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        except FileNotFoundError:
            return []

    def _create(self) -> None:
        """Make a new cluster beside its place, so that a half-made one is never used."""
        aside = self.data.with_suffix(".new")
        shutil.rmtree(aside, ignore_errors=True)
        if self.template:
            shutil.copytree(self.template, aside)
            self._make_private(aside)
        else:
            self._make_empty(aside)
        aside.rename(self.data)

    def _make_empty(self, folder: Path) -> None:
        """A cluster with one database, without a table."""
        self._make_private(folder)
        failures = []
        for locale in _locales(self.programs.major):
            made = self._run(
                "initdb", "-D", str(folder), "-U", NAME, "--auth=trust", "-E", "UTF8", "-N", *locale
            )
            if made.returncode == 0:
                break
            failures.append(made.stdout)
        else:
            raise SetupError(f"PostgreSQL could not make a cluster in {self.home}:\n{failures[-1].strip()}")
        alone = ("--single", "-c", "fsync=off", "-D", str(folder))
        self._run("postgres", *alone, "postgres", statement=f"CREATE DATABASE {NAME}")

    def _stop_orphan(self) -> None:
        """Stop a server left by a killed supervisor: we hold the lock on the folder."""
        deadline = time.monotonic() + ORPHAN_SECONDS
        while pid := self._orphan_pid():
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGQUIT)  # "immediate": as after a crash, which the start then repairs
                deadline += ORPHAN_SECONDS
            time.sleep(0.02)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _orphan_pid(self) -> int:
        """The process that runs on our data, or 0: the number in the file may be another process's by now."""
        written = next(iter(self._lock_file()), "")
        return int(written) if written.isdigit() and str(self.data) in _command_line(int(written)) else 0

    def _run(self, program: str, *arguments: str, statement: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.account.run_as, self.programs[program], *arguments],
            input=statement,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def _make_private(self, folder: Path) -> None:
        """Make the folder private and give it, with all in it, to the account that PostgreSQL runs under."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.account.owner is not None:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.account.owner, self.account.owner)


def _locales(major: int) -> list[list[str]]:
    """UTF-8 without a language, the same order on every machine; the plain C locale where it is missing."""
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return [*([builtin] if major >= 17 else []), ["--locale=C.UTF-8"], ["--locale=C"]]


def _command_line(pid: int) -> str:
    """Empty when there is no such process."""
    if sys.platform == "linux":  # where a small container may lack `ps`
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    return subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout


def _last_lines(log: Path, lines: int = 8) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
