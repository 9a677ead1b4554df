"""Downloads of everything about a person, and accounts that are closed."""

from datetime import datetime
from typing import Self

from django.db import models

from accounts.models.people import User
from core.uuid7 import uuid7


class DataExportQuerySet(models.QuerySet["DataExport"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def requested_before(self, at: datetime) -> Self:
        return self.filter(requested_at__lt=at)


class DataExport(models.Model):
    """One download, made in the background: `done` of `total` parts are in it.

    `file` is its name in the storage.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    requested_at = models.DateTimeField()
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    ready_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=200, blank=True)

    objects = DataExportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.done} of {self.total} parts"

    @property
    def is_ready(self) -> bool:
        return self.ready_at is not None


class ClosureQuerySet(models.QuerySet["Closure"]):
    def due(self, now: datetime) -> Self:
        """Those whose time has come, unless staff have let the person in again since."""
        return self.filter(erase_at__lte=now, erased_at=None, user__is_active=False)


class Closure(models.Model):
    """Somebody has closed their account; what is theirs goes at `erase_at`."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="closure")
    closed_at = models.DateTimeField()
    erase_at = models.DateTimeField()
    keeps_words = models.BooleanField()
    erased_at = models.DateTimeField(null=True)

    objects = ClosureQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Closed {self.closed_at:%Y-%m-%d}"
