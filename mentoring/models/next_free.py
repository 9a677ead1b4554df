"""Which mentors' next free time may have moved."""

from django.db import models

from core.uuid7 import uuid7
from mentoring.models.mentor import Mentor


class NextFreeChange(models.Model):
    """An act may have moved a mentor's next free time. Rows are added by acts and deleted by the sweep.

    A row of its own instead of a mark on the mentor: two who book the same mentor don't wait for each other.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.mentor_id)
