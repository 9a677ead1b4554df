"""What the site knows about people: what each may download, and what happens to it when an account closes.

Each app declares its own rows in `<app>/personal_rows.py`, which is found when Django starts:

    register_by("learner", StudyEntry, Enrolment, erase=delete)

A test fails while a model that names a person, or an address, is declared by nobody.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models

from accounts.models import User

Rows = models.QuerySet[Any]


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """Whose rows go, when, and whether what they wrote in public stays, as that of "a former member"."""

    person: User
    keeps_words: bool
    now: datetime


Erase = Callable[[Rows, Erasure], None]


@dataclass(frozen=True, kw_only=True)
class PersonalRows:
    """The rows of one model that are about a person.

    `hidden` are fields that nobody downloads, such as a digest; `downloaded` picks the rows that they do,
    where it is not all. `erase` is one of the rules below, or a function of the app's own; it may run twice.
    """

    model: type[models.Model]
    of: Callable[[User], Rows]
    erase: Erase
    hidden: frozenset[str] = frozenset()
    downloaded: Callable[[Rows], Rows] = models.QuerySet.all


File = tuple[str, bytes]
Files = Callable[[User], Iterator[File]]

_rows: dict[type[models.Model], PersonalRows] = {}
_files: list[Files] = []


def register(rows: PersonalRows) -> None:
    """Declare the rows of a model. Raises ValueError when they are declared already."""
    if _rows.setdefault(rows.model, rows) is not rows:
        raise ValueError(f"{rows.model._meta.label} is declared twice.")


def register_by(
    name: str, *of_models: type[models.Model], erase: Erase, hidden: frozenset[str] = frozenset()
) -> None:
    """Declare the rows of models that name the person in the field of this name."""

    def rows_of(model: type[models.Model], person: User) -> Rows:
        return model._default_manager.filter(**{name: person.pk})  # noqa: SLF001

    for model in of_models:
        register(PersonalRows(model=model, of=partial(rows_of, model), erase=erase, hidden=hidden))


def register_files(files: Files) -> Files:
    """Declare files, by name and content, that belong into a person's download."""
    _files.append(files)
    return files


def all_rows() -> list[PersonalRows]:
    """Of the upper apps first, and the person last: the others look for their address."""
    return sorted(_rows.values(), key=lambda declared: declared.model is User)


def all_files() -> list[Files]:
    return list(_files)


def delete(rows: Rows, erasure: Erasure) -> None:
    """The rows go."""
    rows.delete()


def keep(reason: str) -> Erase:
    """The rows stay, for this reason; the person they name is a former member by then."""

    def stay(rows: Rows, erasure: Erasure) -> None:
        """Nothing is changed."""

    stay.__doc__ = reason
    return stay


def blank(**values: Any) -> Erase:
    """The rows stay, without these words of the person."""

    def overwrite(rows: Rows, erasure: Erasure) -> None:
        rows.update(**values)

    return overwrite


def export_rows(declared: PersonalRows, person: User) -> list[dict[str, Any]]:
    """Each row as it is stored, without what nobody downloads and what is made from the rest."""
    fields = [
        field.attname
        for field in declared.model._meta.concrete_fields
        if field.name not in declared.hidden
        and not isinstance(field, (SearchVectorField, models.GeneratedField))
    ]
    return list(declared.downloaded(declared.of(person)).order_by("pk").values(*fields))
