"""Sessions that stay booked although the mentor's hours no longer cover them."""

from datetime import datetime

from availability.models import Schedule
from availability.slots import offset_segments, open_intervals, subtract, to_seconds
from mentoring.models import Booking, Mentor


def bookings_outside_hours(mentor: Mentor, *, now: datetime) -> list[Booking]:
    """Upcoming sessions that lie, in whole or in part, outside the default schedule. Four queries."""
    upcoming = list(Booking.objects.filter(mentor=mentor).upcoming(now).with_people())
    if not upcoming:
        return []
    start, end = min(each.starts_at for each in upcoming), max(each.ends_at for each in upcoming)
    hours = Schedule.objects.hours_by_user([mentor.user_id], start=start, end=end)[mentor.user_id]
    segments = offset_segments(hours.zone, to_seconds(start), to_seconds(end))
    covered = open_intervals(hours, segments)
    return [
        each
        for each in upcoming
        if subtract([(to_seconds(each.starts_at), to_seconds(each.ends_at))], covered)
    ]
