"""The plan of a week: blocks of time, each at a part of the day, about a step or about nothing yet."""

from datetime import date, timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import LineField, TextField
from core.uuid7 import uuid7
from mentoring.models import ActionItem
from planning.choices import Cadence, Routine
from roadmaps.models import FIRST_WEEKDAYS, Roadmap

MOST_BLOCKS = 30
LEAST_MINUTES, MOST_MINUTES = 5, 12 * 60
MONDAY, SUNDAY = 1, 7  # ISO days of the week, as PostgreSQL's `__iso_week_day`

PLAN_ONCE = "planning_weekplan_once"
PLAN_BEGINS_A_WEEK = "planning_weekplan_begins_a_week"
BLOCK_IN_WEEK = "planning_planblock_in_week"
BLOCK_FITS = "planning_planblock_minutes_fit"
LETTER_ONCE = "planning_weekletter_once"


class WeekPlan(models.Model):
    """What somebody means to do in the week that begins on `week`, where they live.

    That is the first day of the week as they chose it; `planning.operations.shift_plans` keeps it so.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="week_plans", db_index=False)
    week = models.DateField()
    note = TextField(max_length=500, blank=True, help_text=_("What helped, and what got in the way."))
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["learner", "week"], name=PLAN_ONCE),
            models.CheckConstraint(
                condition=Q(week__iso_week_day__in=FIRST_WEEKDAYS), name=PLAN_BEGINS_A_WEEK
            ),
        )

    def __str__(self) -> str:
        return f"{self.learner_id} in the week of {self.week}"

    def get_absolute_url(self) -> str:
        return reverse("planning:week", args=[self.week.isoformat()])

    @property
    def last_day(self) -> date:
        return self.week + timedelta(days=6)


class PlanBlockQuerySet(models.QuerySet["PlanBlock"]):
    def of(self, learner: User) -> Self:
        return self.filter(learner=learner)

    def in_order(self) -> Self:
        """By day, what may be on any day last; then as they were made."""
        return self.order_by(models.F("weekday").asc(nulls_last=True), "pk")


class PlanBlock(models.Model):
    """One sitting that is planned. `weekday` is 1 for Monday to 7; None is any day of the week.

    It is about a step, about something agreed in a session, or in somebody's own words; about nothing of
    these, it is hours alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    plan = models.ForeignKey(WeekPlan, on_delete=models.CASCADE, related_name="blocks")
    weekday = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(MONDAY), MaxValueValidator(SUNDAY)]
    )
    routine = models.CharField(max_length=12, choices=Routine, blank=True)
    place = LineField(max_length=60, blank=True)
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(LEAST_MINUTES), MaxValueValidator(MOST_MINUTES)]
    )
    roadmap = models.ForeignKey(Roadmap, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.SlugField(blank=True, help_text=_("The step, when it is about one."))
    action_item = models.ForeignKey(
        ActionItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = LineField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = PlanBlockQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["learner", "-updated_at"], name="planning_block_newest"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(weekday=None) | Q(weekday__range=(MONDAY, SUNDAY)), name=BLOCK_IN_WEEK
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(LEAST_MINUTES, MOST_MINUTES)), name=BLOCK_FITS
            ),
        )

    def __str__(self) -> str:
        return self.text or self.key or f"{self.minutes} min"

    def get_absolute_url(self) -> str:
        return reverse("planning:block", args=[self.pk])

    @property
    def on(self) -> date | None:
        """Its date; None for any day."""
        if not self.weekday:
            return None
        return self.plan.week + timedelta(days=(self.weekday - self.plan.week.isoweekday()) % 7)

    @property
    def about(self) -> tuple[int, str] | None:
        """The step, by roadmap and key; None when it is about none, or its roadmap is gone."""
        return (self.roadmap_id, self.key) if self.roadmap_id and self.key else None


class LetterChoice(models.Model):
    """How often somebody wants the letter at the start of their week. Without a row: weekly."""

    learner = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="plan_letter"
    )
    cadence = models.CharField(max_length=8, choices=Cadence)

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.cadence}"


class WeekLetter(models.Model):
    """That somebody was told of the week from this day on, and as what. At most one for each week."""

    class Kind(models.TextChoices):
        WEEK = "week", _("The week")
        WELCOME_BACK = "welcome_back", _("Welcome back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    week = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind)
    told_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["learner", "week"], name=LETTER_ONCE),)

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.kind} on {self.week}"


def is_first_of_month(week: date) -> bool:
    """Whether it is the first week that begins in its month."""
    return week.day <= 7
