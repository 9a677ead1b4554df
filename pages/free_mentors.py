"""Who can be talked to soonest: a few mentors with their next free time."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches

from mentoring.free_times import find_next_free_starts
from mentoring.models import Mentor, SessionType

ONE_MINUTE = 60


@dataclass(frozen=True)
class FreeMentor:
    mentor: Mentor
    at: datetime


def free_mentors(*, now: datetime, count: int) -> list[FreeMentor]:
    """Listed mentors by their next free start in the next two weeks; computed once a minute."""
    key = "pages:free_mentors"
    first: dict[int, datetime] | None = caches["shared"].get(key)
    if first is None:
        types = (
            SessionType.objects.offered()
            .filter(mentor__in=Mentor.objects.listed())
            .select_related("mentor__user")
        )
        first = find_next_free_starts(types, now=now, days=14)
        caches["shared"].set(key, first, ONE_MINUTE)
    next_ids = sorted(first, key=lambda pk: (first[pk], pk))[:count]
    mentors = Mentor.objects.listed().select_related("user").prefetch_related("areas").in_bulk(next_ids)
    return [FreeMentor(mentors[pk], first[pk]) for pk in next_ids if pk in mentors]
