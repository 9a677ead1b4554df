"""Who is a mentor? Mentoring knows, and it is above roadmaps; config/reactions.py brings the answer."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from accounts.models import User

Rows = QuerySet[Any]


def _nobody(reader: User) -> Rows:
    return User.objects.none()


_mentors: Callable[[User], Rows] = _nobody


def mentors(reader: User) -> Rows:
    """Something, if the reader is a mentor of this site; nothing otherwise. A part of other queries."""
    return _mentors(reader)


def set_mentors(rows: Callable[[User], Rows]) -> None:
    """Called once, when the apps are ready."""
    global _mentors  # noqa: PLW0603
    _mentors = rows
