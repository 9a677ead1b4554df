"""Drafts of roadmaps, with every state that they had, and files that are looked at before they become one."""

from typing import Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.uuid7 import uuid7
from roadmaps.models import Roadmap

DRAFT_ONCE = "editor_draft_once"
REVISION_ONCE = "editor_revision_once"


class Draft(models.Model):
    """What an owner writes, until it is published. `position` is the number of the revision that is shown:
    undo and redo move it.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="drafts")
    position = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "roadmap"], name=DRAFT_ONCE),)

    def __str__(self) -> str:
        return f"{self.roadmap_id} at {self.position}"


class Revision(models.Model):
    """A state of a draft. `subject` is what was changed; what is typed in one part is one change."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    contents = models.JSONField()
    subject = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "draft", "number"], name=REVISION_ONCE),)

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.number}, {self.subject}"


class ImportQuerySet(models.QuerySet["Import"]):
    def of(self, owner: User) -> Self:
        return self.filter(owner=owner)


class Import(models.Model):
    """A file as it was understood, for its owner to look at before anything is made of it.

    `report` is what was found, left out and guessed (editor.formats.report).
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    format = models.CharField(max_length=20)
    contents = models.JSONField()
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(help_text=_("It is deleted a day later."))

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["owner", "-created_at"], name="editor_imports_of_owner"),)

    def __str__(self) -> str:
        return self.file_name or str(self.pk)
