"""What mentors have promised within their hours (availability.commitments): the sessions that are booked."""

from datetime import datetime

from accounts.models import User
from availability.commitments import Commitment, register
from mentoring.clashes import hours_key_of
from mentoring.models import Booking


@register
def coming_sessions(user: User, now: datetime) -> list[Commitment]:
    bookings = Booking.objects.filter(mentor=user.pk).upcoming(now).select_related("session_type")
    return [
        Commitment(hours_key_of(each), each.starts_at, each.ends_at, each.title, each.get_absolute_url())
        for each in bookings
    ]
