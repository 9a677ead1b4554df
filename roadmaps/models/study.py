"""The study log: time that somebody spent."""

from datetime import timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from roadmaps.models.editions import Roadmap

MINUTES_A_DAY = 24 * 60
CHANGEABLE_FOR = timedelta(days=14)

MINUTES_FIT_A_DAY = "roadmaps_study_minutes_fit_a_day"
STEP_HAS_ROADMAP = "roadmaps_study_step_has_roadmap"


class StudyEntryQuerySet(models.QuerySet["StudyEntry"]):
    def of(self, learner: User) -> Self:
        return self.filter(learner=learner)

    def newest_first(self) -> Self:
        return self.order_by("-studied_on", "-logged_at", "-pk")


class StudyEntry(models.Model):
    """Time somebody spent. `studied_on` is a date where they were; moving house never rewrites it."""

    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="study_entries")
    roadmap = models.ForeignKey(
        Roadmap, on_delete=models.PROTECT, null=True, blank=True, related_name="study_entries"
    )
    key = models.SlugField(blank=True, help_text=_("The step, when it was about one."))
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MINUTES_A_DAY)]
    )
    studied_on = models.DateField()
    logged_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    objects = StudyEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("study entries")
        indexes = (models.Index(fields=["learner", "studied_on"], name="roadmaps_study_by_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MINUTES_A_DAY), name=MINUTES_FIT_A_DAY
            ),
            models.CheckConstraint(condition=Q(key="") | Q(roadmap__isnull=False), name=STEP_HAS_ROADMAP),
        )

    def __str__(self) -> str:
        return f"{self.minutes} min on {self.studied_on}"

    @property
    def was_added_late(self) -> bool:
        """Written down when it could no longer have been changed, had it been logged at once."""
        return self.logged_at.date() - self.studied_on > CHANGEABLE_FOR
