"""`./dev test`: the suite in parallel and, if asked, on another day in another time zone."""

import argparse
import os
import shutil
import sys
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from random import SystemRandom
from zoneinfo import ZoneInfo, available_timezones

from devtools.embedded.setup_error import SetupError

NOT_SLOW = ("-m", "not slow")
PYTEST = (sys.executable, "-m", "pytest", "--numprocesses", "auto", "--dist", "loadgroup")
LATEST = timedelta(days=3 * 365)
KEEP_FILE_TIMES = {"NO_FAKE_STAT": "1"}  # else Python compiles every module again


def test(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="./dev test", description="The test suite without its slow tests; other arguments go to pytest."
    )
    parser.add_argument("--on", type=datetime.fromisoformat, help="begin at this local time")
    parser.add_argument("--zone", default="UTC", help="of this machine, as in Pacific/Kiritimati")
    parser.add_argument("--any-day", action="store_true", help="draw and print a time and a zone")
    options, rest = parser.parse_known_args(arguments)
    on, zone = options.on, options.zone
    if options.any_day:
        on, zone = draw()
    command, environment = [*PYTEST, *(() if chooses_tests(rest) else NOT_SLOW), *rest], os.environ.copy()
    if on:
        print(f"dev: the same day again: ./dev test --on {on:%Y-%m-%dT%H:%M} --zone {zone}", flush=True)
        command = [*faketime(on, zone, now=datetime.now(UTC)), *command]
        environment |= {"TZ": zone, **KEEP_FILE_TIMES}
    os.execvpe(command[0], command, environment)  # so that Ctrl-C and the exit code are pytest's


def chooses_tests(arguments: list[str]) -> bool:
    """Do these arguments to pytest say which tests to run: by mark, by name, or by path?

    If they do not, the slow ones are left out.
    """
    return any(
        argument.startswith(("-m", "-k")) or Path(argument.partition("::")[0]).exists()
        for argument in arguments
    )


def draw() -> tuple[datetime, str]:
    """A minute within the next three years, and a zone of the world."""
    random = SystemRandom()
    later = timedelta(minutes=random.randrange(LATEST // timedelta(minutes=1)))
    zone = random.choice(sorted(name for name in available_timezones() if "/" in name))
    return datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0) + later, zone


def faketime(on: datetime, zone: str, *, now: datetime) -> list[str]:
    """The command that runs another one, and all its children, so much later (or earlier)."""
    program = shutil.which("faketime")
    if not program:
        raise SetupError(
            "A shifted clock needs the program faketime: install it (Debian: apt install faketime)."
        )
    try:
        offset = on.replace(tzinfo=ZoneInfo(zone)) - now
    except (KeyError, ValueError):
        raise SetupError(f"There is no time zone “{zone}”: name one as in Pacific/Kiritimati.") from None
    seconds = ceil(offset.total_seconds())  # rounded down, it would begin a second early
    return [program, "-f", f"{seconds:+d}s"]
