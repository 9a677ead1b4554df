"""What an edition is made of, besides its steps: tracks, specialisms, areas, stages, gates, milestones.

All of it belongs to the edition and never changes once that is published.
"""

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from roadmaps.models.areas import Area
from roadmaps.models.editions import Edition

TRACK_KEY_ONCE = "roadmaps_track_key_once"
SPECIALISM_KEY_ONCE = "roadmaps_specialism_key_once"
EDITION_AREA_ONCE = "roadmaps_edition_area_once"
STAGE_KEY_ONCE = "roadmaps_stage_key_once"
GATE_KEY_ONCE = "roadmaps_gate_key_once"
GATE_TAKES_TIME = "roadmaps_gate_takes_time"
MILESTONE_KEY_ONCE = "roadmaps_milestone_key_once"


class TrackQuerySet(models.QuerySet["Track"]):
    def with_hours(self) -> "TrackQuerySet":
        """Adds `own_hours`: what the track requires beyond the steps of everybody."""
        return self.annotate(own_hours=Coalesce(Sum("steps__hours", filter=Q(steps__is_required=True)), 0))


class Track(models.Model):
    """Where a learner comes from, and so which steps they take besides those of everybody."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tracks")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=300, blank=True)
    starting_point = models.CharField(
        max_length=20, choices=User.StartingPoint, blank=True, help_text="For whom it is proposed."
    )

    objects = TrackQuerySet.as_manager()

    class Meta:
        ordering = ("edition", "position")
        constraints = (models.UniqueConstraint(fields=["edition", "key"], name=TRACK_KEY_ONCE),)

    def __str__(self) -> str:
        return self.title


class Specialism(models.Model):
    """A field to go deep in, of which a learner picks some."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="specialisms")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("edition", "position")
        constraints = (models.UniqueConstraint(fields=["edition", "key"], name=SPECIALISM_KEY_ONCE),)

    def __str__(self) -> str:
        return self.title


class EditionArea(models.Model):
    """An area of the site that this edition has steps in, at its place in the edition's own order."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="area_links")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="edition_links")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("edition", "position")
        constraints = (models.UniqueConstraint(fields=["edition", "area"], name=EDITION_AREA_ONCE),)

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.area_id}"


class Stage(models.Model):
    """A part of the roadmap with a reason of its own."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="stages")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ("edition", "position")
        constraints = (models.UniqueConstraint(fields=["edition", "key"], name=STAGE_KEY_ONCE),)

    def __str__(self) -> str:
        return self.title


class Gate(models.Model):
    """Months that study cannot replace, such as a year in a first role. A learner says when they began."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="gates")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="gates")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    months = models.PositiveSmallIntegerField()
    why = models.TextField(blank=True)
    done_when = models.TextField()

    class Meta:
        ordering = ("edition", "position")
        constraints = (
            models.UniqueConstraint(fields=["edition", "key"], name=GATE_KEY_ONCE),
            models.CheckConstraint(condition=Q(months__gte=1), name=GATE_TAKES_TIME),
        )

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """A group of steps that belong together."""

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
