"""How the people of a session are named to each other."""

from django import template

from accounts.models import User
from mentoring.models import Booking, PersonShown

register = template.Library()


@register.filter
def shown_in(person: User | None, booking: Booking) -> PersonShown | None:
    """The person's name, or “Anonymous learner” while they do not show it."""
    return booking.shown(person) if person else None
