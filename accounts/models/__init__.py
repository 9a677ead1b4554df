"""People, the tokens of their programs, and the answers to requests that may come twice."""

from accounts.models.closing import Closure, DataExport
from accounts.models.idempotency import KEY_ONCE, LONGEST_KEY, IdempotencyKey
from accounts.models.people import (
    EMAIL_IS_CANONICAL,
    EMAIL_IS_UNIQUE,
    GOAL_FITS_A_WEEK,
    HANDLE,
    HANDLE_IS_A_SLUG,
    HANDLE_IS_UNIQUE,
    HANDLE_LENGTH,
    HAS_A_SCOPE,
    RESERVED_HANDLES,
    WEEK_STARTS,
    ApiToken,
    ApiTokenQuerySet,
    FormerHandle,
    User,
    UserManager,
    is_not_reserved,
)
from accounts.models.public_profile import LONGEST_ABOUT, PublicProfile

__all__ = [
    "EMAIL_IS_CANONICAL",
    "EMAIL_IS_UNIQUE",
    "GOAL_FITS_A_WEEK",
    "HANDLE",
    "HANDLE_IS_A_SLUG",
    "HANDLE_IS_UNIQUE",
    "HANDLE_LENGTH",
    "HAS_A_SCOPE",
    "KEY_ONCE",
    "LONGEST_ABOUT",
    "LONGEST_KEY",
    "RESERVED_HANDLES",
    "WEEK_STARTS",
    "ApiToken",
    "ApiTokenQuerySet",
    "Closure",
    "DataExport",
    "FormerHandle",
    "IdempotencyKey",
    "PublicProfile",
    "User",
    "UserManager",
    "is_not_reserved",
]
