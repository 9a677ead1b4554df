"""The study log: time that somebody spent, and what they had planned for each week."""

from datetime import timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import WEEK_STARTS, User
from core.formats import format_duration
from roadmaps.models.editions import Roadmap

MINUTES_A_DAY = 24 * 60
CHANGEABLE_FOR = timedelta(days=14)

MINUTES_FIT_A_DAY = "roadmaps_study_minutes_fit_a_day"
GOAL_ONCE = "roadmaps_weekly_goal_once"
GOAL_UNTIL_A_WEEK = "roadmaps_weekly_goal_until_a_week"
REST_ONCE = "roadmaps_rest_week_once"
REST_BEGINS_A_WEEK = "roadmaps_rest_week_begins_a_week"
FIRST_WEEKDAYS = tuple(sorted(WEEK_STARTS.values()))  # ISO days of the week, as PostgreSQL's `__iso_week_day`


class StudyEntryQuerySet(models.QuerySet["StudyEntry"]):
    def of(self, learner: User) -> Self:
        return self.filter(learner=learner)

    def newest_first(self) -> Self:
        return self.order_by("-studied_on", "-logged_at", "-pk")


class StudyEntry(models.Model):
    """Time somebody spent. Both dates are those where they were; another zone never rewrites them.

    A key whose roadmap is gone stays: the roadmap was somebody's own and left with them.
    """

    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="study_entries")
    roadmap = models.ForeignKey(
        Roadmap, on_delete=models.SET_NULL, null=True, blank=True, related_name="study_entries"
    )
    key = models.SlugField(blank=True, help_text=_("The step, when it was about one."))
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MINUTES_A_DAY)]
    )
    studied_on = models.DateField()
    logged_at = models.DateTimeField()
    logged_on = models.DateField()
    updated_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)

    objects = StudyEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("study entries")
        indexes = (models.Index(fields=["learner", "studied_on"], name="roadmaps_study_by_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MINUTES_A_DAY), name=MINUTES_FIT_A_DAY
            ),
        )

    def __str__(self) -> str:
        return f"{self.studied_on}: {format_duration(self.minutes)}"

    @property
    def was_added_late(self) -> bool:
        """Written down when it could no longer have been changed, had it been logged at once."""
        return self.logged_on - self.studied_on > CHANGEABLE_FOR


class StudyTimer(models.Model):
    """Time that is being counted now. It is a row, so a closed page stops nothing."""

    learner = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="study_timer"
    )
    roadmap = models.ForeignKey(Roadmap, on_delete=models.SET_NULL, null=True, related_name="+")
    key = models.SlugField(blank=True)
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.learner_id} since {self.started_at}"


class WeeklyGoal(models.Model):
    """A goal that somebody has no longer: it held up to and including the week that begins on `until`.

    The goal of a week is that of the first row that reaches it, otherwise the one in their settings.
    """

    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()
    hours = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["learner", "until"], name=GOAL_ONCE),
            models.CheckConstraint(
                condition=Q(until__iso_week_day__in=FIRST_WEEKDAYS), name=GOAL_UNTIL_A_WEEK
            ),
        )

    def __str__(self) -> str:
        return f"{self.hours} until {self.until}"


class RestWeek(models.Model):
    """A week that somebody planned to rest in; `week` is its first day."""

    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="rest_weeks")
    week = models.DateField()
    planned_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["learner", "week"], name=REST_ONCE),
            models.CheckConstraint(
                condition=Q(week__iso_week_day__in=FIRST_WEEKDAYS), name=REST_BEGINS_A_WEEK
            ),
        )

    def __str__(self) -> str:
        return f"{self.learner_id} rests from {self.week}"
