"""Commands that run inside Django: with the servers that already run here, else with servers of their own."""

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command, execute_from_command_line

from devtools.embedded import address, postgres, servers, template
from devtools.embedded.trouble import Trouble

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


def manage(arguments: list[str]) -> int:
    with _servers():
        execute_from_command_line(["manage.py", *arguments])
    return 0


def shell(arguments: list[str]) -> int:
    return manage(["shell", *arguments])


def demo(arguments: list[str]) -> int:
    """Needs no `./dev up` before it."""
    with _servers():
        django.setup()
        call_command("migrate", verbosity=0)
        execute_from_command_line(["manage.py", "demo", *arguments])
    return 0


def bench(names: list[str]) -> int:
    """On fresh, migrated servers that write to the disk as production does."""
    known = sorted(path.stem for path in BENCHMARKS.glob("*.py") if "def main(" in path.read_text())
    if strangers := set(names) - set(known):
        raise Trouble(f"There is no benchmark “{min(strangers)}”; there are: {', '.join(known)}.")
    migrated = None if "DATABASE_URL" in os.environ else template.migrated(address.data_folder() / "cache")
    with servers.thrown_away(options=postgres.KEPT, begin_from=migrated) as environment:
        _enter(environment)
        django.setup()
        for name in names or known:
            importlib.import_module(f"benchmarks.{name}").main()
    return 0


def messages(arguments: list[str]) -> int:
    """Imported when it is asked for: Babel is one of the tools that `./dev up` does without."""
    done: int = importlib.import_module("devtools.messages").messages(arguments)
    return done


@contextmanager
def _servers() -> Iterator[None]:
    if servers.run_already():
        _enter({})
        yield
        return
    with servers.kept(address.data_folder()) as (_, environment):
        _enter(environment)
        yield


def _enter(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
