"""Mentors with hours, session types and bookings, each in one line."""

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from mentoring.models import Booking, Mentor, Schedule, SessionType
from mentoring.operations import WeeklyRow, book_session, set_weekly_hours

EVERY_DAY = range(1, 8)


def a_mentor(user: User, *, zone: str = "UTC", hours: tuple[int, int] = (9, 17), **more: Any) -> Mentor:
    """Listed, and open every day between two full hours of that zone."""
    defaults = {"headline": "ML engineer", "bio": "Ten years of it.", "is_listed": True, "languages": ["en"]}
    mentor = Mentor.objects.create(user=user, **defaults | more)
    schedule = Schedule.objects.create(mentor=mentor, zone=zone, is_default=True)
    rows = [WeeklyRow(day, hours[0] * 60, hours[1] * 60) for day in EVERY_DAY]
    set_weekly_hours(schedule=schedule, zone=schedule.zone, rows=rows)
    return mentor


def a_session_type(mentor: Mentor, **terms: Any) -> SessionType:
    """Half an hour, on the half hour, without buffers, notice or limits unless said."""
    defaults = {
        "slug": "call",
        "title": "Career call",
        "minutes": 30,
        "interval_minutes": 30,
        "buffer_before_minutes": 0,
        "buffer_after_minutes": 0,
        "notice_hours": 0,
        "window_days": 60,
        "cancel_hours": 12,
    }
    return SessionType.objects.create(mentor=mentor, **defaults | terms)


def tomorrow(text: str) -> datetime:
    """The day after the cast's `now`, in UTC."""
    hour, minute = (int(part) for part in text.split(":"))
    return datetime(2026, 11, 25, hour, minute, tzinfo=UTC)


def a_booking(
    session_type: SessionType, learner: User, at: str | datetime = "10:00", *, now: datetime, **more: Any
) -> Booking:
    starts_at = tomorrow(at) if isinstance(at, str) else at
    return book_session(learner=learner, session_type=session_type, starts_at=starts_at, now=now, **more)


HOUR = timedelta(hours=1)
