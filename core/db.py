"""What the database said, in words that an act can use."""

from django.db import IntegrityError


def broke(error: IntegrityError, constraint: str) -> bool:
    """Was it this named constraint that refused the row?"""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) == constraint
