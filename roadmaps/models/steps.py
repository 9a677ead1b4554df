"""The steps of an edition: what they need first, and what to learn them from."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.searching import CONFIGURATION, ranked
from roadmaps.choices import ResourceCost, ResourceType, StepKind
from roadmaps.models.areas import Area
from roadmaps.models.contents import Milestone, Specialism, Track
from roadmaps.models.editions import Edition
from roadmaps.models.links import Link
from roadmaps.tracks import SHARED

STEP_KEY_ONCE = "roadmaps_step_key_once"
STEP_NUMBER_ONCE = "roadmaps_step_number_once"
STEP_TAKES_TIME = "roadmaps_step_takes_time"
PREREQUISITE_ONCE = "roadmaps_prerequisite_once"
PREREQUISITE_IS_ANOTHER = "roadmaps_prerequisite_is_another"


class StepQuerySet(models.QuerySet["Step"]):
    def shown_to(self, reader: User | None) -> Self:
        """The steps of the editions that this reader sees (`Edition.objects.shown_to`)."""
        return self.filter(edition__in=Edition.objects.shown_to(reader))

    def at(self, roadmap_slug: str, key: str) -> Self:
        """The step of this key in each edition of one roadmap."""
        return self.filter(edition__roadmap__slug=roadmap_slug, key=key)

    def search(self, text: str) -> Self:
        """Matches of every word or beginning of a word, best first."""
        return ranked(self, text)


class Step(models.Model):
    """One thing to learn or do. `key` is permanent and human; a step without a track is everybody's."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="steps")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="steps")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="steps")
    track = models.ForeignKey(Track, on_delete=models.CASCADE, null=True, blank=True, related_name="steps")
    specialism = models.ForeignKey(
        Specialism, on_delete=models.CASCADE, null=True, blank=True, related_name="steps"
    )
    key = models.SlugField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=StepKind)
    hours = models.PositiveSmallIntegerField(help_text=_("A suggestion, not a measurement."))
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
            models.CheckConstraint(condition=Q(hours__gte=1), name=STEP_TAKES_TIME),
        )
        indexes = (GinIndex(fields=["search"], name="roadmaps_step_search"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Costs two queries unless `edition__roadmap` was selected with the step."""
        return reverse("roadmaps:step", args=[self.edition.roadmap.slug, self.key])

    @property
    def area_slug(self) -> str:
        """Costs a query unless `area` was selected with the step."""
        return self.area.slug

    @property
    def track_key(self) -> str:
        """Costs a query unless `track` was selected with the step."""
        return self.track.key if self.track else SHARED

    @property
    def specialism_key(self) -> str | None:
        """Costs a query unless `specialism` was selected with the step."""
        return self.specialism.key if self.specialism else None


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
    """A link as one step presents it, to learn the step from."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="resources")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="resources")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    type = models.CharField(max_length=12, choices=ResourceType)
    cost = models.CharField(max_length=13, choices=ResourceCost)
    language = models.CharField(max_length=12)
    minutes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("step", "position")

    def __str__(self) -> str:
        return self.title
