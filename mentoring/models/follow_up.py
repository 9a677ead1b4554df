"""What remains of a session: what was agreed, who did not come, and what each says of it."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import LineField, TextField
from core.uuid7 import uuid7
from mentoring.lifecycle import AttendanceRole
from mentoring.models.booking import Booking
from mentoring.models.mentor import Mentor

MOST_ACTION_ITEMS = 3
ACTION_ITEM_PLACE_ONCE = "mentoring_actionitem_place_once"
ACTION_ITEM_PLACES = "mentoring_actionitem_places"
ABSENCE_ONCE = "mentoring_absence_once"
ONLY_CONTESTED_ARE_DECIDED = "mentoring_absence_only_contested_are_decided"
REVIEW_ONCE = "mentoring_review_once"
ONLY_LEARNERS_PUBLISH = "mentoring_review_only_learners_publish"

TO_CONTEST = timedelta(hours=48)  # how long somebody has to say that they did come
REVEALED_AFTER = timedelta(hours=48)  # when the other side has not said anything
SHOWN_FROM = 3  # so many public reviews a mentor needs before any is shown


class ActionItem(models.Model):
    """One thing that the learner will do, agreed in a session. At most three to a session, by their place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="action_items", db_index=False)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="action_items")
    place = models.PositiveSmallIntegerField()
    text = LineField(max_length=200)
    due_on = models.DateField(null=True, blank=True)  # in the learner's own zone
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("booking", "place")
        constraints = (
            models.UniqueConstraint(fields=["learner", "booking", "place"], name=ACTION_ITEM_PLACE_ONCE),
            models.CheckConstraint(condition=Q(place__range=(1, MOST_ACTION_ITEMS)), name=ACTION_ITEM_PLACES),
        )

    def __str__(self) -> str:
        return self.text


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def to_decide(self) -> Self:
        """Contested ones that wait for staff."""
        return self.exclude(contested_at=None).filter(upheld=None)

    def counting(self, now: datetime) -> Self:
        """Those that count: upheld by staff, or not contested while that could be done."""
        return self.filter(Q(upheld=True) | Q(contested_at=None, reported_at__lt=now - TO_CONTEST))


class Absence(models.Model):
    """One side says that the other did not come. Who is named may contest it; then staff decide.

    It counts once it can't be contested any more, or when staff uphold it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences", db_index=False)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="absences")
    reported_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reported_at = models.DateTimeField()
    contest = TextField(max_length=2_000, blank=True)
    contested_at = models.DateTimeField(null=True, blank=True)
    upheld = models.BooleanField(null=True, blank=True, help_text=_("What staff decided; empty until then."))
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ("reported_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["person", "booking"], name=ABSENCE_ONCE),
            models.CheckConstraint(
                condition=Q(upheld=None) | Q(contested_at__isnull=False), name=ONLY_CONTESTED_ARE_DECIDED
            ),
        )

    def __str__(self) -> str:
        return f"Absence of {self.person}"

    @property
    def contestable_until(self) -> datetime:
        return self.reported_at + TO_CONTEST

    def can_be_contested(self, now: datetime) -> bool:
        return self.contested_at is None and now <= self.contestable_until


class Usefulness(models.IntegerChoices):
    NOT_USEFUL = 1, _("Not useful")
    SOMEWHAT = 2, _("Somewhat useful")
    USEFUL = 3, _("Useful")
    VERY_USEFUL = 4, _("Very useful")


class ReviewQuerySet(models.QuerySet["Review"]):
    def revealed(self, now: datetime) -> Self:
        """Those that the other side may read: both have spoken, or two days are over."""
        return self.with_revealed(now).filter(is_revealed=True)

    def with_revealed(self, now: datetime) -> Self:
        """Adds `is_revealed`: whether the other side may read it."""
        others = Review.objects.filter(mentor=OuterRef("mentor"), booking=OuterRef("booking"))
        return self.annotate(
            is_revealed=Q(given_at__lte=now - REVEALED_AFTER) | Exists(others.exclude(side=OuterRef("side")))
        )

    def public(self, now: datetime) -> Self:
        """What strangers may read on a mentor's page."""
        return self.revealed(now).filter(side=AttendanceRole.LEARNER, is_public=True)


class Review(models.Model):
    """What one side says of a session to the other, once. Neither reads the other's before both have spoken.

    A learner may let theirs be shown on the mentor's page, with their name; the mentor may reply to it, once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=12, choices=AttendanceRole)
    usefulness = models.PositiveSmallIntegerField(choices=Usefulness)
    words = TextField(max_length=2_000, blank=True)
    is_public = models.BooleanField(default=False)
    given_at = models.DateTimeField()
    reply = TextField(max_length=1_000, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    is_revealed: bool  # after `with_revealed`

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("given_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["mentor", "booking", "author"], name=REVIEW_ONCE),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(side=AttendanceRole.LEARNER), name=ONLY_LEARNERS_PUBLISH
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_usefulness_display()} ({self.side})"
