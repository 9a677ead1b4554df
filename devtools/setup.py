"""Is the development database up to this checkout? Asked without booting Django, which costs a second.

What was set up is written down in the data folder: the files it came from, and the state of the
migration table it led to.
"""

from pathlib import Path
from typing import Any

import psycopg

from devtools.embedded import sources

MIGRATED = "SELECT count(*), max(id) FROM django_migrations"


def is_done(note: Path, database: dict[str, Any]) -> bool:
    """Nothing has changed since `write_down`, neither here nor there. `database` as Django spells it."""
    return note.exists() and note.read_text() == _state(database)


def write_down(note: Path, database: dict[str, Any]) -> None:
    note.write_text(_state(database))


def _state(database: dict[str, Any]) -> str:
    return f"{sources.checksum()} {_of_tables(database)}"


def _of_tables(database: dict[str, Any]) -> tuple[Any, ...] | None:
    try:
        with psycopg.connect(
            host=database["HOST"], user=database["USER"], dbname=database["NAME"]
        ) as connection:
            return connection.execute(MIGRATED).fetchone()
    except psycopg.errors.UndefinedTable:
        return None
