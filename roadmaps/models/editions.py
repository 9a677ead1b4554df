"""Roadmaps, and the editions of each with their stages and milestones."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.searching import CONFIGURATION, ranked
from roadmaps.terms import Track

ONE_DRAFT = "roadmaps_edition_one_draft"
EDITION_NUMBER_ONCE = "roadmaps_edition_number_once"
PUBLISHED_IS_NUMBERED = "roadmaps_edition_published_is_numbered"
STAGE_KEY_ONCE = "roadmaps_stage_key_once"
MILESTONE_KEY_ONCE = "roadmaps_milestone_key_once"


class RoadmapQuerySet(models.QuerySet["Roadmap"]):
    def published(self) -> Self:
        return self.filter(current__isnull=False)

    def with_size(self) -> Self:
        """Adds `step_count`, and `hours_from_ds` and `hours_from_swe`: what is required on each track."""
        required = Q(current__steps__is_required=True)

        def hours(track: Track) -> Coalesce:
            of_track = required & Q(current__steps__track__in=[Track.SHARED, track])
            return Coalesce(Sum("current__steps__hours", filter=of_track), 0)

        return self.annotate(
            step_count=Count("current__steps"),
            stage_count=Count("current__steps__milestone__stage", distinct=True),
            hours_from_ds=hours(Track.FROM_DS),
            hours_from_swe=hours(Track.FROM_SWE),
        )

    def search(self, text: str) -> Self:
        """Matches of every word or beginning of a word, best first."""
        return ranked(self, text)


class Roadmap(models.Model):
    """A way into a craft. What it says is in its editions; `current` is the latest published one."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en-GB")
    position = models.PositiveSmallIntegerField(default=0)
    current = models.OneToOneField(
        "Edition", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="current_of"
    )
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=CONFIGURATION)
        + SearchVector("summary", weight="B", config=CONFIGURATION),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = RoadmapQuerySet.as_manager()

    class Meta:
        ordering = ("position", "title")
        indexes = (GinIndex(fields=["search"], name="roadmaps_roadmap_search"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("roadmaps:roadmap", args=[self.slug])


class Edition(models.Model):
    """One state of a roadmap: a draft while it has no number, then published and immutable."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    note = models.TextField(blank=True, help_text=_("What changed, for the people on this road."))
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ("roadmap", F("number").desc(nulls_first=True))
        constraints = (
            models.UniqueConstraint(fields=["roadmap", "number"], name=EDITION_NUMBER_ONCE),
            models.UniqueConstraint(fields=["roadmap"], condition=Q(published_at=None), name=ONE_DRAFT),
            models.CheckConstraint(
                condition=Q(number=None, published_at=None) | Q(number__gte=1, published_at__isnull=False),
                name=PUBLISHED_IS_NUMBERED,
            ),
        )

    def __str__(self) -> str:
        return f"{self.roadmap_id}, edition {self.number or 'draft'}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Stage(models.Model):
    """A stretch of the road. A gate is time that study cannot buy: months in a role."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="stages")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    why = models.TextField(blank=True)
    gate_months = models.PositiveSmallIntegerField(default=0)
    gate_text = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("edition", "position")
        constraints = (models.UniqueConstraint(fields=["edition", "key"], name=STAGE_KEY_ONCE),)

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="milestones")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="milestones")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ("edition", "position")
        constraints = (models.UniqueConstraint(fields=["edition", "key"], name=MILESTONE_KEY_ONCE),)

    def __str__(self) -> str:
        return self.title
