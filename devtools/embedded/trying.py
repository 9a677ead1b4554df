"""What this machine can do is found out by trying."""

import subprocess
from pathlib import Path


def works(*command: str | Path) -> bool:
    """Is there such a program here, does it run, and does it say that all is well?"""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False
