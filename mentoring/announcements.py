"""What mentoring announces to the apps above it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mentoring.lifecycle import AttendanceRole, BookingEventKind


@dataclass(frozen=True, slots=True)
class BookingChanged:
    """A booking was made, moved, cancelled or settled: the event that has just been added to its history.

    `by_id` and `side` are None when nobody acted, as when a hold expires. `old_starts_at` is None for a
    new booking, `new_starts_at` for one that no longer takes place. `person_ids` are the people in it, with
    the mentor, but without those who have left or for whom a seat is only kept. `seat_of_id` is the learner
    who joined a group or left it.
    """

    event_id: UUID
    booking_id: UUID
    mentor_id: int
    person_ids: tuple[int, ...]
    kind: BookingEventKind
    at: datetime
    by_id: int | None
    side: AttendanceRole | None
    old_starts_at: datetime | None
    new_starts_at: datetime | None
    seat_of_id: int | None = None


@dataclass(frozen=True, slots=True)
class ScorecardRevealed:
    """The learner sees now what the interviewer saw: both have said what they think.

    `weak_steps` are the permanent keys of the steps that rehearse what was weak.
    """

    learner_id: int
    weak_steps: frozenset[str]
    at: datetime
