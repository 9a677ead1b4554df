"""Watch processes from outside: which run on a data folder, and when something becomes true."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
# The variables that lead to the servers of this test run, or to other ones.
ADDRESSES = ("DATABASE_URL", "REDIS_URL", "LONGROAD_PG_SOCKETS", "LONGROAD_REDIS_SOCKET")

OWNER = """
import signal, sys, time
from pathlib import Path
from devtools.embedded import servers

signal.signal(signal.SIGTERM, signal.default_int_handler)

with servers.persistent(Path(sys.argv[1])) as running:
    print(running.environment["LONGROAD_PG_SOCKETS"], flush=True)
    time.sleep(60)
"""


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of somebody who runs ./dev on this data folder."""
    ours = {name: value for name, value in os.environ.items() if name not in ADDRESSES}
    return {**ours, "LONGROAD_DATA": str(data), **more}


def command(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m devtools …` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "devtools", *arguments],
        cwd=CHECKOUT,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def owner(data: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that runs the servers of this data folder; its first line is where PostgreSQL listens."""
    with started(data, "-c", OWNER, str(data)) as process:
        yield process


@contextmanager
def started(data: Path, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=environment(data, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()  # a shell's background job, and whatever it starts, hears no SIGINT
        process.wait(60)


def living(data: Path) -> dict[int, str]:
    """The commands of all processes that were started for this data folder, by their pid."""
    processes = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    commands = {int(process.name): _command(process) for process in processes if _belongs(process, data)}
    return {pid: command for pid, command in commands.items() if command}  # a zombie has none


def _belongs(process: Path, data: Path) -> bool:
    """By its environment, or (Valkey overwrites that with its title) by where it works."""
    try:
        variables = (process / "environ").read_bytes().split(b"\0")
        works_in = (process / "cwd").resolve()
        return f"LONGROAD_DATA={data}".encode() in variables or works_in.is_relative_to(data)
    except OSError:
        return False  # it has ended, or belongs to another user


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def eventually(holds: Callable[[], object], *, within_seconds: float = 90) -> None:
    deadline = time.monotonic() + within_seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not become true in time"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def line_with(text: str, process: subprocess.Popen[str]) -> str:
    """Read its output up to the line that says this."""
    assert process.stdout
    seen = []
    for line in process.stdout:
        seen.append(line)
        if text in line:
            return line
    raise AssertionError(f"never said “{text}”, but:\n{''.join(seen)}")
