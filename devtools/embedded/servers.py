"""The servers that a checkout needs, together: kept for development, thrown away after tests.

Those whose URL is in the environment already are somebody else's, and none is started in their place.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from devtools.embedded import address, postgres
from devtools.embedded.family import Family
from devtools.embedded.postgres import Postgres
from devtools.embedded.trouble import Trouble
from devtools.embedded.valkey import Valkey

SHORT_BASE = "/tmp"  # noqa: S108 (mkdtemp makes a private folder in it)
LONGEST_BASE = 60  # of the 104 bytes (macOS; Linux 107) that the path of a Unix socket may have


@contextmanager
def thrown_away(
    *,
    options: Mapping[str, str] = postgres.THROWN_AWAY,
    begin_from: Path | None = None,
    keep_as: Path | None = None,
) -> Iterator[dict[str, str]]:
    """Fresh servers that leave nothing behind; yields the environment that leads to them.

    They begin from a copy of a stopped PostgreSQL cluster if one is given, and theirs is kept at the end
    if asked for (and if no exception came).
    """
    with Family() as family, _private_folder(family) as folder:
        yield _start(family, folder, home=folder, options=options, keeps=False, begin_from=begin_from)
        if keep_as:
            family.stop_all()
            _keep(folder, keep_as)


@contextmanager
def kept(data: Path) -> Iterator[tuple[Family, dict[str, str]]]:
    """The servers of a data folder, for as long as we own it; yields what `thrown_away` does, and the
    family that other processes may join. Raises Trouble when the folder is in use or can't be used."""
    with _owned(data) as rest, Family(held=[rest.fileno()]) as family, _private_folder(family) as folder:
        environment = _start(family, folder, home=data, options=postgres.KEPT, keeps=True)
        address.running_file(data).write_text(json.dumps({"pid": os.getpid(), **environment}))
        try:
            yield family, environment
        finally:
            address.running_file(data).unlink(missing_ok=True)


def run_already() -> bool:
    """Does everything that the settings will ask for run here (or, by its URL, elsewhere)?"""
    return bool(
        ("DATABASE_URL" in os.environ or address.database())
        and ("REDIS_URL" in os.environ or address.redis_url())
    )


def _start(
    family: Family,
    folder: Path,
    *,
    home: Path,
    options: Mapping[str, str],
    keeps: bool,
    begin_from: Path | None = None,
) -> dict[str, str]:
    """Both start at the same time; the family stops them."""
    servers: list[Postgres | Valkey] = []
    environment = {}
    if "REDIS_URL" not in os.environ:
        environment["LONGROAD_REDIS_SOCKET"] = str(folder / "valkey.sock")
        servers.append(Valkey(family, home=home, socket=folder / "valkey.sock", keeps=keeps))
    if "DATABASE_URL" not in os.environ:
        environment["LONGROAD_PG_SOCKETS"] = str(folder / "pg")
        servers.append(Postgres(family, home, folder / "pg", options, begin_from))
    for server in servers:
        server.start()
    for server in servers:
        server.wait()
    return environment


def _keep(folder: Path, keep_as: Path) -> None:
    _make(keep_as.parent)
    [cluster] = folder.glob("postgres-*")
    aside = keep_as.with_suffix(f".{os.getpid()}")
    shutil.move(cluster, aside)
    try:
        aside.rename(keep_as)
    except OSError:  # somebody kept theirs meanwhile, which is as good
        shutil.rmtree(aside)


@contextmanager
def _private_folder(family: Family) -> Iterator[Path]:
    """For sockets: nobody else may look in, and its path is short."""
    base = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="longroad-", dir=base if len(base) <= LONGEST_BASE else SHORT_BASE))
    family.own(folder)
    try:
        yield folder
    finally:
        family.stop_all()
        family.remove(folder)


@contextmanager
def _owned(data: Path) -> Iterator[IO[str]]:
    """Be the one owner of this data folder; yields the lock that our watcher is to keep.

    There are two: who holds `owner` lives; who holds `rest` lives, or is a watcher that still clears up
    after one who was killed, which takes seconds at most.
    """
    _make(data)
    with (data / "owner.lock").open("a+") as owner, (data / "rest.lock").open("a") as rest:
        _claim(owner, data)
        fcntl.flock(rest, fcntl.LOCK_EX)
        yield rest


def _make(folder: Path) -> None:
    """Make it, and make sure that we can write to it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise Trouble(
            f"The data folder {folder} can't be used ({error.strerror}): "
            "set LONGROAD_DATA to a folder you can write to."
        ) from error


def _claim(owner: IO[str], data: Path) -> None:
    owner.seek(0)
    try:
        fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Trouble(
            f"Another ./dev (process {owner.read()}) already uses {data}: "
            "stop it first, or set LONGROAD_DATA to another folder."
        ) from None
    owner.truncate()
    owner.write(str(os.getpid()))
    owner.flush()
