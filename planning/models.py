"""The plan of a week: blocks of time, each at a part of the day, about a step or about nothing yet."""

from datetime import date, datetime, timedelta
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
from roadmaps.models import Roadmap

MOST_BLOCKS = 30
LEAST_MINUTES, MOST_MINUTES = 5, 12 * 60
MONDAY, SUNDAY = 1, 7  # ISO days of the week, as PostgreSQL's `__iso_week_day`

PLAN_ONCE = "planning_weekplan_once"
PLAN_BEGINS_ON_MONDAY = "planning_weekplan_begins_on_monday"
BLOCK_IN_WEEK = "planning_planblock_in_week"
BLOCK_FITS = "planning_planblock_minutes_fit"
LETTER_ONCE = "planning_weekletter_once"


class WeekPlan(models.Model):
    """What somebody means to do in the week that begins on this Monday, where they live."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="week_plans", db_index=False)
    week = models.DateField()
    note = TextField(max_length=500, blank=True, help_text=_("What helped, and what got in the way."))
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["learner", "week"], name=PLAN_ONCE),
            models.CheckConstraint(condition=Q(week__iso_week_day=MONDAY), name=PLAN_BEGINS_ON_MONDAY),
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
        return self.plan.week + timedelta(days=self.weekday - 1) if self.weekday else None

    @property
    def about(self) -> tuple[int, str] | None:
        """The step, by roadmap and key; None when it is about none, or its roadmap is gone."""
        return (self.roadmap_id, self.key) if self.roadmap_id and self.key else None


class LetterChoice(models.Model):
    """How often somebody wants the letter on Monday. Without a row: weekly."""

    learner = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="plan_letter"
    )
    cadence = models.CharField(max_length=8, choices=Cadence)

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.cadence}"


class WeekLetter(models.Model):
    """That somebody was told of their week on this Monday, and as what. At most one for each week."""

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


def first_monday(of: datetime | date) -> bool:
    """Whether a Monday is the first of its month."""
    return of.day <= SUNDAY
