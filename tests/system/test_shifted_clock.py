"""`./dev test --on … --zone …`: the suite on another day in another zone."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devtools.testing import draw, faketime
from tests.system.processes import command

needs_faketime = pytest.mark.skipif(not shutil.which("faketime"), reason="faketime is not installed")


@needs_faketime
@pytest.mark.skipif("FAKETIME" in os.environ, reason="the clock is shifted already")
def test_a_process_sees_the_day_that_was_asked_for() -> None:
    shifted = faketime(datetime(2028, 2, 29, 12), "Pacific/Kiritimati", now=datetime.now(UTC))  # noqa: DTZ001
    seen = subprocess.run(
        [*shifted, sys.executable, "-c", "import time; print(time.strftime('%Y-%m-%d %H'))"],
        env=os.environ | {"TZ": "Pacific/Kiritimati"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout == "2028-02-29 12\n"


@needs_faketime
def test_a_zone_that_does_not_exist_is_named(tmp_path: Path) -> None:
    refused = command(tmp_path, "test", "--on", "2028-02-29T12:00", "--zone", "Europe/Nowhere")
    assert refused.returncode == 1
    assert (
        refused.stderr == "dev: There is no time zone “Europe/Nowhere”: name one as in Pacific/Kiritimati.\n"
    )


def test_a_drawn_day_is_ahead_in_a_zone_of_the_world() -> None:
    on, zone = draw()
    assert on >= datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0)
    assert "/" in zone
