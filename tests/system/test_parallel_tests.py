"""`./dev test` runs the suite in several processes."""

import subprocess
from pathlib import Path

from devtools.testing import PYTEST

IN_A_GROUP = """
import os
import pathlib
import pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(6))
def test_which_process(number):
    pathlib.Path("processes", os.environ["PYTEST_XDIST_WORKER"]).touch()
"""


def test_tests_of_one_group_run_in_one_process(tmp_path: Path) -> None:
    """They share a site that takes seconds to start."""
    (tmp_path / "test_group.py").write_text(IN_A_GROUP)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "processes").mkdir()

    alone = ("-p", "no:django", "-p", "no:schemathesis")
    subprocess.run([*PYTEST, "--numprocesses", "2", *alone], cwd=tmp_path, check=True, capture_output=True)

    assert len(list((tmp_path / "processes").iterdir())) == 1
