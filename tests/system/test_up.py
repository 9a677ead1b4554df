"""`./dev up`: one tree of processes; none of them is left, however it ends."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from devtools.embedded import address, binaries, template
from tests.system.processes import CHECKOUT, command, eventually, free_port, line_with, living, started

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
    pytest.mark.xdist_group("up"),  # one process starts the site for all of them
]


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose cluster is migrated already, which saves the machine seven seconds of work."""
    data = tmp_path_factory.mktemp("var")
    cluster = template.migrated_cluster(address.data_folder() / "cache")
    shutil.copytree(cluster, data / f"postgres-{binaries.postgres().major}")
    return data


@pytest.fixture(scope="module")
def site(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A site without the demo, served."""
    with started(data, "-m", "devtools", "up", "--empty", "--port", str(port)) as process:
        line_with(f"Longroad is at http://localhost:{port}", process)
        yield process


def is_served(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_the_site_answers_where_it_says(site: subprocess.Popen[str], port: int) -> None:
    with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
        assert answer.status == 200


def test_worker_and_beat_run(site: subprocess.Popen[str], data: Path) -> None:
    assert all(any(f" {part} " in line for line in living(data).values()) for part in ("worker", "beat"))


def test_manage_uses_the_servers_that_run(site: subprocess.Popen[str], data: Path) -> None:
    asked = command(data, "manage", "shell", "--verbosity", "0", "--command", "print(User.objects.count())")
    assert asked.stdout.strip() == "0", asked.stderr


def test_changes_in_quick_succession_are_all_taken_up(
    site: subprocess.Popen[str], data: Path, port: int
) -> None:
    def web() -> set[int]:
        return {pid for pid, line in living(data).items() if "granian" in line}

    before = web()
    for _change in range(3):
        (CHECKOUT / "config" / "wsgi.py").touch()
        line_with("reloading", site)

    eventually(lambda: is_served(port) and not web() & before)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("worker", "-m celery --app config --quiet worker"),
        ("beat", "-m celery --app config --quiet beat"),
        ("web", "-m granian"),
        ("Valkey", "valkey-server"),
        ("PostgreSQL", "bin/postgres -D"),
    ],
)
def test_what_is_killed_is_named_and_started_again(
    site: subprocess.Popen[str], data: Path, port: int, name: str, words: str
) -> None:
    def running() -> set[int]:
        ours = psutil.Process(site.pid).children()
        return {child.pid for child in ours if words in living(data).get(child.pid, "")}

    [before] = running()
    os.kill(before, signal.SIGKILL)

    line = line_with("starting it again", site)
    assert name in line
    eventually(lambda: running() and running() != {before})
    eventually(lambda: is_served(port))


def test_a_second_one_on_the_same_folder_is_refused(site: subprocess.Popen[str], data: Path) -> None:
    refused = command(data, "up", "--port", "0")
    assert refused.returncode == 1
    assert refused.stderr == (
        f"dev: Another ./dev (process {site.pid}) already uses {data}: "
        "stop it first, or set LONGROAD_DATA to another folder.\n"
    )


def test_a_busy_port_is_named_with_a_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        refused = command(tmp_path, "up", "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr == (
        f"dev: Port {port} can't be had (address already in use): "
        f"choose another one, as in ./dev up --port {port + 1}.\n"
    )


def test_killed_it_leaves_nothing_and_the_next_one_starts_at_once(
    site: subprocess.Popen[str], data: Path, port: int
) -> None:
    site.kill()
    with started(data, "-m", "devtools", "up", "--empty", "--port", str(port)) as next_one:
        line_with("Longroad is at", next_one)
        ours = living(data)
        next_one.kill()
        eventually(lambda: not living(data))
    assert len(ours) > 5
    written = json.loads((data / "running.json").read_text())
    assert not Path(written["LONGROAD_PG_SOCKETS"]).exists()
