"""What accounts tells the apps above it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmailChanged:
    """Somebody signs in with another address from now on; both are canonical."""

    user_id: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class WeeklyGoalChanged:
    """Somebody means to study another number of hours a week from now on."""

    user_id: int
    old_hours: int
    new_hours: int
