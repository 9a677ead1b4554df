"""What somebody keeps about a step for themselves: a note, and links that show what they did."""

from typing import Self
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core.searching import CONFIGURATION, ranked
from core.uuid7 import uuid7
from roadmaps.models.editions import Roadmap

NOTE_ONCE = "roadmaps_note_once"
NOTE_SAYS_SOMETHING = "roadmaps_note_says_something"
EVIDENCE_ONCE = "roadmaps_evidence_once"
LONGEST_NOTE = 10_000
MOST_EVIDENCE = 20


class StepNoteQuerySet(models.QuerySet["StepNote"]):
    def of(self, learner: User) -> Self:
        """Nobody else ever sees them: this is where every look-up begins."""
        return self.filter(learner=learner)

    def of_step(self, roadmap: Roadmap, key: str) -> Self:
        return self.filter(roadmap=roadmap, key=key)

    def newest_first(self) -> Self:
        return self.order_by("-updated_at", "-pk")

    def search(self, text: str) -> Self:
        """Matches of every word or beginning of a word, best first."""
        return ranked(self, text)


class StepNote(models.Model):
    """What somebody wrote for themselves about a step, in Markdown; one for each step and person.

    `title` is the step's, as it was then. A note stays when its roadmap is deleted by its owner.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    roadmap = models.ForeignKey(Roadmap, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.SlugField()
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=LONGEST_NOTE)
    updated_at = models.DateTimeField()
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=CONFIGURATION)
        + SearchVector("text", weight="B", config=CONFIGURATION),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = StepNoteQuerySet.as_manager()

    class Meta:
        indexes = (
            GinIndex(fields=["search"], name="roadmaps_note_search"),
            models.Index(fields=["learner", "-updated_at"], name="roadmaps_notes_newest"),
        )
        constraints = (
            models.UniqueConstraint(fields=["learner", "roadmap", "key"], name=NOTE_ONCE),
            models.CheckConstraint(condition=~Q(text=""), name=NOTE_SAYS_SOMETHING),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("roadmaps:own_note", args=[self.pk])


class StepEvidenceQuerySet(models.QuerySet["StepEvidence"]):
    def of(self, learner: User) -> Self:
        """As notes: nobody else sees them."""
        return self.filter(learner=learner)

    def of_step(self, roadmap: Roadmap, key: str) -> Self:
        return self.filter(roadmap=roadmap, key=key)

    def newest_first(self) -> Self:
        return self.order_by("-added_at", "-pk")

    def search(self, text: str) -> Self:
        """Matches of every word or beginning of a word, best first."""
        return ranked(self, text)


class StepEvidence(models.Model):
    """A page that shows what somebody did for a step; `shows` says what. `title` is as that of a note."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    roadmap = models.ForeignKey(Roadmap, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.SlugField()
    title = models.CharField(max_length=160)
    url = models.URLField(max_length=500)
    shows = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    search = models.GeneratedField(
        expression=SearchVector("shows", weight="A", config=CONFIGURATION)
        + SearchVector("title", weight="B", config=CONFIGURATION),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = StepEvidenceQuerySet.as_manager()

    class Meta:
        indexes = (
            GinIndex(fields=["search"], name="roadmaps_evidence_search"),
            models.Index(fields=["learner", "-added_at"], name="roadmaps_evidence_newest"),
        )
        constraints = (
            models.UniqueConstraint(fields=["learner", "roadmap", "key", "url"], name=EVIDENCE_ONCE),
        )

    def __str__(self) -> str:
        return self.shows
