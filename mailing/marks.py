"""Prepared statements that PostgreSQL carries out while this process talks to the mail server.

What every letter costs is written out and prepared: the ORM would take longer to phrase it, PostgreSQL to
plan it, and psycopg to look through it, than the mail server takes to accept the letter.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.generators import execute
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

Result = TypeVar("Result")
Value = datetime | UUID | int

_prepared: WeakKeyDictionary[psycopg.Connection, set[bytes]] = WeakKeyDictionary()
"""The names of the statements that each connection knows."""


class Mark:
    """A statement that has been sent off. Until `finish`, nothing else may use Django's connection.

    The places of `statement` are `$1`, `$2` …; it returns at most one number.
    """

    def __init__(self, statement: str, values: Sequence[Value]) -> None:
        self._statement, self._values = statement, values
        self._is_sent = False
        with suppress(OperationalError, InterfaceError):
            send_off(statement, values)
            self._is_sent = True

    def finish(self) -> int | None:
        """Wait until it is committed; the number. On a lost connection it is sent again.

        So it is when the server does not know it any more: after a rollback psycopg has all that is prepared
        forgotten.
        """
        if self._is_sent:
            try:
                return _receive()
            except (OperationalError, InterfaceError):
                if connection.in_atomic_block:
                    raise
                connection.close()
            except ProgrammingError as error:
                if not isinstance(error.__cause__, InvalidSqlStatementName):
                    raise
                _prepared.pop(connection.connection, None)
        return persist(self._send_and_receive)

    def _send_and_receive(self) -> int | None:
        send_off(self._statement, self._values)
        return _receive()


def send_off(statement: str, values: Sequence[Value]) -> None:
    """Prepared, but not where PREPARE_STATEMENTS is off, or where an error would spoil a transaction."""
    connection.ensure_connection()
    parameters = [str(value).encode() for value in values]
    with connection.wrap_database_errors:
        server: psycopg.Connection = connection.connection
        if connection.in_atomic_block or server.prepare_threshold is None:
            server.pgconn.send_query_params(statement.encode(), parameters)
        else:
            server.pgconn.send_query_prepared(_prepare(server, statement), parameters)
        server.pgconn.flush()


def _prepare(server: psycopg.Connection, statement: str) -> bytes:
    """Its name on this connection."""
    name = b"mark_%b" % sha256(statement.encode()).hexdigest()[:16].encode()
    known = _prepared.setdefault(server, set())
    if name not in known:
        _check(server, server.pgconn.prepare(name, statement.encode()))
        known.add(name)
    return name


def _receive() -> int | None:
    with connection.wrap_database_errors:
        server: psycopg.Connection = connection.connection
        for result in server.wait(execute(server.pgconn)):
            _check(server, result)
        return int(result.get_value(0, 0) or 0) if result.ntuples else None


def _check(server: psycopg.Connection, result: PGresult) -> None:
    if server.pgconn.status != ConnStatus.OK:
        raise psycopg.OperationalError("The connection is lost.")
    if result.status == ExecStatus.FATAL_ERROR:
        raise error_from_result(result)


def persist(act: Callable[[], Result]) -> Result:
    """Do this to the database even if the connection has just been lost: the mail is out already."""
    for seconds in (0.1, 0.5, 2.0, 5.0):
        try:
            return act()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(seconds)
    return act()
