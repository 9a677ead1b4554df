"""What mentoring announces to the apps above it."""

from collections.abc import Mapping
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
class ScorecardShared:
    """A mentor has scored a mock interview: levels from 1 to 4, by the dimensions of its rubric."""

    scorecard_id: UUID
    booking_id: UUID
    learner_id: int
    mentor_id: int
    rubric_key: str
    levels: Mapping[str, int]
    at: datetime


@dataclass(frozen=True, slots=True)
class ScorecardRevealed:
    """The learner sees now what the interviewer saw: both have said what they think.

    `seen` has the evidence sentence and the level by dimension; `shared_at` is when it was scored.
    """

    scorecard_id: UUID
    learner_id: int
    interviewer_id: int
    rubric_key: str
    seen: Mapping[str, tuple[str, int]]
    shared_at: datetime
    at: datetime
