"""A learner and a mentor who meet every week: several sessions that were booked by one act."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.uuid7 import uuid7
from mentoring.models.booking import Booking
from mentoring.models.mentor import Mentor


class WeeklyPairQuerySet(models.QuerySet["WeeklyPair"]):
    def of(self, person: User) -> Self:
        """Those of this person, on either side."""
        return self.filter(Q(learner=person) | Q(mentor=person.pk))

    def with_bookings(self) -> Self:
        """With both people and all sessions, the first one first. Two queries more."""
        sessions = Booking.objects.with_people().order_by("starts_at", "pk")
        return self.select_related("mentor__user", "learner").prefetch_related(Prefetch("bookings", sessions))


class WeeklyPair(models.Model):
    """Ties together the sessions that two people booked for several weeks at once.

    Each of them is a booking as any other: moved or cancelled, it stays tied, and the others stay as they
    are.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="weekly_pairs")
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="weekly_pairs")
    booked_at = models.DateTimeField(default=timezone.now)

    objects = WeeklyPairQuerySet.as_manager()

    class Meta:
        ordering = ("booked_at", "pk")

    def __str__(self) -> str:
        return f"{self.learner} and {self.mentor}, weekly"

    def get_absolute_url(self) -> str:
        return reverse("mentoring:weekly_pair", args=[self.pk])

    def is_given_by(self, user: User) -> bool:
        is_theirs: bool = self.mentor_id == user.pk
        return is_theirs


def first_of_each_pair(bookings: Iterable[Booking]) -> list[Booking]:
    """The first of the bookings that were requested together and are answered as one; and all others."""
    first: dict[object, Booking] = {}
    for each in bookings:
        first.setdefault(each.weekly_pair_id or each.pk, each)
    return list(first.values())
