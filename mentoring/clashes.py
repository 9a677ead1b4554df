"""Sessions that stay booked although the mentor's hours no longer cover them."""

from datetime import datetime

from mentoring.models import Booking, Mentor
from mentoring.openings import hours_of
from mentoring.slots import epoch, offset_segments, opened, subtracted


def outside_hours(mentor: Mentor, *, now: datetime) -> list[Booking]:
    """Coming sessions that lie, in whole or in part, outside the default schedule. Three queries."""
    upcoming = list(Booking.objects.filter(mentor=mentor).upcoming(now).with_people())
    if not upcoming:
        return []
    span = min(each.starts_at for each in upcoming), max(each.ends_at for each in upcoming)
    hours = hours_of([mentor.pk], span)[mentor.pk]
    open_pieces = opened(hours, offset_segments(hours.zone, epoch(span[0]), epoch(span[1])))
    return [
        each for each in upcoming if subtracted([(epoch(each.starts_at), epoch(each.ends_at))], open_pieces)
    ]
