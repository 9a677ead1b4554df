"""Who can be talked to soonest: a few mentors by their next free time."""

from datetime import datetime, timedelta

from mentoring.models import Mentor

SOON = timedelta(days=14)


def free_mentors(*, now: datetime, count: int) -> list[Mentor]:
    """Listed mentors who are free in the next two weeks, by the free times that are kept. One query."""
    free = Mentor.objects.listed().filter(next_free_at__gte=now, next_free_at__lt=now + SOON)
    return list(free.select_related("user").order_by("next_free_at", "pk")[:count])
