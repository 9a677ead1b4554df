"""Find out what this machine can do by running a command."""

import subprocess
from pathlib import Path


def command_works(*command: str | Path) -> bool:
    """Whether the program exists here, runs, and ends with code 0."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False
