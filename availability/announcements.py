"""What availability announces to the apps above it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HoursChanged:
    """When somebody can be booked may have changed: weekly hours, a date, time off or travel."""

    user_id: int
