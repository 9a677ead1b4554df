"""`./dev` before anything is installed: one sentence says what is missing."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.system.processes import CHECKOUT

NEEDED = ("awk", "cat", "chmod", "cksum", "cmp", "cp", "dirname", "find", "grep", "mkdir", "rm", "sed", "sh")
# Root can write everywhere, unless it leaves that power behind.
LIKE_ANYBODY = (str(shutil.which("setpriv")), "--bounding-set", "-dac_override") if os.geteuid() == 0 else ()
GOOD_PYTHON = "case $2 in *version_info*) exit 0;; esac"  # the only question it answers well


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A bare checkout: the script and what it reads."""
    bare = tmp_path / "checkout"
    bare.mkdir()
    for name in ("dev", "requirements-uv.lock", "requirements-up.lock", "requirements-dev.lock"):
        shutil.copy(CHECKOUT / name, bare)
    return bare


def run(
    checkout: Path, *arguments: str, through: Sequence[str] = (), **programs: str
) -> subprocess.CompletedProcess[str]:
    """Run its ./dev from elsewhere, on a machine with these programs (as shell scripts) and little else."""
    path = checkout.parent / "bin"
    path.mkdir(exist_ok=True)
    for name in NEEDED:
        found = shutil.which(name)
        assert found
        (path / name).symlink_to(found)
    for name, script in {"uname": "echo Linux", **programs}.items():
        (path / name).write_text(f"#!/bin/sh\n{script}\n")
        (path / name).chmod(0o755)
    return subprocess.run(
        [*through, checkout / "dev", *arguments],
        cwd="/",
        env={"PATH": str(path), "HOME": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_needs_nothing(checkout: Path) -> None:
    asked = run(checkout, "help")
    assert asked.returncode == 0
    assert "./dev COMMAND" in asked.stdout


def test_an_unknown_command_is_named(checkout: Path) -> None:
    refused = run(checkout, "dance")
    assert refused.returncode == 1
    assert refused.stderr.endswith("dev: there is no command 'dance'\n")


def test_a_python_too_old_is_named_with_what_to_do(checkout: Path) -> None:
    refused = run(checkout, "up", python3="exit 1")
    assert refused.returncode == 1
    assert refused.stderr == (
        "dev: Longroad needs Python 3.11 or newer, and none was found: "
        "install it, or name it with PYTHON=/path/to/python3 ./dev …\n"
    )


def test_a_python_without_venv_is_named_with_the_package_that_helps(checkout: Path) -> None:
    refused = run(checkout, "up", python3=f"{GOOD_PYTHON}; exit 1")
    assert refused.returncode == 1
    assert "apt install python3-venv" in refused.stderr


def test_no_network_is_said_in_one_sentence(checkout: Path) -> None:
    pip = 'case "$*" in *--version*) exit 0;; esac'
    refused = run(checkout, "up", python3=f"{GOOD_PYTHON}\n{pip}\necho 'no route to host' >&2; exit 1")
    assert refused.returncode == 1
    assert refused.stderr.endswith(
        "no route to host\n"
        "dev: uv could not be installed (pip says why above): "
        "without a network, connect this machine to its package registry once.\n"
    )


def test_windows_is_shown_the_way(checkout: Path) -> None:
    refused = run(checkout, "up", uname="echo MINGW64_NT-10.0")
    assert refused.returncode == 1
    assert "use WSL, or run it with docker compose up" in refused.stderr


@pytest.fixture
def can_run_the_site(checkout: Path) -> Path:
    """A checkout where `./dev up` was run before, and nothing else."""
    locks = (checkout / f"requirements-{name}.lock" for name in ("uv", "up"))
    summed = subprocess.run(
        ["cksum"], input=b"".join(lock.read_bytes() for lock in locks), capture_output=True, check=True
    )
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "python $*"\n')
    python.chmod(0o755)
    (checkout / ".venv" / "installed").write_bytes(summed.stdout)
    return checkout


def test_what_is_installed_is_not_installed_again(can_run_the_site: Path) -> None:
    assert run(can_run_the_site, "up", python3="exit 1").stdout == "python -m devtools up\n"


def test_a_checkout_that_was_moved_is_installed_again(can_run_the_site: Path) -> None:
    installed = can_run_the_site / ".venv" / "installed"
    installed.write_text(f"in /somewhere/else/.venv\n{installed.read_text()}")
    refused = run(can_run_the_site, "up", python3="exit 1")
    assert "Longroad needs Python 3.11 or newer" in refused.stderr
    assert not installed.exists()


def test_the_tools_are_installed_by_the_first_command_that_needs_them(can_run_the_site: Path) -> None:
    refused = run(can_run_the_site, "test", python3="exit 1")
    assert refused.returncode == 1
    assert "Longroad needs Python 3.11 or newer" in refused.stderr


def test_a_checkout_that_cannot_be_written_is_named(checkout: Path) -> None:
    checkout.chmod(0o555)
    refused = run(checkout, "up", through=LIKE_ANYBODY, python3=GOOD_PYTHON)
    assert refused.returncode == 1
    assert "can't be written to" in refused.stderr


@pytest.mark.parametrize("file", ["dev", ".ci/run", ".pre-commit-config.yaml"])
def test_no_program_that_names_its_folder_is_called(file: str) -> None:
    """Those in .venv/bin do, all but Python: in a checkout that was moved they don't start."""
    named = set(re.findall(r"\.venv/bin/([\w-]+)", (CHECKOUT / file).read_text()))
    assert named <= {"python", "pytest"}, "./dev looks whether pytest is there"
