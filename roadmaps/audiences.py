"""Who is a mentor? Mentoring knows, and it is above roadmaps; config/reactions.py brings the answer."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from accounts.models import User

Rows = QuerySet[Any]


def _nobody(reader: Any) -> Rows:
    return User.objects.none()


_mentors: Callable[[Any], Rows] = _nobody


def mentors(reader: Any) -> Rows:
    """Something, if the reader is a mentor of this site; nothing otherwise. A part of other queries.

    The reader is a person, or an expression for their id.
    """
    return _mentors(reader)


def set_mentors(rows: Callable[[Any], Rows]) -> None:
    """Called once, when the apps are ready."""
    global _mentors  # noqa: PLW0603
    _mentors = rows
