"""What accounts tells the apps above it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmailChanged:
    """Somebody signs in with another address from now on; both are canonical."""

    user_id: int
    old: str
    new: str
