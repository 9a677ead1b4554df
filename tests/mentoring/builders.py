"""Mentors with hours, session types and bookings, each in one line."""

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from availability.models import Schedule
from mentoring.models import Booking, Mentor, SessionType
from mentoring.operations import book_session
from tests.availability.builders import a_schedule

HOUR = timedelta(hours=1)


def a_mentor(user: User, *, zone: str = "UTC", hours: tuple[int, int] = (9, 17), **more: Any) -> Mentor:
    """Listed, and open every day between two full hours of that zone."""
    defaults = {
        "headline": "ML engineer",
        "bio": "Ten years of it.",
        "is_listed": True,
        "approved_at": datetime(2026, 1, 1, tzinfo=UTC),
        "languages": ["en"],
        "meeting_url": "https://video.example.org/usual",
    }
    mentor = Mentor.objects.create(user=user, **defaults | more)
    a_schedule(user, zone=zone, hours=hours)
    return mentor


def schedule_of(mentor: Mentor) -> Schedule:
    return Schedule.objects.default().get(user=mentor.user)


def a_session_type(mentor: Mentor, **rules: Any) -> SessionType:
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
    return SessionType.objects.create(mentor=mentor, **defaults | rules)


def tomorrow(text: str) -> datetime:
    """The day after the tests' `now`, in UTC."""
    hour, minute = (int(part) for part in text.split(":"))
    return datetime(2026, 11, 25, hour, minute, tzinfo=UTC)


def a_booking(
    session_type: SessionType, learner: User, at: str | datetime = "10:00", *, now: datetime, **more: Any
) -> Booking:
    starts_at = tomorrow(at) if isinstance(at, str) else at
    return book_session(learner=learner, session_type=session_type, starts_at=starts_at, now=now, **more)
