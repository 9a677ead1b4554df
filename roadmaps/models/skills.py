"""What tells how good somebody is in an area: what they say themselves, and what mock interviews showed."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.uuid7 import uuid7
from roadmaps.skills import HIGHEST

SKILL_EVIDENCE_ONCE = "roadmaps_skill_evidence_once"
SKILL_LEVEL_IS_ON_THE_SCALE = "roadmaps_skill_level_is_on_the_scale"


class SkillEvidenceQuerySet(models.QuerySet["SkillEvidence"]):
    def of(self, learner: User) -> Self:
        return self.filter(learner=learner)

    def oldest_first(self) -> Self:
        return self.order_by("at", "pk")


class SkillEvidence(models.Model):
    """One statement about one area. Only added to: the skill map is computed from all of them.

    `source` is the assessment or the scorecard, with a row for each area; `by` the interviewer.
    """

    class Kind(models.TextChoices):
        SELF = "self", _("You say")
        MOCK = "mock", _("A mock interview")

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    area = models.SlugField()
    kind = models.CharField(max_length=4, choices=Kind)
    level = models.FloatField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    source = models.UUIDField()
    at = models.DateTimeField()

    objects = SkillEvidenceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["learner", "source", "area"], name=SKILL_EVIDENCE_ONCE),
            models.CheckConstraint(condition=Q(level__range=(0, HIGHEST)), name=SKILL_LEVEL_IS_ON_THE_SCALE),
        )

    def __str__(self) -> str:
        return f"{self.area}: {self.level:g}"
