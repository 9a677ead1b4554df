"""What the database refuses, named; and acts that are run again when another transaction was in the way."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.models import AutoField, Model
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

P = ParamSpec("P")
R = TypeVar("R")

SERIALIZATION_FAILURE, DEADLOCK_DETECTED = "40001", "40P01"


def violates(error: IntegrityError, *constraints: str) -> bool:
    """Was it one of these named constraints that refused the row?"""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) in constraints


def insert_new(rows: Sequence[Model]) -> set[Any]:
    """Insert the rows that no constraint forbids, in one statement; the primary keys of those.

    `bulk_create(ignore_conflicts=True)` does the same but doesn't say which rows it inserted, so that
    whoever wants to know reads them again.
    """
    meta = rows[0]._meta
    fields = [each for each in meta.concrete_fields if not (each.generated or isinstance(each, AutoField))]
    query = InsertQuery(type(rows[0]), on_conflict=OnConflict.IGNORE)
    query.insert_values(fields, list(rows))
    [(statement, parameters)] = query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING {meta.pk.column}", parameters)
        inserted = {pk for (pk,) in cursor.fetchall()}
    for row in rows:
        row._state.adding = row.pk not in inserted  # noqa: SLF001  # saved again, it is an update
    return inserted


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
