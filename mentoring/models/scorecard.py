"""What a mock interview showed: how the learner rates themselves, and what the mentor saw."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.fields import TextField
from core.uuid7 import uuid7
from mentoring.lifecycle import AttendanceRole
from mentoring.models.booking import Booking
from mentoring.rubrics import HIGHEST, LEVELS, LOWEST, OVERALL, RUBRICS, Rubric

SCORECARD_ONCE_A_BOOKING = "mentoring_scorecard_once_a_booking"
SHARED_SCORECARD_IS_WHOLE = "mentoring_scorecard_shared_is_whole"
SCORE_ONCE_A_DIMENSION = "mentoring_score_once_a_dimension"
SCORE_LEVEL_IS_ON_THE_SCALE = "mentoring_score_level_is_on_the_scale"
MENTORS_SCORE_HAS_EVIDENCE = "mentoring_score_mentors_has_evidence"

MOST_EVIDENCE = 600


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    def shared(self) -> Self:
        return self.exclude(shared_at=None)


class Scorecard(models.Model):
    """The result of one mock interview. The mentor drafts it, and shares it once; then nobody edits it.

    The learner rates themselves first: `rated_at` is when they did, or chose not to. Until then they don't
    see what the mentor shared, so that the two can be compared.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="scorecards", db_index=False)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="scorecards")
    rubric_key = models.SlugField(max_length=40)
    keep = TextField(max_length=MOST_EVIDENCE, blank=True)
    change = TextField(max_length=MOST_EVIDENCE, blank=True)
    overall = models.PositiveSmallIntegerField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    answer = TextField(max_length=2_000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["learner", "booking"], name=SCORECARD_ONCE_A_BOOKING),
            models.CheckConstraint(
                condition=Q(shared_at=None) | (~Q(keep="") & ~Q(change="")), name=SHARED_SCORECARD_IS_WHOLE
            ),
        )

    def __str__(self) -> str:
        return f"Scorecard of {self.booking_id}"

    @property
    def rubric(self) -> Rubric:
        return RUBRICS[self.rubric_key]

    @property
    def overall_name(self) -> str:
        return str(OVERALL[self.overall]) if self.overall else ""

    def is_shown_to(self, user: User) -> bool:
        """Whether this person may read what the mentor wrote."""
        if self.learner_id != user.pk:
            return True
        return self.shared_at is not None and self.rated_at is not None


class Score(models.Model):
    """One dimension of a scorecard, as one side sees it. A mentor says what they saw before the level."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="scores")
    side = models.CharField(max_length=12, choices=AttendanceRole)
    dimension = models.SlugField(max_length=40)
    evidence = TextField(max_length=MOST_EVIDENCE, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)  # none yet, in a draft

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["learner", "scorecard", "side", "dimension"], name=SCORE_ONCE_A_DIMENSION
            ),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__range=(LOWEST, HIGHEST)), name=SCORE_LEVEL_IS_ON_THE_SCALE
            ),
            models.CheckConstraint(
                condition=Q(level=None) | Q(side=AttendanceRole.LEARNER) | ~Q(evidence=""),
                name=MENTORS_SCORE_HAS_EVIDENCE,
            ),
        )

    def __str__(self) -> str:
        return f"{self.dimension}: {self.level}"

    @property
    def level_name(self) -> str:
        return str(LEVELS[self.level]) if self.level else ""


def scorecard_due(booking: Booking, now: datetime) -> bool:
    """Whether a scorecard can be written: of a mock interview that has begun and was not called off."""
    return bool(booking.rubric_key) and not booking.is_released and now >= booking.starts_at
