"""Commands that run inside Django: on the servers that run already, else on servers of their own."""

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.contrib.auth import get_user_model
from django.core.management import call_command, execute_from_command_line, get_commands
from django.db import connections

from devtools.embedded import address, postgres, servers, template
from devtools.embedded.setup_error import SetupError

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


def manage(arguments: list[str]) -> int:
    with _running_servers():
        execute_from_command_line(["manage.py", *arguments])
    return 0


def shell(arguments: list[str]) -> int:
    return manage(["shell", *arguments])


def demo(arguments: list[str]) -> int:
    """Needs no `./dev up` before it."""
    with _running_servers():
        django.setup()
        call_command("migrate", verbosity=0)
        execute_from_command_line(["manage.py", "demo", *arguments])
    return 0


def seed(arguments: list[str]) -> int:
    """Fill a migrated database: the official roadmaps and, with `--demo`, demo people if it is empty."""
    with _running_servers():
        django.setup()
        call_command("load_roadmaps")
        call_command("load_questions")
        if "--demo" in arguments and not get_user_model().objects.exists() and "demo" in get_commands():
            call_command("demo")
    return 0


def bench(names: list[str]) -> int:
    """On fresh, migrated servers that write to the disk as production does."""
    known = sorted(path.stem for path in BENCHMARKS.glob("*.py") if "def main(" in path.read_text())
    if unknown := set(names) - set(known):
        raise SetupError(f"There is no benchmark “{min(unknown)}”; there are: {', '.join(known)}.")
    cluster = (
        None if "DATABASE_URL" in os.environ else template.migrated_cluster(address.data_folder() / "cache")
    )
    with servers.temporary(options=postgres.PERSISTENT, template=cluster) as environment:
        _use_servers(environment)
        if cluster is not None:
            os.environ[address.TEMPLATE] = address.NAME  # sites copy it instead of migrating again
        django.setup()
        for name in names or known:
            connections.close_all()  # PostgreSQL copies no database that is in use
            importlib.import_module(f"benchmarks.{name}").main()
    return 0


def messages(arguments: list[str]) -> int:
    """Imported when it is asked for: Babel is one of the tools that `./dev up` does without."""
    done: int = importlib.import_module("devtools.messages").messages(arguments)
    return done


@contextmanager
def _running_servers() -> Iterator[None]:
    if servers.are_running():
        _use_servers(address.environment())
        yield
        return
    with servers.persistent(address.data_folder()) as running:
        _use_servers(running.environment)
        yield


def _use_servers(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
