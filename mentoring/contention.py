"""Acts that PostgreSQL broke off because of another transaction are tried again."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 3
SERIALIZATION_FAILURE, DEADLOCK_DETECTED = "40001", "40P01"


def retried(act: Callable[P, R]) -> Callable[P, R]:
    """Run the act in a transaction, up to three times if it collides with another one.

    Inside a transaction that is already open there is nothing to begin anew: it runs once.
    """

    @wraps(act)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
        last = 1 if connection.in_atomic_block else ATTEMPTS
        for number in range(1, last + 1):
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            except OperationalError as error:
                if number == last or not _collided(error):
                    raise
        raise AssertionError("The last attempt returns or raises.")

    return attempt


def _collided(error: OperationalError) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    return state in {SERIALIZATION_FAILURE, DEADLOCK_DETECTED}
