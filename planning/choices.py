"""The words that are chosen from: when on a day, from what a plan is made, how often the letter comes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Routine(models.TextChoices):
    """A time of day that belongs to somebody's day; no clock, so that a late train breaks nothing."""

    MORNING = "morning", _("In the morning")
    MIDDAY = "midday", _("Around midday")
    AFTER_WORK = "after_work", _("After work")
    EVENING = "evening", _("In the evening")


class Source(models.TextChoices):
    """What a plan is made from."""

    GOAL = "goal", _("A proposal that fits your goal")
    LAST_PLAN = "last_plan", _("Your last plan")


class Cadence(models.TextChoices):
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("In the first week of a month")
    NEVER = "never", _("Never")
