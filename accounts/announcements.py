"""What accounts tells the apps above it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EmailChanged:
    """Somebody signs in with another address from now on; both are canonical."""

    user_id: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TokenCreated:
    """Somebody has made an API token; `token_key` is what it is known by."""

    user_id: int
    token_key: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenRevoked:
    """An API token works no longer."""

    token_key: str


@dataclass(frozen=True, slots=True)
class StartingPointChanged:
    """A learner has changed the field that they come from."""

    user_id: int


@dataclass(frozen=True, slots=True)
class WeeklyGoalChanged:
    """Somebody means to study another number of hours a week from now on."""

    user_id: int
    old_hours: int
    new_hours: int


@dataclass(frozen=True, slots=True)
class FirstWeekdayChanged:
    """The first day of a person's week changed, from the weekday `old` to `new`: 1 is Monday, 7 Sunday."""

    user_id: int
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class DataExported:
    """A person's data export is ready to download."""

    user_id: int
    export_id: UUID


@dataclass(frozen=True, slots=True)
class AccountDeactivated:
    """Somebody can no longer sign in: they closed their account, or staff did."""

    user_id: int
    at: datetime
