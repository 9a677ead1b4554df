"""The steps of an edition: what they need first, and what to learn them from."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.searching import CONFIGURATION, ranked
from roadmaps.models.editions import Edition, Milestone
from roadmaps.terms import Kind, Track

STEP_KEY_ONCE = "roadmaps_step_key_once"
STEP_NUMBER_ONCE = "roadmaps_step_number_once"
PREREQUISITE_ONCE = "roadmaps_prerequisite_once"
PREREQUISITE_IS_ANOTHER = "roadmaps_prerequisite_is_another"


class Area(models.Model):
    """A field of skill, the same in every roadmap: statistics, cloud, career."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=80)
    is_on_radar = models.BooleanField(default=False, help_text=_("One of the axes of the skill map."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "title")

    def __str__(self) -> str:
        return self.title


class StepQuerySet(models.QuerySet["Step"]):
    def current(self) -> Self:
        """Steps of the latest published edition of each roadmap."""
        return self.filter(edition__current_of__isnull=False)

    def search(self, text: str) -> Self:
        """Matches of every word or beginning of a word, best first."""
        return ranked(self, text)


class Step(models.Model):
    """One thing to learn or do. `key` is permanent and human; a step of no hours is a gate."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="steps")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="steps")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="steps")
    key = models.SlugField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=Kind)
    hours = models.PositiveSmallIntegerField(help_text=_("A suggestion, not a measurement."))
    track = models.CharField(max_length=10, choices=Track, default=Track.SHARED)
    is_required = models.BooleanField(default=True)
    why = models.TextField(blank=True)
    done_when = models.TextField()
    prerequisites = models.ManyToManyField(
        "self",
        through="StepPrerequisite",
        through_fields=("step", "needs"),
        symmetrical=False,
        related_name="unlocks",
    )
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=CONFIGURATION)
        + SearchVector("done_when", weight="C", config=CONFIGURATION)
        + SearchVector("why", weight="D", config=CONFIGURATION),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ("edition", "number")
        constraints = (
            models.UniqueConstraint(fields=["edition", "key"], name=STEP_KEY_ONCE),
            models.UniqueConstraint(fields=["edition", "number"], name=STEP_NUMBER_ONCE),
        )
        indexes = (GinIndex(fields=["search"], name="roadmaps_step_search"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Costs two queries unless `edition__roadmap` was selected with the step."""
        return reverse("roadmaps:step", args=[self.edition.roadmap.slug, self.key])

    @property
    def is_gate(self) -> bool:
        return self.hours == 0


class StepPrerequisite(models.Model):
    """`step` is easier after `needs`. It advises; it never locks."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="prerequisite_links")
    needs = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="unlock_links")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["step", "needs"], name=PREREQUISITE_ONCE),
            models.CheckConstraint(condition=~Q(step=F("needs")), name=PREREQUISITE_IS_ANOTHER),
        )

    def __str__(self) -> str:
        return f"{self.step_id} needs {self.needs_id}"


class Resource(models.Model):
    """Something outside to learn a step from. `checked_on` is the only thing about it that may change."""

    class Type(models.TextChoices):
        OFFICIAL = "official", _("Documentation")
        COURSE = "course", _("Course")
        BOOK = "book", _("Book")
        ARTICLE = "article", _("Article")
        VIDEO = "video", _("Video")
        INTERACTIVE = "interactive", _("Interactive")

    class Cost(models.TextChoices):
        FREE = "free", _("Free")
        FREE_TO_START = "free_to_start", _("Free to start")
        PAID = "paid", _("Paid")

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="resources")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    url = models.URLField(max_length=500)
    type = models.CharField(max_length=12, choices=Type)
    cost = models.CharField(max_length=13, choices=Cost)
    language = models.CharField(max_length=12)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("step", "position")
        indexes = (models.Index(fields=["url"], name="roadmaps_resource_url"),)

    def __str__(self) -> str:
        return self.title
