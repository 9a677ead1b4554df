"""Whether the development database fits this checkout, without booting Django, which costs a second.

A file in the data folder records what was set up: a checksum of the sources, and the state of the
migration table that they led to.
"""

from pathlib import Path
from typing import Any

import psycopg

from devtools.embedded import sources

MIGRATED = "SELECT count(*), max(id) FROM django_migrations"


def is_current(note: Path, database: dict[str, Any]) -> bool:
    """Neither the sources nor the tables have changed since `write`. `database` is an entry of DATABASES."""
    return note.exists() and note.read_text() == _state(database)


def write(note: Path, database: dict[str, Any]) -> None:
    note.write_text(_state(database))


def _state(database: dict[str, Any]) -> str:
    return f"{sources.checksum()} {_migration_state(database)}"


def _migration_state(database: dict[str, Any]) -> tuple[Any, ...] | None:
    try:
        with psycopg.connect(
            host=database["HOST"], user=database["USER"], dbname=database["NAME"]
        ) as connection:
            return connection.execute(MIGRATED).fetchone()
    except psycopg.errors.UndefinedTable:
        return None
