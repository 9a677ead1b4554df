"""The servers of a checkout together: persistent for development, temporary for tests.

A server whose URL is in the environment is used as it is; none is started in its place.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from devtools.embedded import address, postgres
from devtools.embedded.postgres import Postgres
from devtools.embedded.process_group import ProcessGroup
from devtools.embedded.setup_error import SetupError
from devtools.embedded.valkey import Valkey

SHORT_BASE = "/tmp"  # noqa: S108 (mkdtemp makes a private folder in it)
LONGEST_BASE = 60  # of the 104 bytes (macOS; Linux 107) that the path of a Unix socket may have


Server = Postgres | Valkey


@dataclass(frozen=True)
class Running:
    """The servers that we started, by name, in a group that other processes may join."""

    group: ProcessGroup
    environment: dict[str, str]
    """What leads to them."""
    servers: dict[str, Server]


@contextmanager
def temporary(
    *,
    options: Mapping[str, str] = postgres.TEMPORARY,
    template: Path | None = None,
    save_as: Path | None = None,
) -> Iterator[dict[str, str]]:
    """Fresh servers that leave nothing behind; yields the environment that leads to them.

    PostgreSQL begins from a copy of the stopped cluster `template` if one is given, and its cluster is
    saved as `save_as` at the end unless there was an exception.
    """
    with ProcessGroup() as group, _private_folder(group) as folder:
        yield _start(
            group, folder, home=folder, options=options, persistent=False, template=template
        ).environment
        if save_as:
            group.stop_all()
            _save_cluster(folder, save_as)


@contextmanager
def persistent(data: Path) -> Iterator[Running]:
    """The servers of a data folder, while we hold its lock.

    Raises SetupError when the folder is in use or can't be used.
    """
    with (
        _locked_data_folder(data) as rest,
        ProcessGroup(lock_fds=[rest.fileno()]) as group,
        _private_folder(group) as folder,
    ):
        running = _start(group, folder, home=data, options=postgres.PERSISTENT, persistent=True)
        address.running_file(data).write_text(json.dumps({"pid": os.getpid(), **running.environment}))
        try:
            yield running
        finally:
            address.running_file(data).unlink(missing_ok=True)


def are_running() -> bool:
    """Whether every server that the settings ask for runs here or, by its URL, elsewhere."""
    return bool(
        ("DATABASE_URL" in os.environ or address.database())
        and ("REDIS_URL" in os.environ or address.redis_url())
    )


def _start(
    group: ProcessGroup,
    folder: Path,
    *,
    home: Path,
    options: Mapping[str, str],
    persistent: bool,
    template: Path | None = None,
) -> Running:
    """Both start at the same time; the process group stops them."""
    servers: dict[str, Server] = {}
    environment = {}
    if "REDIS_URL" not in os.environ:
        environment["LONGROAD_REDIS_SOCKET"] = str(folder / "valkey.sock")
        servers["Valkey"] = Valkey(group, home=home, socket=folder / "valkey.sock", persistent=persistent)
    if "DATABASE_URL" not in os.environ:
        environment["LONGROAD_PG_SOCKETS"] = str(folder / "pg")
        servers["PostgreSQL"] = Postgres(group, home, folder / "pg", options, template)
    for server in servers.values():
        server.start()
    for server in servers.values():
        server.wait()
    return Running(group, environment, servers)


def _save_cluster(folder: Path, save_as: Path) -> None:
    _make_folder(save_as.parent)
    [cluster] = folder.glob("postgres-*")
    aside = save_as.with_suffix(f".{os.getpid()}")
    shutil.move(cluster, aside)
    try:
        aside.rename(save_as)
    except OSError:  # another run saved one meanwhile, which is as good
        shutil.rmtree(aside)


@contextmanager
def _private_folder(group: ProcessGroup) -> Iterator[Path]:
    """For sockets: readable by us alone, with a short path."""
    base = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="longroad-", dir=base if len(base) <= LONGEST_BASE else SHORT_BASE))
    group.register_folder(folder)
    try:
        yield folder
    finally:
        group.stop_all()
        group.remove_folder(folder)


@contextmanager
def _locked_data_folder(data: Path) -> Iterator[IO[str]]:
    """Lock this data folder; yields the lock that our watcher keeps too.

    There are two: `owner` is held by a living ./dev; `rest` by it, or by the watcher that still clears up
    after a killed one, which takes seconds at most.
    """
    _make_folder(data)
    with (data / "owner.lock").open("a+") as owner, (data / "rest.lock").open("a") as rest:
        _lock(owner, data)
        fcntl.flock(rest, fcntl.LOCK_EX)
        yield rest


def _make_folder(folder: Path) -> None:
    """Make it, and check that we can write to it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise SetupError(
            f"The data folder {folder} can't be used ({error.strerror}): "
            "set LONGROAD_DATA to a folder you can write to."
        ) from error


def _lock(owner: IO[str], data: Path) -> None:
    owner.seek(0)
    try:
        fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SetupError(
            f"Another ./dev (process {owner.read()}) already uses {data}: "
            "stop it first, or set LONGROAD_DATA to another folder."
        ) from None
    owner.truncate()
    owner.write(str(os.getpid()))
    owner.flush()
