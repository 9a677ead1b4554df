"""What the database refuses, named; and acts that are run again when another transaction was in the way."""

import json
from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import AutoField, Field, Model
from psycopg.types.range import Range

P = ParamSpec("P")
R = TypeVar("R")

SERIALIZATION_FAILURE, DEADLOCK_DETECTED = "40001", "40P01"


def violates(error: IntegrityError, *constraints: str) -> bool:
    """Was it one of these named constraints that refused the row?"""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) in constraints


def insert_new(*batches: Sequence[Model]) -> set[Any]:
    """Insert the rows that no constraint forbids, in one statement; the primary keys of those.

    A batch is of one model; with several of them, whose primary keys are of one type, the rows of all are
    inserted together, each batch in its order. `bulk_create(ignore_conflicts=True)` does not say which rows
    it inserted.

    The rows travel as JSON, one parameter for each table: neither side has to quote or parse each value.
    """
    filled = [rows for rows in batches if rows]
    if not filled:
        return set()
    inserts = [_insert_from_json(type(rows[0])) for rows in filled]
    statement = inserts[0]
    if len(inserts) > 1:
        named = ", ".join(f"batch{number} AS ({insert})" for number, insert in enumerate(inserts))
        found = " UNION ALL ".join(f"SELECT * FROM batch{number}" for number in range(len(inserts)))  # noqa: S608  # names of our own
        statement = f"WITH {named} {found}"
    with connection.cursor() as cursor:
        cursor.execute(statement, [_to_json(rows) for rows in filled])
        inserted = {pk for (pk,) in cursor.fetchall()}
    for rows in filled:
        for row in rows:
            row._state.adding = row.pk not in inserted  # noqa: SLF001  # saved again, it is an update
    return inserted


@cache
def _inserted_fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [
        each for each in model._meta.concrete_fields if not (each.generated or isinstance(each, AutoField))
    ]


@cache
def _insert_from_json(model: type[Model]) -> str:
    """The statement; its parameter is what `_to_json` makes of rows."""
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    columns = ", ".join(quote(str(each.column)) for each in _inserted_fields(model))
    return (
        f"INSERT INTO {table} ({columns}) "  # noqa: S608  # names of our own
        f"SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s) "
        f"ON CONFLICT DO NOTHING RETURNING {key}"
    )


def _to_json(rows: Sequence[Model]) -> str:
    fields = _inserted_fields(type(rows[0]))
    return json.dumps(
        [{each.column: each.get_prep_value(each.pre_save(row, add=True)) for each in fields} for row in rows],
        default=_to_text,
    )


def _to_text(value: Any) -> str:
    """As PostgreSQL reads it."""
    if isinstance(value, Range):
        lower, upper = ("" if bound is None else f'"{bound}"' for bound in (value.lower, value.upper))
        return f"{value.bounds[0]}{lower},{upper}{value.bounds[1]}"
    return str(value)


class _LoggedCursor(ServerBindingCursor):
    """Says what it runs, which Django asks a cursor for in its log of queries."""

    def _maybe_prepare_gen(self, pgq: Any, **options: Any) -> Any:
        self._query = pgq
        return super()._maybe_prepare_gen(pgq, **options)  # type: ignore[misc]  # of psycopg's cursor


def select_planned(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """All rows of a query written by hand, which PostgreSQL plans once for a connection, at the sixth time.

    For what acts ask so often that writing and planning the query would take longer than answering it. The
    server binds the parameters, so it needs a cast where it can't infer a type: `%(ids)s::bigint[]`. psycopg
    prepares again after a rollback. PREPARE_STATEMENTS=false turns this off, for a pooler without support.
    """
    wrapper: Any = connection  # as its `cursor()` does it, but for the kind of cursor
    wrapper.close_if_health_check_failed()
    wrapper.ensure_connection()
    bound = _LoggedCursor(wrapper.connection)  # type: ignore[call-arg]  # of psycopg's cursor
    with wrapper._prepare_cursor(bound) as cursor:  # noqa: SLF001
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def retry_on_deadlock(act: Callable[P, R]) -> Callable[P, R]:
    """Run the act in a transaction, up to three times if PostgreSQL broke it off because of another one.

    Inside a transaction that is already open nothing can be run again: it runs once.
    """

    def is_worth_another(error: DatabaseError) -> bool:
        state = getattr(error.__cause__, "sqlstate", None)
        return isinstance(error, OperationalError) and state in {SERIALIZATION_FAILURE, DEADLOCK_DETECTED}

    return _retry(act, attempts=3, only_outermost=True, durable=False, is_worth_another=is_worth_another)


def retry_on_violation(
    *constraints: str, attempts: int = 5, durable: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run the act in a transaction, and again when one of these constraints refused its row.

    For acts that look for a free name first: somebody else may take it between the look and the save.
    The last attempt raises the IntegrityError. `durable` as of `transaction.atomic`: the act is committed
    when it returns, so it may not run inside another transaction.
    """

    def is_worth_another(error: DatabaseError) -> bool:
        return isinstance(error, IntegrityError) and violates(error, *constraints)

    def decorate(act: Callable[P, R]) -> Callable[P, R]:
        return _retry(
            act,
            attempts=attempts,
            only_outermost=False,
            durable=durable,
            is_worth_another=is_worth_another,
        )

    return decorate


def _retry(
    act: Callable[P, R],
    *,
    attempts: int,
    only_outermost: bool,
    durable: bool,
    is_worth_another: Callable[[DatabaseError], bool],
) -> Callable[P, R]:
    @wraps(act)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
        last = 1 if only_outermost and connection.in_atomic_block else attempts
        for number in range(1, last + 1):
            try:
                with transaction.atomic(durable=durable):
                    return act(*args, **kwargs)
            except DatabaseError as error:
                if number == last or not is_worth_another(error):
                    raise
        raise AssertionError("The last attempt returns or raises.")

    return attempt
