"""Queries that a process builds and compiles once: Django takes longer for that than PostgreSQL to answer.

@prepared
def _to_come(person: Any, now: Any) -> BookingQuerySet:
    return Booking.objects.of(person).upcoming(now)

_to_come.rows(person=me.pk, now=now)                     # a list
Booking.objects.filter(pk__in=_mine.subquery(person=me.pk))
"""

import inspect
from collections.abc import Callable
from copy import copy
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone

R = TypeVar("R")


class Place:
    """Stands in the statement for a value that is known when it is asked."""

    def __init__(self, name: str) -> None:
        self.name = name


class _Compiled(NamedTuple, Generic[R]):
    """`compiler` knows the columns of the rows, once it has compiled."""

    queryset: QuerySet[Any, R]
    compiler: Any
    statement: str
    parameters: tuple[Any, ...]


class Prepared(Generic[R]):
    """A query with places for some values.

    The function that builds it gets an expression for each value, hands it on to lookups, and must do
    nothing else with it: what the query looks like depends on no value, and on no language. Values are as
    the database knows them: a primary key and no model instance. None is SQL's NULL, which equals nothing.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, R]]) -> None:
        self.build = build
        self._compiled: dict[str, _Compiled[R]] = {}

    def _compile(self) -> "_Compiled[R]":
        """Kept for each time zone, which `__date` and its like write into the statement."""
        zone = timezone.get_current_timezone_name()
        if zone not in self._compiled:
            names = inspect.signature(self.build).parameters
            queryset = self.build(**{name: Value(Place(name)) for name in names})
            compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
            statement, parameters = compiler.as_sql()
            self._compiled[zone] = _Compiled(queryset, compiler, statement, tuple(parameters))
        return self._compiled[zone]

    def rows(self, **values: Any) -> list[R]:
        """What the query finds. One statement, and those of its `prefetch_related`."""
        queryset, compiler, statement, parameters = self._compile()
        asked, own = queryset.all(), copy(compiler)
        own.connection = connections[DEFAULT_DB_ALIAS]  # this thread's
        own.as_sql = lambda *_, **__: (statement, _fill(parameters, values))
        asked.query.get_compiler = lambda *_, **__: own  # type: ignore[method-assign]
        return list(asked)

    def first(self, **values: Any) -> R | None:
        """The first of `rows`; a query whose rows can be many is sliced where it is built."""
        return next(iter(self.rows(**values)), None)

    def subquery(self, **values: Any) -> RawSQL:
        """For `__in` of another query."""
        _queryset, _compiler, statement, parameters = self._compile()
        return RawSQL(statement, _fill(parameters, values))  # noqa: S611  # Django's own statement


def _fill(parameters: tuple[Any, ...], values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values[each.name] if isinstance(each, Place) else each for each in parameters)


def prepared(build: Callable[..., QuerySet[Any, R]]) -> Prepared[R]:
    return Prepared(build)
