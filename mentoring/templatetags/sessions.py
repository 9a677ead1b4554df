"""How the people of a session are named to each other."""

from datetime import datetime, tzinfo

from django import template
from django.utils import timezone

from accounts.models import User
from mentoring.models import Booking, PersonShown

register = template.Library()


@register.filter
def shown_in(person: User | None, booking: Booking) -> PersonShown | None:
    """The person's name, or “Anonymous learner” while they do not show it."""
    return booking.shown(person) if person else None


@register.filter
def clock_differs(at: datetime, zone: tzinfo) -> bool:
    """Whether the clock of that zone shows another time then than the reader's."""
    return at.astimezone(zone).utcoffset() != timezone.localtime(at).utcoffset()
